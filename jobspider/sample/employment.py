"""How people are employed: hours, contract and place of work, as Indeed labels them."""

from random import Random

TYPES = {
    "Full-time": ("fulltime", "FULL_TIME", "CF3CP"),
    "Part-time": ("parttime", "PART_TIME", "75GKK"),
    "Permanent": ("permanent", "FULL_TIME", "5QWDV"),
    "Contract": ("contract", "CONTRACTOR", "NJXCK"),
    "Temporary": ("temporary", "TEMPORARY", "4HKF7"),
    "Apprenticeship": ("apprenticeship", "OTHER", "APPR1"),
    "Internship": ("internship", "INTERN", "VDTG7"),
}
"""Label → value of Indeed's `jt` parameter, schema.org's employmentType, Indeed's attribute key."""

REMOTE = {"Remote": ("REMOTE_ALWAYS", "DSQF7"), "Hybrid work": ("REMOTE_HYBRID", "PAXZC")}
"""Label → type in Indeed's remoteWorkModel, Indeed's attribute key."""


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
