from __future__ import annotations

import asyncio
from collections.abc import Sequence
from threading import Event

import pytest

from digest.web import writer
from digest.web.writer import TooMany, Writer


async def all_of(made: Writer[int, int], *wishes: int) -> list[int | BaseException]:
    return await asyncio.gather(*(made.ask(wish) for wish in wishes), return_exceptions=True)


def test_whoever_comes_while_one_is_written_down_shares_the_next_writing() -> None:
    batches, first, go = list[list[int]](), Event(), Event()

    def write(wishes: Sequence[int]) -> list[int]:
        batches.append(list(wishes))
        first.set()
        assert go.wait(5)
        return [wish * 10 for wish in wishes]

    async def visit() -> None:
        made = Writer(write)
        early = asyncio.create_task(made.ask(1))
        assert await asyncio.to_thread(first.wait, 5)
        late = asyncio.create_task(all_of(made, 2, 3, 4))
        await asyncio.sleep(0)
        go.set()
        assert (await early, await late) == (10, [20, 30, 40])
        made.close()

    asyncio.run(visit())
    assert batches == [[1], [2, 3, 4]]


def test_a_failed_writing_is_told_to_each_and_the_next_goes_on() -> None:
    def write(wishes: Sequence[int]) -> list[int]:
        if 13 in wishes:
            raise OSError("disk full")
        return list(wishes)

    async def visit() -> None:
        made = Writer(write)
        with pytest.raises(OSError, match="disk full"):
            await made.ask(13)
        assert await made.ask(1) == 1
        made.close()

    asyncio.run(visit())


def test_closing_writes_down_who_still_waits() -> None:
    first, go, done = Event(), Event(), list[int]()

    def write(wishes: Sequence[int]) -> list[int]:
        first.set()
        assert go.wait(5)
        done.extend(wishes)
        return list(wishes)

    async def visit() -> None:
        made = Writer(write)
        tasks = [asyncio.create_task(made.ask(1))]
        assert await asyncio.to_thread(first.wait, 5)
        tasks.append(asyncio.create_task(made.ask(2)))
        await asyncio.sleep(0)
        go.set()
        await asyncio.to_thread(made.close)
        assert await asyncio.gather(*tasks) == [1, 2]

    asyncio.run(visit())
    assert done == [1, 2]


def test_nobody_waits_for_ever_and_no_queue_grows_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "PATIENCE", 0.05)
    monkeypatch.setattr(writer, "WAITING", 1)
    first, go = Event(), Event()

    def write(wishes: Sequence[int]) -> list[int]:
        first.set()
        assert go.wait(5)
        return list(wishes)

    async def visit() -> None:
        made = Writer(write)
        slow = asyncio.create_task(made.ask(1))
        assert await asyncio.to_thread(first.wait, 5)
        found = await all_of(made, 2, 3)
        assert [type(one) for one in found] == [TimeoutError, TooMany]
        with pytest.raises(TimeoutError):
            await slow
        go.set()
        made.close()

    asyncio.run(visit())
