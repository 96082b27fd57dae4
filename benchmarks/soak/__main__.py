"""`make soak SOAK_MINUTES=20 SOAK_SEED=1`: runs it, shows the report, and ends with 1 unless the audit is empty."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.soak.run import Plan, soak


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=3.0, help="how long days go on, about; 3")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other postings and other faults; 1")
    parser.add_argument("--postings", type=int, default=0, help="how many there are; 2,000 a minute, at most 100,000")
    parser.add_argument("--no-faults", action="store_true", help="only the days")
    parser.add_argument("--only", default="", help="faults of these kinds only, separated by commas")
    parser.add_argument("--folder", type=Path, default=Path(".run/soak"), help="for logs and report; .run/soak")
    given = parser.parse_args()
    size = given.postings or max(500, min(100_000, int(2_000 * given.minutes)))
    folder = given.folder.absolute() / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-seed{given.seed}"
    kinds = frozenset(filter(None, given.only.split(",")))
    report = soak(Plan(given.minutes * 60, given.seed, size, folder, faults=not given.no_faults, only=kinds))
    return 1 if report.deviations else 0


if __name__ == "__main__":
    sys.exit(main())
