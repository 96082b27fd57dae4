"""The source policy: what each site lets a program do, and why we think so.

docs/policy.md is made from this table. A site that is not in it is crawled as its robots.txt allows.
`jobspider sources` shows what holds for each spider.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit


class Standing(StrEnum):
    """What a site's owner lets a program do."""

    ROBOTS = "robots honoured"
    """What robots.txt allows is asked for, nothing else."""
    API = "documented API"
    """The owner documents an interface for programs; robots.txt holds too, unless the interface asks for a key."""
    PERMISSION = "permission needed"
    """Refused, until the operator names the site in JOBSPIDER_PERMITTED_SITES."""
    REFUSED = "refused"
    """Never asked for anything; no setting changes that."""


@dataclass(frozen=True, slots=True)
class Source:
    """One site's standing."""

    site: str
    """A host and all below it; `name.*` is a name under any ending; `*` is every other site."""
    standing: Standing
    why: str
    """One sentence."""
    terms: str = ""
    """The page that says so."""
    spiders: tuple[str, ...] = ()
    """The spiders that ask it."""
    keyed: bool = False
    """The API answers only to a key. Whoever gave the operator that key has permitted this operator's program the
    addresses that the key is for, which is more particular than a robots.txt for everybody: there its rules don't
    forbid, while its Crawl-delay is kept, and every other address of the host stays under robots.txt."""


A_KEY_IS_A_PERMISSION = (
    "A key is given to each operator for exactly this API; the terms accepted with it say how much may be asked."
)
OPEN_API = "The API is documented for programs and open to all; its robots.txt is obeyed as well."
EMPLOYERS_API = (
    "The platform documents this API so that employers' jobs are read from it; robots.txt is obeyed as well."
)
ACCOUNTS = "Its terms forbid programs that collect its pages, and most of them need an account."
ASK_FIRST = "Its terms allow no collecting by programs without a contract; with one, name it in the settings."

R, A, P, X = Standing.ROBOTS, Standing.API, Standing.PERMISSION, Standing.REFUSED
SOURCES = (
    Source("*", R, "A site that publishes jobs says in its robots.txt what programs may read.", spiders=("careers",)),
    Source(
        "indeed.*",
        R,
        "robots.txt allows the search pages up to the tenth and forbids job pages, clicks and feeds; its terms are "
        "between Indeed and whoever runs a crawl, so read them first.",
        "https://www.indeed.com/legal",
        ("indeed",),
    ),
    Source(
        "weworkremotely.com",
        P,
        "Its RSS feeds are there for readers; its guidelines forbid services that search or advertise jobs with its "
        "data, which is what this program is for; its robots.txt is obeyed as well.",
        "https://weworkremotely.com/api-terms-and-guidelines",
        ("weworkremotely",),
    ),
    # Search APIs with a key.
    Source(
        "www.reed.co.uk",
        A,
        f"{A_KEY_IS_A_PERMISSION} Its robots.txt forbids /api/ to those who hold none.",
        "https://www.reed.co.uk/developers/jobseeker",
        ("reed",),
        keyed=True,
    ),
    Source(
        "api.adzuna.com",
        A,
        A_KEY_IS_A_PERMISSION,
        "https://developer.adzuna.com/docs/terms_of_service",
        ("adzuna",),
        keyed=True,
    ),
    # Open APIs of job boards.
    Source("www.arbeitnow.com", A, OPEN_API, "https://www.arbeitnow.com/blog/job-board-api", ("arbeitnow",)),
    Source("remotive.com", A, OPEN_API, "https://github.com/remotive-com/remote-jobs-api", ("remotive",)),
    Source("remoteok.com", A, OPEN_API, "https://remoteok.com/api", ("remoteok",)),
    Source("jobicy.com", A, OPEN_API, "https://jobicy.com/jobs-rss-feed", ("jobicy",)),
    Source("www.themuse.com", A, OPEN_API, "https://www.themuse.com/developers/api/v2/terms", ("themuse",)),
    # Platforms on which employers publish their own jobs.
    Source(
        "boards-api.greenhouse.io",
        A,
        EMPLOYERS_API,
        "https://developers.greenhouse.io/job-board.html",
        ("greenhouse",),
    ),
    Source("api.lever.co", A, EMPLOYERS_API, "https://github.com/lever/postings-api", ("lever",)),
    Source(
        "api.ashbyhq.com", A, EMPLOYERS_API, "https://developers.ashbyhq.com/docs/public-job-posting-api", ("ashby",)
    ),
    Source(
        "api.smartrecruiters.com",
        A,
        EMPLOYERS_API,
        "https://developers.smartrecruiters.com/docs/posting-api",
        ("smartrecruiters",),
    ),
    Source(
        "recruitee.com",
        A,
        EMPLOYERS_API,
        "https://docs.recruitee.com/reference/intro-to-careers-site-api",
        ("recruitee",),
    ),
    Source("apply.workable.com", A, EMPLOYERS_API, "https://www.workable.com/terms", ("workable",)),
    Source("teamtailor.com", A, EMPLOYERS_API, "https://www.teamtailor.com/legal/terms-of-service/", ("teamtailor",)),
    Source(
        "jobs.personio.*",
        A,
        EMPLOYERS_API,
        "https://developer.personio.de/docs/retrieving-open-job-positions",
        ("personio",),
    ),
    # Boards to be asked first.
    Source("monster.*", P, ASK_FIRST, "https://www.monster.com/inside/terms-of-use"),
    Source("careerbuilder.*", P, ASK_FIRST, "https://www.careerbuilder.com/terms"),
    Source("ziprecruiter.*", P, ASK_FIRST, "https://www.ziprecruiter.com/terms"),
    Source("dice.com", P, ASK_FIRST, "https://www.dice.com/about/terms-and-conditions"),
    Source("totaljobs.com", P, ASK_FIRST, "https://www.totaljobs.com/recruiters/terms-and-conditions"),
    Source("stepstone.*", P, ASK_FIRST, "https://www.stepstone.de/e-recruiting/rechtliches/"),
    Source("cv-library.co.uk", P, ASK_FIRST, "https://www.cv-library.co.uk/terms-conditions"),
    # Never.
    Source(
        "linkedin.com",
        X,
        f"{ACCOUNTS} It has sued those who did it all the same.",
        "https://www.linkedin.com/legal/user-agreement",
    ),
    Source("lnkd.in", X, "Its short addresses lead to LinkedIn.", "https://www.linkedin.com/legal/user-agreement"),
    Source("glassdoor.*", X, ACCOUNTS, "https://www.glassdoor.com/about/terms/"),
    Source("facebook.com", X, ACCOUNTS, "https://www.facebook.com/legal/automated_data_collection_terms"),
    Source("instagram.com", X, ACCOUNTS, "https://help.instagram.com/581066165581870"),
    Source("xing.com", X, ACCOUNTS, "https://www.xing.com/terms"),
    Source("x.com", X, ACCOUNTS, "https://x.com/en/tos"),
    Source("twitter.com", X, ACCOUNTS, "https://x.com/en/tos"),
)
"""The whole policy; the most particular row holds for a host."""

