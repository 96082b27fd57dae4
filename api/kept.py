"""Answers that cost something, kept for a while: however many ask, it is looked up once in so many seconds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass
class Kept(Generic[T]):
    """What `look_up` returned at most `seconds` ago. While one looks, the others wait for it."""

    look_up: Callable[[], T]
    seconds: float
    _values: list[T] = field(default_factory=list)
    _until: float = 0.0
    _looking: Lock = field(default_factory=Lock)

    def get(self) -> T:
        """Raises what `look_up` raises, and keeps that not."""
        with self._looking:
            if monotonic() >= self._until:
                self._values[:] = [self.look_up()]
                self._until = monotonic() + self.seconds
            return self._values[0]
