"""`jobspider node`."""

import signal
import sys
from os import environ
from pathlib import Path
from threading import Event

from jobspider.errors import ConfigError
from jobspider.sample.child import family
from jobspider.secret_files import is_placeholder, secret_file

LOOK_SECONDS = 0.5


def node() -> None:
    """Run a Scrapyd node, configured by /etc/scrapyd and scrapyd.conf here, until Ctrl-C or SIGTERM.

    Its crawls end with it and give back what they had not done yet; Scrapyd by itself would leave them behind.
    """
    login, stopped = _login(), Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with family([sys.executable, "-m", "scrapyd"], environ | login, Path.cwd(), sys.stdout.fileno()) as process:
        while process.poll() is None:
            if stopped.wait(LOOK_SECONDS):
                return
    raise SystemExit(f"jobspider: Scrapyd has ended by itself, with {process.returncode}")


def _login() -> dict[str, str]:
    """Scrapyd's variables; a ConfigError without a password, since whoever reaches a node can start programs on it."""
    password = secret_file("scrapyd_password") or environ.get("SCRAPYD_PASSWORD", "")
    if not password or is_placeholder(password):
        raise ConfigError(
            "a Scrapyd node has no password of its own: give one as SCRAPYD_PASSWORD or /run/secrets/scrapyd_password"
        )
    return {"SCRAPYD_USERNAME": environ.get("SCRAPYD_USERNAME") or "jobspider", "SCRAPYD_PASSWORD": password}