EVERY_OTHER = SOURCES[0]
SECOND_LEVEL = frozenset({"co", "com"})
"""What may stand between a name and a country's ending, as in `co.uk`."""


def source_of(host: str) -> Source:
    """The row that holds for a host name."""
    name = _plain(host)
    rows = [source for source in SOURCES if _covers(source.site, name)]
    return max(rows, key=lambda source: len(source.site), default=EVERY_OTHER)


def source_of_spider(name: str, hosts: Collection[str] = ()) -> Source:
    """The row that names the spider, else the row of the first of its hosts."""
    named = (source for source in SOURCES if name in source.spiders)
    return next(named, None) or next(map(source_of, hosts), EVERY_OTHER)


def refusal(url: str, permitted: Collection[str] = ()) -> str | None:
    """Why an address is not asked for, in a sentence; None where it may be.

    `permitted`: hosts, with all below them, whose owners have permitted what the policy holds back.
    """
    host = _plain(urlsplit(url).hostname or "")
    source = source_of(host)
    if source.standing is Standing.REFUSED:
        return f"{host} is refused by policy: {source.why} ({source.terms})"
    if source.standing is Standing.PERMISSION and not any(_covers(_plain(site), host) for site in permitted):
        return (
            f"{host} needs its owner's permission: {source.why} ({source.terms}) "
            "If you have it, name the site in JOBSPIDER_PERMITTED_SITES."
        )
    return None


def _plain(host: str) -> str:
    """A host name as the table has it: small ASCII letters, no dot at its end."""
    text = host.strip().rstrip(".").lower()
    try:
        return text.encode("idna").decode("ascii")
    except UnicodeError:
        return text


def _covers(site: str, host: str) -> bool:
    if not site.endswith(".*"):
        return host == site or host.endswith(f".{site}")
    name = site.removesuffix(".*").split(".")
    labels = host.split(".")
    endings = 2 if len(labels) > 2 and labels[-2] in SECOND_LEVEL else 1
    return labels[-endings - len(name) : -endings] == name
