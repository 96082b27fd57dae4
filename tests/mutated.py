"""Documents that are nearly right, as broken programs and broken lines make them."""

from hypothesis import strategies as st

PIECES = [b"<item>", b"</item>", b"<url>", b"</loc>", b"<![CDATA[", b"]]>", b"<!--", b"&#x", b"<a:1/>", b"\x1f\x8b"]


def mutated(bodies: list[bytes]) -> st.SearchStrategy[bytes]:
    """One of the bodies, with up to five places cut out, doubled or replaced."""
    new = st.one_of(st.binary(max_size=6), st.sampled_from(PIECES))
    change = st.tuples(st.floats(0, 1), st.integers(0, 40), new)
    return st.builds(mutate, st.sampled_from(bodies), st.lists(change, min_size=1, max_size=5))


def mutate(body: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """The body; each change says where in it (0 to 1), how many bytes go, and what stands there instead."""
    for place, length, new in changes:
        start = int(place * len(body))
        body = body[:start] + new + body[start + length :]
    return body
