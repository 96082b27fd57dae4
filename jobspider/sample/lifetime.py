"""What a day changes: on average one posting in 25 is replaced and one in 50 is revised. Day 0 is the beginning."""

from jobspider.sample.chance import chance


def generation(seed: int, slot: int, day: int) -> int:
    """How many postings have filled the slot before today's."""
    return _steps(seed, slot, day, 10, 40)[0]


def born(seed: int, slot: int, day: int) -> int | None:
    """The simulated day on which today's posting appeared, None for those of day 0."""
    number, since = _steps(seed, slot, day, 10, 40)
    return day - since if number else None


def revision(seed: int, slot: int, day: int) -> int:
    """How often the slot's posting has been revised."""
    return _steps(seed, slot, day, 25, 75)[0]


def _steps(seed: int, slot: int, day: int, shortest: int, longest: int) -> tuple[int, int]:
    """Steps since day 0 that come every `shortest` to `longest` days, and the days since the last one."""
    if not day:
        return 0, 0
    draw = chance(seed, slot, longest)
    interval = draw.randint(shortest, longest)
    return divmod(day + draw.randrange(interval), interval)
