"""What a day changes: on average one posting in 25 is replaced and one in 50 is revised."""

from jobspider.sample.chance import chance


def generation(seed: int, slot: int, day: int) -> int:
    """How many postings have filled the slot before today's."""
    lifetime, offset, _, _ = _course(seed, slot)
    return (day + offset) // lifetime if day else 0


def born(seed: int, slot: int, day: int) -> int | None:
    """The simulated day on which today's posting appeared, None for those of day 0."""
    lifetime, offset, _, _ = _course(seed, slot)
    number = generation(seed, slot, day)
    return number * lifetime - offset if number else None


def revision(seed: int, slot: int, day: int) -> int:
    """How often the slot's posting has been revised: odd steps change the pay, every second one the title too."""
    _, _, interval, offset = _course(seed, slot)
    return (day + offset) // interval if day else 0


def _course(seed: int, slot: int) -> tuple[int, int, int, int]:
    draw = chance(seed, slot, 3)
    lifetime, interval = draw.randint(10, 40), draw.randint(25, 75)
    return lifetime, draw.randrange(lifetime), interval, draw.randrange(interval)
