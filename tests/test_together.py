"""Given questions that are asked while another is being answered, when that is done, then they are answered at once."""

import asyncio
from collections.abc import Sequence
from threading import Event

import pytest

from jobspider.together import Together


async def asked(together: Together[int, int], event: Event, questions: Sequence[int]) -> list[int | BaseException]:
    """Answers to a first question, and to others that are asked before it has one."""
    first = asyncio.ensure_future(together.ask(0))
    await asyncio.sleep(0)
    others = [asyncio.ensure_future(together.ask(question)) for question in questions]
    await asyncio.sleep(0)
    event.set()
    return list(await asyncio.gather(first, *others, return_exceptions=True))


def test_what_is_asked_meanwhile_is_one_turn() -> None:
    turns, event = list[list[int]](), Event()

    def answer(questions: Sequence[int]) -> int:
        event.wait(10)
        turns.append(list(questions))
        return sum(questions)

    answers = asyncio.run(asked(Together(answer), event, [1, 2, 3]))

    assert turns == [[0], [1, 2, 3]]
    assert answers == [0, 6, 6, 6]


def test_an_error_reaches_each_who_asked_in_that_turn_and_nobody_else() -> None:
    event = Event()

    def answer(questions: Sequence[int]) -> int:
        event.wait(10)
        if 2 in questions:
            raise ValueError("two")
        return 7

    answers = asyncio.run(asked(Together(answer), event, [1, 2]))

    assert answers[0] == 7
    assert [str(error) for error in answers[1:]] == ["two", "two"]


def test_who_no_longer_waits_holds_nobody_up() -> None:
    event = Event()

    def answer(questions: Sequence[int]) -> int:
        event.wait(10)
        return len(questions)

    async def left() -> int:
        together = Together(answer)
        gone, stays = asyncio.ensure_future(together.ask(1)), asyncio.ensure_future(together.ask(2))
        await asyncio.sleep(0)
        gone.cancel()
        event.set()
        with pytest.raises(asyncio.CancelledError):
            await gone
        return await stays

    assert asyncio.run(left()) == 2
