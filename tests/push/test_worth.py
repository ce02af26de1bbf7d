"""What telling is worth: the told beside those held out by lot, with an interval that is honest, and silence about too few."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock as time
from core.tables import sql, uuid7
from hall import bundles
from profile import events
from profile.models import Citizen
from push import lots, notices, worth
from push.comparing import Arm, compared, difference
from push.topics import Topic

ARMS = st.integers(0, 5000).flatmap(lambda people: st.integers(0, people).map(lambda did: Arm(people, did)))


@given(ARMS, ARMS)
def test_an_interval_holds_what_was_seen_and_turns_around_with_the_groups(one: Arm, other: Arm) -> None:
    for arm in (one, other):
        assert 0 <= arm.span[0] <= arm.share + 1e-9
        assert arm.share - 1e-9 <= arm.span[1] <= 1
    low, high = difference(one, other)
    assert -1 - 1e-9 <= low <= one.share - other.share <= high <= 1 + 1e-9
    assert difference(other, one) == pytest.approx((-high, -low))


@given(ARMS, ARMS, st.booleans())
def test_nothing_is_said_of_invented_people_or_too_few_nor_a_direction_that_may_be_chance(one: Arm, other: Arm, synthetic: bool) -> None:
    found = compared(one, other, synthetic=synthetic)
    few = min(one.people, other.people) < 30 or one.did + other.did < 5
    assert (found.verdict == "synthetic") == synthetic
    assert (found.verdict == "few") == (few and not synthetic)
    if found.low is None or found.high is None:
        assert synthetic or few
    else:
        assert found.verdict == ("more" if found.low > 0 else "less" if found.high < 0 else "none")


def test_the_interval_is_newcombes_own_example() -> None:
    assert difference(Arm(70, 56), Arm(80, 48)) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert Arm(80, 48).span == pytest.approx((0.4905, 0.7004), abs=5e-4)


def test_more_of_the_same_makes_it_narrower() -> None:
    widths = [high - low for low, high in (difference(Arm(19 * n, 3 * n), Arm(n, 0)) for n in (30, 300, 3000))]
    assert widths == sorted(widths, reverse=True)


async def married(drawn: bool) -> UUID:
    """Somebody whom the lot of this quarter does or does not hold out, and whose wedding the register has told of."""
    while lots.drawn(citizen := uuid7(), Topic.SUGGESTION, lots.period(time.now())) is not drawn:
        pass
    await Citizen.create(id=citizen, preferences={"personalised": True})
    await events.record("life.marriage", citizen_id=citizen)
    return citizen


async def hands_in(citizen: UUID, service: str) -> None:
    row = (await sql("SELECT id FROM hall_service WHERE code = $1", service))[0]["id"]
    await sql(
        """INSERT INTO hall_case (id, created_at, citizen_id, service_id, kind, state, round, decided_by, rule_version, submitted_at)
           VALUES ($1, $2, $3, $4, 'application', 'submitted', 1, '', '', $2)""",
        uuid7(), time.now(), citizen, row,
    )  # fmt: skip


async def test_the_told_and_the_held_out_are_counted_by_their_lot_once_their_time_is_over(database, clock):
    (code, *_) = [member.item.code for one in await bundles.all() if one.id == "B02" for member in one.members]
    told = [await married(drawn=False) for _ in range(4)]
    out = [await married(drawn=True) for _ in range(2)]
    await notices.tell_events(time.now())
    clock.move(timedelta(days=20))
    await hands_in(told[0], code)
    await hands_in(out[0], code)
    await hands_in(told[1], "IT189")
    assert (await measured())["waiting"] == 6
    clock.move(timedelta(days=9))  # in the next quarter, and too late for what is handed in now
    await hands_in(told[2], code)
    await married(drawn=False)
    await notices.tell_events(time.now())
    found = await measured()
    assert [(arm["people"], arm["did"]) for arm in (found["told"], found["held_out"])] == [(4, 1), (2, 1)]
    assert (found["waiting"], found["verdict"], found["low"]) == (1, "synthetic", None)
    assert "不能说明" in found["words"]


async def measured() -> dict[str, Any]:
    (found,) = await worth.measured(time.now())
    return found
