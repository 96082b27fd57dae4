"""Permissions that the operator has from owners of sites."""

from jobspider.config import config


def permitted_sites() -> frozenset[str]:
    """Sites whose owners have permitted what the policy would hold back, as the operator declares."""
    return frozenset(name.strip() for name in config().permitted_sites.split(",")) - {""}
