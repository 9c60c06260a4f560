"""The clerk of a crew, where another sender's transaction stands in the way."""

from __future__ import annotations

import asyncio

import pytest

from digest.deliver.clerk import COLLIDED, Clerk
from digest.store.place import Busy, Collision
from digest.store.singles import Page


def marked(*problems: Exception) -> bool:
    """Mark one attempt on a ledger that first answers with these problems."""
    answers = list(problems)

    def write(page: Page) -> set[str]:
        if answers:
            raise answers.pop(0)
        return set(page.marked)

    async def run() -> bool:
        clerk = Clerk(write)
        try:
            return await clerk.mark("one")
        finally:
            await clerk.close()

    return asyncio.run(run())


def test_a_page_that_was_undone_by_a_deadlock_is_written_again() -> None:
    assert marked(Collision("deadlock detected"), Collision("deadlock detected"))


@pytest.mark.parametrize(
    "problems", [[Busy("out of reach")], [Collision("deadlock detected")] * (len(COLLIDED) + 1)]
)
def test_nothing_is_marked_where_the_ledger_cannot_be_written(problems: list[Exception]) -> None:
    with pytest.raises(Busy):
        marked(*problems)
