"""Questions to the database that one crawl asks at the same time, asked together."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Question = TypeVar("Question")
Answer = TypeVar("Answer")


class Together(Generic[Question, Answer]):
    """What is asked while others are being answered waits, and is then answered in one go, in a thread.

    `answer` gets all questions of a turn and gives the one answer to them all; an error of it reaches each who asked.
    Used on one event loop.
    """

    def __init__(self, answer: Callable[[Sequence[Question]], Answer]) -> None:
        self.answer = answer
        self.waiting: list[tuple[Question, asyncio.Future[Answer]]] = []
        self.working: asyncio.Task[None] | None = None

    async def ask(self, question: Question) -> Answer:
        """The answer to this question and to those that were asked meanwhile."""
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self.waiting.append((question, future))
        if self.working is None or self.working.done():
            self.working = asyncio.create_task(self._work())
        return await future

    async def _work(self) -> None:
        while self.waiting:
            turn, self.waiting = self.waiting, []
            try:
                answer = await asyncio.to_thread(self.answer, [question for question, _ in turn])
            except Exception as error:
                for _, future in turn:
                    if not future.done():
                        future.set_exception(error)
            else:
                for _, future in turn:
                    if not future.done():
                        future.set_result(answer)
