"""What is an event of life, and how long a failing department is left alone: pure judgement."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.sharing import RegisteredFact
from profile import life
from profile.facts import KnownFact
from profile.shares.book import shares, wait

TODAY = date(2026, 11, 22)


def known(**values: object) -> dict[str, KnownFact]:
    return {name.replace("__", "."): KnownFact(value, "部门", TODAY) for name, value in values.items()}


@pytest.mark.parametrize(
    ("before", "name", "value", "found"),
    [
        (known(children=0), "child.birth_date", "2026-11-20", ["newborn"]),
        (known(children=0), "child.birth_date", "2020-11-20", []),  # a child whom a register only now tells of
        (known(child__birth_date="2026-11-20"), "child.birth_date", "2026-11-20", []),  # told a second time
        (known(child__birth_date="2020-05-01"), "child.birth_date", "2026-11-22", ["newborn"]),
        (known(children=0), "marriage_date", "2026-09-23", ["marriage"]),
        (known(children=0), "marriage_date", "2026-09-22", []),
        (known(children=0), "marriage_date", "2026-11-23", []),
        (known(residence_region="330106"), "residence_region", "330212", ["moving"]),
        (known(children=0), "residence_region", "330212", []),  # where somebody lives is no news when it was never known
        (known(employment_status="employed"), "employment_status", "retired", ["retirement"]),
        (known(children=0), "employment_status", "retired", []),
        (known(children=0), "enterprise.founded_days", 0, ["company"]),
        (known(children=0), "enterprise.founded_days", 300, []),
        (known(family__member_deceased=False), "family.member_deceased", True, ["bereavement"]),
        (known(family__member_deceased=True), "family.member_deceased", True, []),
        ({}, "marriage_date", "2026-11-20", []),  # the first reading of all
    ],
)
def test_an_event_of_life_is_what_a_register_newly_says_of_somebody_known(before, name: str, value: object, found: list[str]) -> None:
    assert life.happened(before, [RegisteredFact(name, value, "部门", TODAY)], TODAY) == found


def test_a_failing_department_is_left_alone_for_longer_and_longer_but_never_more_than_an_hour() -> None:
    assert [wait(failures).total_seconds() for failures in (0, 1, 2, 3, 7, 8, 1000)] == [30, 30, 60, 120, 1920, 3600, 3600]


def test_every_class_says_how_fresh_it_is_what_for_and_by_which_law() -> None:
    assert len(shares()) == 10
    for share in shares().values():
        assert share.purpose
        assert "条例" in share.basis
        assert timedelta(hours=1) <= share.fresh_for <= timedelta(days=7)
        assert share.holders <= {"citizen", "enterprise"}
