"""Who advertises: invented companies with names as varied as real ones (ampersands, accents, suffixes)."""

from random import Random

_FIRST = (
    "Ashdown", "Brightwater", "Calder", "Dunmore", "Eastgate", "Fenwick & Hale", "Greyfriars", "Harlow", "Ironbridge",
    "Juniper", "Kestrel", "Lowther", "Marlowe", "Northmoor", "O'Rourke", "Pennine", "Quayside", "Ravensworth",
    "Saltmarsh", "Thornbury", "Ullswater", "Café Verde", "Wexcombe", "Yarrow", "Zephyr",
)  # fmt: skip
_SECOND = (
    "Analytics", "Bank plc", "Care Homes", "Consulting", "Energy", "Foods Ltd", "Group", "Health", "Insurance", "Labs",
    "Logistics", "Media", "NHS Foundation Trust", "Partners LLP", "Recruitment", "Retail", "Systems", "University",
)  # fmt: skip


NAMES = tuple(f"{first} {second}" for first in _FIRST for second in _SECOND)


def company(draw: Random) -> str:
    """One of 450 names."""
    return f"{draw.choice(_FIRST)} {draw.choice(_SECOND)}"
