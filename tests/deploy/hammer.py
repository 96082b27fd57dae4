"""Asks one URL again and again, until SIGTERM; then prints how many answers there were, and each that was not 200.

    python -m tests.deploy.hammer ADDRESS HOST PATH

ADDRESS is where Traefik listens, HOST the name that it is asked for. Half of the readers keep their connection, the
others come anew for every request.
"""

import json
import signal
import ssl
import sys
import time
from collections import Counter
from http.client import HTTPException, HTTPSConnection
from threading import Event, Lock, Thread

READERS = 4
PAUSE_SECONDS = 0.1

found: Counter[str] = Counter()
lock, stopped = Lock(), Event()


def read(address: str, host: str, path: str, keep: bool) -> None:
    """Until it is stopped."""
    # The certificate is Traefik's own: nobody gives one for a name that is not there.
    trusting = ssl._create_unverified_context()
    connection = HTTPSConnection(address, timeout=30, context=trusting)
    while not stopped.wait(PAUSE_SECONDS):
        seen = _ask(connection, host, path)
        if seen != "200" or not keep:
            connection.close()
        with lock:
            found[seen] += 1


def _ask(connection: HTTPSConnection, host: str, path: str) -> str:
    try:
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, HTTPException) as error:
        return f"{time.strftime('%H:%M:%S')} {type(error).__name__} {error}"
    return "200" if answer.status == 200 else f"{time.strftime('%H:%M:%S')} {answer.status} {body[:200]!r}"


def main() -> None:
    """Starts the readers and waits."""
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    readers = [Thread(target=read, args=(*sys.argv[1:], number % 2 == 0)) for number in range(READERS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
