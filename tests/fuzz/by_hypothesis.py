"""Promises that hold for every value, tried by hypothesis: a round is so many examples of each."""

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.fuzz.finding import Tally, told, within

EXAMPLES = 100
CASE_SECONDS = 5.0
Promise = tuple[st.SearchStrategy[Any], Callable[[Any], None]]


def tried(promises: Mapping[str, Promise], number: int) -> Tally:
    """A round; a value that breaks a promise is made as simple as it can be."""
    tally = Tally()
    for name, (values, promise) in promises.items():
        _try(name, values, promise, number, tally)
    return tally


def _try(name: str, values: st.SearchStrategy[Any], promise: Callable[[Any], None], number: int, tally: Tally) -> None:
    @seed(number)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(values)
    def kept(value: Any) -> None:
        tally.cases += 1
        with within(CASE_SECONDS):
            promise(value)

    try:
        kept()
    except Exception as error:
        tally.findings.append(f"{name}: {told(error)}")
