"""`python -m jobspider.sample --postings 2000 …`: every field of Options is an option; --help explains them."""

from pydantic_settings import CliApp

from jobspider.sample.options import Options
from jobspider.sample.server import serve

if __name__ == "__main__":
    serve(CliApp.run(Options))
