"""What a keyword may hold, kind by kind."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.wechat.fields import problem

CJK = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
PRINTED = st.characters(min_codepoint=0x20, max_codepoint=0x7E)
VISIBLE = st.characters(exclude_categories=["Cc", "Cs"])


def fits(key: str, value: object, *allowed: str) -> bool:
    return problem(key, value, allowed) is None


@given(st.text(VISIBLE, min_size=1, max_size=20))
def test_a_thing_is_any_text_of_twenty(text: str) -> None:
    assert fits("thing3", text)


@given(st.text(VISIBLE, min_size=21, max_size=60))
def test_a_longer_thing_is_refused(text: str) -> None:
    assert problem("thing3", text) == "invalid"


@given(st.text(VISIBLE, max_size=9), st.characters(categories=["Cc"], max_codepoint=0x1F), st.text(VISIBLE, max_size=9))
def test_control_characters_are_refused_everywhere(head: str, control: str, tail: str) -> None:
    assert problem("thing1", head + control + tail) == "invalid"


@given(st.from_regex(r"[0-9]{1,16}(\.[0-9]{1,16})?", fullmatch=True))
def test_a_number_has_up_to_32_digits_and_decimals(text: str) -> None:
    assert fits("number1", text)


@given(st.text(PRINTED, min_size=1, max_size=32), CJK)
def test_a_character_string_has_no_chinese(text: str, chinese: str) -> None:
    assert fits("character_string1", text)
    assert not fits("character_string1", text[:31] + chinese)


@given(st.text(CJK, min_size=1, max_size=5))
def test_a_phrase_is_up_to_five_chinese_characters(text: str) -> None:
    assert fits("phrase2", text)
    assert not fits("phrase2", text + "a")
    assert not fits("phrase2", text * 6)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_is_a_date_in_each_of_its_spellings(day: date) -> None:
    for text in (
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y}年{day:%m}月",
        f"{day.month}月{day.day}日",
        f"{day:%Y-%m-%d}",
        f"{day:%Y/%m/%d}",
        f"{day:%Y.%m.%d}",
        f"{day:%Y-%m-%d}~{day:%Y-%m-%d}",
        f"{day:%Y-%m-%d} 09:30",
    ):
        assert fits("date2", text), text


@given(st.datetimes(min_value=datetime(1000, 1, 1)))  # noqa: DTZ001
def test_every_moment_is_a_time(moment: datetime) -> None:
    for text in (f"{moment:%H:%M}", f"{moment:%H:%M:%S}", f"{moment:%Y-%m-%d %H:%M}", f"{moment:%H:%M}~{moment:%H:%M}"):
        assert fits("time3", text), text


@given(st.integers(0, 10**8 - 1), st.integers(0, 99), st.sampled_from(["", "¥", "$", "€"]), st.sampled_from(["", "元"]))
def test_an_amount_has_one_sign_and_ten_digits(whole: int, cents: int, sign: str, unit: str) -> None:
    assert fits("amount1", f"{sign}{whole}.{cents:02d}{unit}")
    assert not fits("amount1", f"{sign}{sign or '¥'}{sign or '¥'}{whole}")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("date2", "2026-02-30"),
        ("date2", "2026-13-01"),
        ("date2", "09:30"),
        ("date2", "2026-1/2"),
        ("date2", "明天"),
        ("time3", "24:00"),
        ("time3", "9点"),
        ("time3", "2026-11-22"),
        ("number1", "1" * 33),
        ("number1", "１２"),
        ("number1", "1.2.3"),
        ("letter1", "abc1"),
        ("letter1", "a" * 33),
        ("symbol1", "******"),
        ("symbol1", "a"),
        ("phone_number1", "1" * 18),
        ("phone_number1", "电话"),
        ("car_number1", "浙A1234567"),
        ("car_number1", "浙A中1234"),
        ("amount1", "12345678901"),
        ("name1", "欧阳" * 6),
        ("name1", "a" * 21),
        ("phrase2", "已经受理了吗"),
        ("enum_string1", "别的"),
        ("unknown1", "x"),
        ("thing1", 5),
        ("thing1", {"a": 1}),
    ],
)
def test_what_does_not_fit_is_invalid(key: str, value: object) -> None:
    assert problem(key, value, ("网上办理",)) == "invalid"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("letter1", "abcXYZ"),
        ("symbol1", "*-+"),
        ("phone_number1", "+86-0571-12345678"),
        ("car_number1", "浙A12345挂"),
        ("car_number1", "粤Z1234港"),
        ("name1", "安娜·史密斯"),
        ("name1", "Anna Smith"),
        ("amount1", "¥12.50元"),
        ("number1", "-3.5"),
        ("enum_string1", "网上办理"),
        ("const1", "固定的话"),
    ],
)
def test_what_fits_passes(key: str, value: str) -> None:
    assert problem(key, value, ("网上办理",)) is None


@pytest.mark.parametrize("value", [None, ""])
def test_an_empty_value_is_told_in_wechats_own_spelling(value: object) -> None:
    assert problem("thing3", value) == "is emtpy"
