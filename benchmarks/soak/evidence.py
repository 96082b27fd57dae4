"""What there is to compare with the truth, read when all is quiet."""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from benchmarks.soak.audit.logs import Line, errors
from benchmarks.soak.system import System
from jobspider.tables import posting_versions, postings

Key = tuple[str, str]


def rows(connection: Connection) -> list[dict[str, Any]]:
    """All postings."""
    return [_plain(dict(row)) for row in connection.execute(select(postings)).mappings()]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Sets as the database has them, amounts as numbers."""
    kinds = row["employment_type"]
    return {**row, "employment_type": kinds if isinstance(kinds, str) else ",".join(sorted(kinds))}


def versions(connection: Connection) -> dict[Key, list[dict[str, Any]]]:
    """Versions by posting, in their order."""
    columns = (postings.c.source, postings.c.source_id, posting_versions.c.changed_at, posting_versions.c.replaced)
    joined = posting_versions.join(postings, postings.c.id == posting_versions.c.posting_id)
    found: dict[Key, list[dict[str, Any]]] = defaultdict(list)
    for source, source_id, changed_at, replaced in connection.execute(
        select(*columns).select_from(joined).order_by(posting_versions.c.id)
    ):
        values = json.loads(replaced) if isinstance(replaced, str) else replaced
        found[source, source_id].append({"changed_at": changed_at, "replaced": values})
    return found


def log_errors(system: System) -> Iterator[Line]:
    """The errors in all logs."""
    for program, files in system.logs().items():
        for file in files:
            with file.open(errors="replace") as lines:
                yield from errors(program, lines)
