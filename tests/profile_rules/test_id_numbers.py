"""Identity numbers, codes and mobile numbers: every published vector, and what a slip of the finger must not pass."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from profile.checkdigits import is_certificate_identifier, is_uscc, mod_11_2
from profile.idnumbers import IdRefused, Kind, parse, sign_in_number
from profile.mobiles import mobile

TODAY = date(2026, 11, 22)
# id_test_vectors.csv: numbers collected from public code and standards, none of a living person known to us.
VECTORS = list(csv.DictReader((Path(__file__).parent / "id_test_vectors.csv").open(encoding="utf-8-sig")))
PROVINCES = ("110101", "330106", "440305", "810000", "820000", "830000")
_USCC_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def _readable(number: str) -> bool:
    try:
        parse(number, TODAY)
    except IdRefused:
        return False
    return True


ACCEPTS: dict[str, Callable[[str], bool]] = {
    "person18": _readable,
    "person15": _readable,
    "foreigner_pr_old": _readable,
    "uscc": is_uscc,
    "ecert_id": is_certificate_identifier,
    "mobile": lambda text: mobile(text) is not None,
}


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: f"{row['kind']}-{row['value']}")
def test_every_vector_is_answered_as_its_source_says(row: dict[str, str]) -> None:
    assert ACCEPTS[row["kind"]](row["value"]) is (row["valid"] == "1")


def test_all_thirty_five_vectors_are_here() -> None:
    assert len(VECTORS) == 35


def _with_check(head: str) -> str:
    return head + mod_11_2(head)


@pytest.mark.parametrize(
    ("number", "kind", "born", "gender", "region"),
    [
        ("330106199003074517", Kind.RESIDENT, date(1990, 3, 7), "male", "330106"),
        ("330102198812314621", Kind.RESIDENT, date(1988, 12, 31), "female", "330102"),
        ("330782197202290036", Kind.RESIDENT, date(1972, 2, 29), "male", "330782"),
        ("810000199408230021", Kind.HONG_KONG, date(1994, 8, 23), "female", "810000"),
        ("820000199001010010", Kind.MACAU, date(1990, 1, 1), "male", "820000"),
        ("830000199201300022", Kind.TAIWAN, date(1992, 1, 30), "female", "830000"),
        ("932682198501010017", Kind.PERMANENT_RESIDENT, date(1985, 1, 1), "male", "320000"),
        ("933268219850101007", Kind.PERMANENT_RESIDENT, date(1985, 1, 1), "female", "330000"),
        ("330106900307451", Kind.RESIDENT_15, date(1990, 3, 7), "male", "330106"),
        ("USA330190030712", Kind.PERMANENT_RESIDENT_OLD, date(1990, 3, 7), None, None),
    ],
)
def test_a_number_tells_kind_birthday_gender_and_region(number: str, kind: Kind, born: date, gender: str, region: str) -> None:
    found = parse(number, TODAY)
    assert (found.kind, found.birth_date, found.gender, found.region_code) == (kind, born, gender, region)


@pytest.mark.parametrize(
    "typed",
    [
        "11010119900307002x",
        "１１０１０１１９９００３０７００２ｘ",
        " 110101 19900307 002X ",
        "110101\u300019900307\u200b002X",
    ],
)
def test_a_small_x_full_width_and_spaces_are_forgiven(typed: str) -> None:
    assert parse(typed, TODAY).number == "11010119900307002X"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "format"),
        ("X" * 18, "format"),
        ("33010619900307451", "format"),
        ("٣٣٠١٠٦١٩٩٠٠٣٠٧٤٥١٧", "format"),
        ("1" * 100_000, "format"),
        ("330106199003074512", "check"),
        (_with_check("33010619900230451"), "birth_date"),
        ("330106209912310018", "future"),
        (_with_check("33010618700101001"), "too_old"),
        (_with_check("99010619900307451"), "region"),
        (_with_check("29010619900307451"), "region"),
    ],
)
def test_a_number_that_cannot_be_right_is_refused_with_a_reason_and_a_sentence(typed: str, code: str) -> None:
    with pytest.raises(IdRefused) as refusal:
        parse(typed, TODAY)
    assert refusal.value.code == f"id_number.{code}"
    assert refusal.value.sentence.endswith("。")
    assert refusal.value.status == 422


@pytest.mark.parametrize("old", ["330106900307451", "USA330190030712"])
def test_an_old_kind_is_read_for_migration_but_does_not_sign_in(old: str) -> None:
    with pytest.raises(IdRefused) as refusal:
        sign_in_number(old, TODAY)
    assert refusal.value.code == "id_number.old_kind"


def test_a_number_never_prints_itself() -> None:
    assert "19900307" not in repr(parse("330106199003074517", TODAY))


@st.composite
def numbers(draw: st.DrawFn) -> str:
    born = TODAY - timedelta(days=draw(st.integers(0, 100 * 365)))
    return _with_check(f"{draw(st.sampled_from(PROVINCES))}{born:%Y%m%d}{draw(st.integers(0, 999)):03d}")


@given(numbers(), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_changed_character_is_always_caught(number: str, place: int, other: str) -> None:
    assume(number[place] != other)
    assert _readable(number)
    assert not _readable(number[:place] + other + number[place + 1 :])


@given(numbers(), st.integers(0, 16))
def test_two_neighbours_swapped_are_always_caught(number: str, place: int) -> None:
    assume(number[place] != number[place + 1])
    assert not _readable(number[:place] + number[place + 1] + number[place] + number[place + 2 :])


@given(
    st.sampled_from([row["value"] for row in VECTORS if row["kind"] == "uscc" and row["valid"] == "1"]),
    st.integers(0, 17),
    st.sampled_from(_USCC_LETTERS),
)
def test_one_changed_character_of_a_credit_code_is_always_caught(code: str, place: int, other: str) -> None:
    assume(code[place] != other)
    assert not is_uscc(code[:place] + other + code[place + 1 :])


@given(st.text(max_size=40))
def test_no_text_whatever_breaks_the_readers(text: str) -> None:
    _readable(text)
    is_uscc(text)
    is_certificate_identifier(text)
    mobile(text)


@pytest.mark.parametrize("typed", ["+86 138-1234-5678", "008613812345678", "１３８１２３４５６７８", "138 1234 5678"])
def test_a_mobile_number_has_one_written_form(typed: str) -> None:
    assert mobile(typed) == "13812345678"
