"""The harness measures what it says: CPU of the work and of nothing else, pairs in turn, gates that fail when they must."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from bench.cpu import Meter, seconds
from bench.pairs import Side, compare, nothing
from bench.report import Figure, Gate, Report, equal

pytestmark = pytest.mark.anyio


class Turns(Meter):
    """Counts turns of work where the real one counts seconds: how busy the machine is changes nothing."""

    done = 0.0

    def _read(self) -> dict[int, float]:
        return {0: Turns.done}


def burn(turns: int) -> None:
    sum(number * number for number in range(turns * 100_000))
    Turns.done += turns


async def once() -> None:
    burn(1)


async def thrice() -> None:
    burn(3)


async def test_the_ratio_is_that_of_the_work() -> None:
    assert (await compare(Side("three", thrice), Side("one", once), 4, Turns())).ratios == (3.0, 3.0, 3.0, 3.0)
    assert (await compare(Side("one", once), Side("the same", once), 3, Turns())).middle == 1.0


async def test_a_short_side_may_be_repeated_and_its_cost_is_still_that_of_one() -> None:
    pair = await compare(Side("one", thrice), Side("the same", thrice, times=4), 3, Turns())
    assert pair.middle == 1.0


async def test_seconds_are_those_of_the_process_no_more_and_no_less() -> None:
    before = time.process_time()
    meter = Meter()
    meter.start()
    began = time.process_time()
    burn(5)
    least = time.process_time() - began
    measured = meter.stop()
    assert least <= measured <= time.process_time() - before


async def test_the_two_sides_take_turns_at_being_first() -> None:
    order: list[str] = []

    def note(name: str) -> Side:
        async def run() -> None:
            order.append(name)

        return Side(name, run)

    await compare(note("a"), note("b"), 4, Meter())
    assert "".join(order) == "ab" + "abbaabba"


async def test_preparation_is_not_counted() -> None:
    pair = await compare(Side("prepared", once, thrice), Side("plain", once, nothing), 3, Turns())
    assert pair.middle == 1.0


@pytest.mark.parametrize(("in_a_session_of_its_own", "counted"), [(False, True), (True, False)])
def test_the_work_of_a_child_is_counted_and_that_of_a_server_is_not(in_a_session_of_its_own: bool, counted: bool) -> None:
    meter = Meter()
    meter.start()
    command = [sys.executable, "-c", "sum(n * n for n in range(3_000_000)); print(flush=True); input()"]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=in_a_session_of_its_own)
    assert child.stdout is not None
    child.stdout.readline()  # it has done its work and waits for its line
    measured, used = meter.stop(), seconds(child.pid)
    child.communicate(b"\n")
    assert used > 0.1
    assert (measured > used) == counted


async def test_a_gate_that_must_fail_fails_the_run() -> None:
    pair = await compare(Side("slow", thrice), Side("fast", once), 1, Turns())
    slow = Figure("slow", "fast", goal=1.0, operations=1, pair=pair)
    right, wrong = equal("the same", one=[1, 2], other=[1, 2]), equal("not the same", one=[1, 2], other=[1])
    assert Report({}, figures=[slow], gates=[right]).exit_code == 0  # beyond its goal: told, never failed
    report = Report({}, figures=[slow], gates=[right, wrong])
    assert report.exit_code == 1
    assert "✗ not the same" in report.table()
    assert "beyond" in report.table()


def test_a_run_without_gates_proves_nothing_and_fails() -> None:
    assert Report({}).exit_code == 1
    assert Report({}, gates=[Gate("something")]).exit_code == 0
