"""Addresses where one applies: the same one on two boards, however each of them wrote it."""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

_LONGEST = 2048
_COUNTED = re.compile(
    r"utm_\w+|gclid|fbclid|msclkid|ref|referer|referrer|source|src|gh_src|lever-source|lever-origin|trk|trackingid"
    r"|tk|from|campaign|cid|mc_\w+|sid|session\w*|se|v|lang|locale|jobboard(?:source)?|applicantsource|channel|medium",
    re.IGNORECASE,
)
"""Parameters that say where the reader came from, not which job it is."""
_STEPS = re.compile(r"/(?:apply(?:-now)?|application(?:/new)?|applications?/new|thanks)/?$", re.IGNORECASE)
_PLATFORMS = (
    ("greenhouse", re.compile(r"//(?:job-)?boards(?:\.eu)?\.greenhouse\.io/[\w-]+/jobs/(\d+)")),
    ("greenhouse", re.compile(r"greenhouse\.io/embed/job_app\?(?:[^#]*&)?token=(\d+)")),
    ("greenhouse", re.compile(r"[?&]gh_jid=(\d+)")),
    ("lever", re.compile(r"//jobs(?:\.eu)?\.lever\.co/[\w.-]+/([0-9a-f-]{36})")),
    ("ashby", re.compile(r"//jobs\.ashbyhq\.com/[\w.%-]+/([0-9a-f-]{36})")),
    ("ashby", re.compile(r"[?&]ashby_jid=([0-9a-f-]{36})")),
    ("smartrecruiters", re.compile(r"//jobs\.smartrecruiters\.com/[\w.-]+/(\d{9,})")),
    ("workable", re.compile(r"//apply\.workable\.com/(?:[\w-]+/)?j/([0-9A-F]{8,})")),
)  # fmt: skip
"""Platforms whose jobs are shown under several hosts: the job's own number decides."""
_NUMBER = re.compile(r"\d{4,}|[0-9a-f]{8}-[0-9a-f]{4}-|(?=[0-9a-z]*\d)(?=[0-9a-z]*[a-z])[0-9a-z]{8,}", re.IGNORECASE)
_SLUG = re.compile(r"[^\W\d_]{2,}(?:[-_][\w%]+){2,}")


def address_key(url: str | None) -> str | None:
    """The address in one spelling; None for one that does not lead to one job: a home page, a list, a general form.

    Scheme, `www.`, case of the host, order of the parameters, tracking and the last step `/apply` make no difference.
    """
    if not url or len(url) > _LONGEST:
        return None
    for platform, pattern in _PLATFORMS:
        if found := pattern.search(url):
            return f"{platform}:{found[1].lower()}"
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    path = unquote(_STEPS.sub("", parts.path)).rstrip("/")
    kept = sorted((n.lower(), v) for n, v in parse_qsl(parts.query, max_num_fields=100) if not _COUNTED.fullmatch(n))
    named = "&".join(f"{name}={value}" for name, value in kept)
    return f"{host}{path}?{named}" if host and _leads_to_one_job(path, named) else None


def _leads_to_one_job(path: str, query: str) -> bool:
    """Whether it holds a number or a title of several words, as the address of one job does."""
    return bool(_NUMBER.search(path) or re.search(r"=[^&]*\d", query) or _SLUG.search(path.rpartition("/")[2]))
