"""`python -m jobspider.sample --postings 2000 …`: every field of Options is an option; --help explains them."""

import sys

from pydantic import ValidationError
from pydantic_settings import CliApp

from jobspider.sample.options import Options
from jobspider.sample.server import serve


def options() -> Options:
    """What the call says; a wrong value ends it with a sentence and exit code 2."""
    try:
        return CliApp.run(Options)
    except ValidationError as error:
        for wrong in error.errors():
            option = str(wrong["loc"][0]).replace("_", "-")
            print(f"jobspider.sample: --{option} {wrong['input']}: {wrong['msg']}; --help explains it", file=sys.stderr)  # noqa: T201
        raise SystemExit(2) from None


if __name__ == "__main__":
    serve(options())
