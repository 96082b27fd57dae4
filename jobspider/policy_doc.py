"""docs/policy.md, made from the policy's table: `python -m jobspider.policy_doc > docs/policy.md`."""

from collections.abc import Iterator

from jobspider.policy import SOURCES, Source

HEAD = """# Which sites are asked, and for what

For whoever asks whether a site may be crawled. This page is made from the table in `jobspider/policy.py` by
`python -m jobspider.policy_doc`, and a test compares the two. `jobspider sources` shows the same for each spider, with
what its source asks for in return.

- **robots honoured**: what the site's robots.txt allows is asked for, nothing else. Whoever has the site's permission
  for more declares it with `JOBSPIDER_ROBOTS_LIFTED_FOR`; that is logged and recorded with each run.
- **documented API**: the owner documents an interface for programs. robots.txt holds there too, with one exception: an
  API that answers only to a **key**. Its owner gave that key to this operator for these addresses, which is more
  particular than a robots.txt for everybody. So robots.txt forbids no request that the key is sent with; its
  Crawl-delay is kept, and all other addresses of the host stay under it. Without a key such a spider doesn't start.
- **permission needed**: refused, until the operator has the owner's permission and names the site in
  `JOBSPIDER_PERMITTED_SITES`. robots.txt still holds.
- **refused**: never asked, by no spider, task, page command or redirect; no setting changes that.

A refused request doesn't leave the machine; it is counted (`refused` in the run's counts). A run that could crawl
nothing else ends with the outcome `refused`, exit code 10.

This is our reading of what site owners say, not legal advice. Read a source's terms before you crawl it: what you do
with its postings is between you and the site.

| Site | Standing | Why | Terms | Spiders |
|---|---|---|---|---|"""


def lines() -> Iterator[str]:
    """The page, line by line."""
    yield from HEAD.splitlines()
    yield from map(_row, SOURCES)


def _row(source: Source) -> str:
    site = "every other site" if source.site == "*" else f"`{source.site}`"
    standing = f"{source.standing}, with a key" if source.keyed else str(source.standing)
    return f"| {site} | {standing} | {source.why} | {source.terms} | {', '.join(source.spiders)} |"


if __name__ == "__main__":
    print("\n".join(lines()))  # noqa: T201  this is its purpose
