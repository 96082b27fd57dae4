"""The number behind `H`: the same for one key and field on every machine and version, even over many keys."""

from hashlib import blake2b


def spread_number(key: str, field_name: str) -> int:
    """A number below 2^64 for a field of a schedule's key.

    BLAKE2b of the key's UTF-8 bytes, 8 bytes long, big-endian, with the field's name as its personalization (RFC 7693,
    section 2.5), so that a key's minute says nothing about its hour. Changing any of this moves every schedule.
    """
    digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8, person=field_name.encode())
    return int.from_bytes(digest.digest(), "big")
