"""Base images for a machine that no registry answers: made from Debian's packages, named as the Dockerfiles ask.

They are stand-ins: what a test builds on them shows that the Dockerfiles work, not that the official bases do.
"""

import subprocess
import sys
from pathlib import Path

from tests.deploy.engine import Engine

DEBIAN = "debian:bookworm-slim"
PYTHON = "python:3.11-slim-bookworm"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
LIBRARIES = (
    "ca-certificates libssl3 libffi8 libsqlite3-0 libbz2-1.0 liblzma5 libncursesw6 libreadline8 zlib1g libuuid1 "
    "libgdbm6 libexpat1 libnsl2 libtirpc3 netbase tzdata"
)
PYTHON_DOCKERFILE = f"""
FROM {DEBIAN}
RUN apt-get update && apt-get install -y --no-install-recommends {LIBRARIES} && rm -rf /var/lib/apt/lists/*
COPY certificates.crt {CERTIFICATES}
ADD python.tar /usr/local/
ENV PIP_CERT={CERTIFICATES} SSL_CERT_FILE={CERTIFICATES} REQUESTS_CA_BUNDLE={CERTIFICATES}
RUN mkdir -p /usr/local/lib/python3.11/site-packages && ldconfig && python3 -m ensurepip
CMD ["python3"]
"""


def make_bases(engine: Engine, folder: Path) -> None:
    """Both bases, unless the engine has them already."""
    if engine.attempt("image", "inspect", DEBIAN).returncode:
        _debian(engine, folder / "debian")
    if engine.attempt("image", "inspect", PYTHON).returncode:
        _python(engine, folder / "python")


def _debian(engine: Engine, folder: Path) -> None:
    subprocess.run(["debootstrap", "--variant=minbase", "bookworm", folder], check=True, capture_output=True)
    unneeded = ("--exclude=./var/cache/apt/archives/*.deb", "--exclude=./var/lib/apt/lists/*")
    packed = subprocess.run(["tar", "-C", folder, *unneeded, "-c", "."], check=True, capture_output=True)
    engine.docker("import", "-", DEBIAN, given=packed.stdout)
    subprocess.run(["rm", "-rf", folder], check=True)


def _python(engine: Engine, folder: Path) -> None:
    """This machine's own CPython lies below /usr/local, as the official image's does; Debian's is patched."""
    folder.mkdir(parents=True)
    home = Path(sys.base_prefix)
    libraries = [str(file.relative_to(home)) for file in home.glob("lib/libpython3*.so*")]
    parts = ["bin/python3.11", "bin/python3", "bin/python", "lib/python3.11", "include", *libraries]
    left = ("lib/python3.11/site-packages", "lib/python3.11/test", "__pycache__", "*.a")
    excluded = [f"--exclude={each}" for each in left]
    subprocess.run(["tar", "-C", home, *excluded, "-cf", folder / "python.tar", *parts], check=True)
    (folder / "certificates.crt").write_bytes(CERTIFICATES.read_bytes())
    (folder / "Dockerfile").write_text(PYTHON_DOCKERFILE)
    build(engine, PYTHON, folder)


def build(engine: Engine, name: str, context: Path, *options: str) -> None:
    """An image from a folder; in the machine's network, so that Debian and PyPI are reached."""
    engine.docker("build", "--quiet", "--network", "host", "--tag", name, *options, str(context), seconds=1200)
