"""How people are employed: hours, contract and place of work, as Indeed labels them."""

from random import Random
from typing import NamedTuple


class JobType(NamedTuple):
    """Value of Indeed's `jt` parameter, schema.org's employmentType ("": has none), Indeed's attribute key."""

    parameter: str
    schema_org: str
    key: str


class RemoteWork(NamedTuple):
    """Type in Indeed's remoteWorkModel, Indeed's attribute key."""

    model: str
    key: str


# By their labels on the site.
TYPES = {
    "Full-time": JobType("fulltime", "FULL_TIME", "CF3CP"),
    "Part-time": JobType("parttime", "PART_TIME", "75GKK"),
    "Permanent": JobType("permanent", "", "5QWDV"),
    "Contract": JobType("contract", "CONTRACTOR", "NJXCK"),
    "Temporary": JobType("temporary", "TEMPORARY", "4HKF7"),
    "Apprenticeship": JobType("apprenticeship", "OTHER", "APPR1"),
    "Internship": JobType("internship", "INTERN", "VDTG7"),
}
REMOTE = {
    "Remote": RemoteWork("REMOTE_ALWAYS", "DSQF7"),
    "Hybrid work": RemoteWork("REMOTE_HYBRID", "PAXZC"),
}


def labels(draw: Random) -> tuple[str, ...]:
    """Keys of TYPES for one job; most are full-time and permanent."""
    hours = "Part-time" if draw.random() < 0.12 else "Full-time"
    contract = draw.choices(
        ("Permanent", "", "Contract", "Temporary", "Apprenticeship", "Internship"), (58, 22, 10, 6, 2, 2)
    )[0]
    return (hours, contract) if contract else (hours,)


def remote(draw: Random) -> str:
    """A key of REMOTE, or "" for work on site."""
    return draw.choices(("", "Hybrid work", "Remote"), (55, 33, 12))[0]
