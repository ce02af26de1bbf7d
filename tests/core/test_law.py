"""A legal basis counts as read only where each law, article and item that it cites stands in the table of what was read."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from core import law

ROOT = Path(__file__).parents[2]
BASES = [
    *("recommend/data/purposes.csv", "profile/data/uses.csv", "profile/data/shares.csv"),
    *(f"{room}/data/retention.csv" for room in ("profile", "hall", "push", "recommend")),
]


@pytest.mark.parametrize(
    ("basis", "read"),
    [
        ("个人信息保护法第四十六条、第五十条", True),
        ("个人信息保护法第二十八条、第三十一条（不满十四周岁，取得监护人同意）", True),
        ("政务数据共享条例第二十一条；国务院关于在线政务服务的若干规定第十条", True),
        ("政务数据共享条例", True),  # named, and read about
        ("个人信息保护法第十三条第一款第三项", True),
        ("个人信息保护法第十三条第一款第七项", False),  # the article was read, not this item of it
        ("个人信息保护法第二十条", False),
        ("政务数据共享条例第二十一条；教育法第三十条", False),  # one of two was not
        ("道路交通安全法第十四条", False),
        ("医疗保障法第一条", False),
        ("年限由归档部门确定", False),
        ("", False),
    ],
)
def test_what_was_not_read_is_to_be_checked(basis: str, read: bool) -> None:
    assert law.is_quoted(basis) is read
    assert law.told(basis) == (basis if read or not basis else f"{basis}（待核）")


def test_what_ships_rests_on_what_was_read_but_for_the_terms_of_archives_and_all_of_it_is_in_force() -> None:
    bases = {row["basis"] for name in BASES for row in _rows(name)} - {""}
    unread = {one for one in bases if not law.is_quoted(one)}
    assert len(unread) == 1
    assert all(one.startswith("政务服务电子文件归档") and law.told(one).endswith("（待核）") for one in unread)
    since = {row["law"]: row["since"] for row in _rows("core/data/law.csv") if row["since"]}
    assert since["社会救助法"] == "2026-07-01"
    assert all(date.fromisoformat(one) <= date(2026, 11, 28) for one in since.values())


def _rows(name: str) -> list[dict[str, str]]:
    with (ROOT / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
