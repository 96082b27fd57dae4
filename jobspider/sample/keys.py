"""Job keys: 16 hex digits like Indeed's, from which the posting's number can be told again."""

_BITS = 1 << 64
_FACTOR = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2^64
_INVERSE = pow(_FACTOR, -1, _BITS)
_MASK = 0x5DEECE66D1CE4E5B


def key_of(seed: int, number: int) -> str:
    """The job key of posting `number` (0 and up) on the board of `seed`."""
    return f"{((number + 1 + (seed << 40)) * _FACTOR % _BITS) ^ _MASK:016x}"


def number_of(seed: int, key: str) -> int:
    """The number that `key` stands for; for a foreign key a number that no posting has, or -1."""
    try:
        product = int(key, 16) ^ _MASK
    except ValueError:
        return -1
    return (product * _INVERSE - 1 - (seed << 40)) % _BITS
