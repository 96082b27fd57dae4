"""What a batch does to the table, worked out before anything is written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, and_, or_, select

from jobspider.posting import Posting
from jobspider.store.merge import merge
from jobspider.store.read import contents
from jobspider.tables import postings

Key = tuple[str, str]
VISIBLE = tuple(name for name in Posting.model_fields if name not in Posting.UNSEEN)
"""The fields whose change is a change to a reader."""
Outcome = Literal["new", "changed", "unchanged"]


class Known(NamedTuple):
    """What is needed of a stored posting to tell whether a new observation changes it."""

    id: int
    content_hash: str
    last_seen_at: datetime
    closed_at: datetime | None
    closed_reason: str | None


class Change(NamedTuple):
    """A stored posting whose content becomes another, and the fields in which a reader sees that."""

    known: Known
    before: Posting
    after: Posting
    fields: frozenset[str]


@dataclass
class Plan:
    """A batch, sorted by what has to be done; the postings' order is kept within each."""

    new: list[Posting] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    rehashed: list[Change] = field(default_factory=list)
    """Nothing changed but how jobspider computes the hash, which gets stored anew."""
    same: list[tuple[Known, Posting]] = field(default_factory=list)

    def outcomes(self) -> dict[Key, Outcome]:
        """What happens to each posting, by its key."""
        found: dict[Key, Outcome] = {key(posting): "new" for posting in self.new}
        found.update((key(change.after), "changed") for change in self.changed)
        found.update((key(change.after), "unchanged") for change in self.rehashed)
        found.update((key(posting), "unchanged") for _, posting in self.same)
        return found


def key(posting: Posting) -> Key:
    """What makes a posting the same one: its source, and its id there."""
    return posting.source, posting.source_id


def plan(connection: Connection, batch: Sequence[Posting], seen_at: datetime) -> Plan:
    """What to do with these postings, no two of one key; locks their rows until the transaction ends."""
    known = _known(connection, batch)
    found = Plan(new=[posting for posting in batch if key(posting) not in known])
    pairs = [(known[key(posting)], posting) for posting in batch if key(posting) in known]
    found.same = [(row, posting) for row, posting in pairs if row.content_hash == posting.content_hash]
    different = [(row, posting) for row, posting in pairs if row.content_hash != posting.content_hash]
    before = contents(connection, [row.id for row, _ in different]) if different else {}
    for row, posting in different:
        after = merge(before[row.id], posting, newer=seen_at >= row.last_seen_at)
        if after.content_hash == row.content_hash:
            found.same.append((row, after))
        else:
            change = Change(row, before[row.id], after, _differences(before[row.id], after))
            (found.changed if change.fields else found.rehashed).append(change)
    return found


def _differences(before: Posting, after: Posting) -> frozenset[str]:
    old, new = before.__dict__, after.__dict__
    return frozenset(name for name in VISIBLE if old[name] != new[name])


def _known(connection: Connection, batch: Sequence[Posting]) -> dict[Key, Known]:
    """The stored rows of these keys, locked: the hint, because a scan of a small table would lock all of it."""
    ids: dict[str, list[str]] = {}
    for posting in batch:
        ids.setdefault(posting.source, []).append(posting.source_id)
    columns: list[Any] = [postings.c[name] for name in ("source", "source_id", *Known._fields)]
    wanted = or_(*(and_(postings.c.source == s, postings.c.source_id.in_(found)) for s, found in ids.items()))
    statement = select(*columns).with_hint(postings, "FORCE INDEX (uq_postings_source)", "mysql")
    rows = connection.execute(statement.where(wanted).with_for_update())
    return {(row[0], row[1]): Known(*row[2:]) for row in rows}
