"""What is gathered is written together a moment later, the latest of each; what fails is lost alone, and nothing waits for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from core import gathering
from core.gathering import Gathering


async def test_the_latest_of_each_is_written_by_one_call_and_what_comes_meanwhile_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "MOMENT_S", 0.01)
    written: list[list[int]] = []

    async def write(batch: Sequence[int]) -> None:
        written.append(list(batch))
        if len(written) == 1:
            numbers.add("late", 9)
        if len(written) == 2:
            raise ValueError

    numbers = Gathering("numbers", write)
    for number in range(4):
        numbers.add(number % 2, number)
    assert written == []
    await asyncio.sleep(0.1)
    assert written == [[2, 3], [9]]
    monkeypatch.setattr(gathering, "MOMENT_S", 60.0)
    numbers.add("one", 1)
    async with asyncio.timeout(1):
        await gathering.settled()
        await gathering.settled()
    assert written[2:] == [[1]]
