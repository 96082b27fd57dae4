"""ScrapydWeb's settings; it looks for this file name in its working directory.

From the environment: JOBSPIDER_SCRAPYD_URLS (the nodes), SCRAPYDWEB_USERNAME and SCRAPYDWEB_PASSWORD (its login, which
it does not start without: what it answers at /api holds the nodes' passwords), SCRAPYDWEB_PORT, and DATA_PATH. Nodes
and password may also lie in /run/secrets, in files named so in small letters.
"""

import os
from urllib.parse import unquote, urlsplit


def _secret(name):
    file = os.path.join("/run/secrets", name.lower())
    if not os.path.isfile(file):
        return os.environ[name]
    with open(file) as opened:
        return opened.read().strip()


def _server(url):
    parts = urlsplit(url.strip())
    return (unquote(parts.username or ""), unquote(parts.password or ""), parts.hostname, str(parts.port or 6800), "")


SCRAPYD_SERVERS = [_server(url) for url in _secret("JOBSPIDER_SCRAPYD_URLS").split(",") if url.strip()]
CHECK_SCRAPYD_SERVERS = False  # else it ends when no node answers at its start

# Its default is every address of the machine, without login. Behind a proxy it may be 0.0.0.0 in a container.
SCRAPYDWEB_BIND = os.environ.get("SCRAPYDWEB_BIND", "127.0.0.1")
SCRAPYDWEB_PORT = int(os.environ.get("SCRAPYDWEB_PORT", "5000"))
ENABLE_AUTH = True
USERNAME = os.environ["SCRAPYDWEB_USERNAME"]
PASSWORD = _secret("SCRAPYDWEB_PASSWORD")

# Each node has its own logparser beside its logs, whose stats.json Scrapyd serves.
ENABLE_LOGPARSER = False
SCHEDULE_ADDITIONAL = ""  # its default stops a crawl after 60 seconds and 10 pages
SCHEDULE_CUSTOM_USER_AGENT = ""
SHOW_SCRAPYD_ITEMS = False
