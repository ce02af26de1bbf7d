"""Sealed values stay in their cells, indexes tell nothing but equality, masks hide enough, and WeChat's published vectors come out."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import crypto, masks, realname

TEXT = st.text(min_size=1, max_size=60).filter(lambda text: not any("\ud800" <= letter <= "\udfff" for letter in text))


@pytest.fixture(autouse=True, scope="module")
def _keys(instance):
    """Settings with keys of this run."""


@given(TEXT, TEXT)
def test_what_was_sealed_comes_back(text: str, context: str) -> None:
    assert crypto.unseal(crypto.seal(text, context), context) == text


@given(TEXT)
def test_a_sealed_value_moved_to_another_cell_does_not_open(text: str) -> None:
    blob = crypto.seal(text, "profile_citizen.name_sealed:1")
    with pytest.raises(crypto.SealBroken):
        crypto.unseal(blob, "profile_citizen.name_sealed:2")


@given(TEXT, st.integers(0, 10_000))
def test_a_sealed_value_with_one_bit_changed_does_not_open(text: str, place: int) -> None:
    blob = bytearray(crypto.seal(text, "cell"))
    blob[place % len(blob)] ^= 1
    with pytest.raises(crypto.SealBroken):
        crypto.unseal(bytes(blob), "cell")


def test_the_same_value_is_sealed_differently_each_time_and_found_by_one_index() -> None:
    assert crypto.seal("330106199003074517", "cell") != crypto.seal("330106199003074517", "cell")
    assert crypto.blind_index("11010119900307002x", "id_number") == crypto.blind_index(" 11010119900307002X", "id_number")
    assert crypto.blind_index("13800138000", "phone") != crypto.blind_index("13800138000", "id_number")


@given(st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True))
def test_a_masked_identity_number_shows_seven_of_eighteen(number: str) -> None:
    shown = masks.mask_id_number(number)
    assert shown == number[:3] + "*" * 11 + number[-4:]


def test_log_lines_lose_what_looks_like_a_person() -> None:
    line = masks.scrub("found 330106199003074517 at 13812345678, trace 4bf92f3577b34da6a3ce929d0e0e4736")
    assert line == "found [personal] at [personal], trace 4bf92f3577b34da6a3ce929d0e0e4736"


def test_the_face_check_hash_is_wechats() -> None:
    """Vector of WeChat's face check v2 documentation, recomputed."""
    assert realname.cert_hash("张三", "310101199801011234") == "3c241f7ff324977aeb91f173bb2a7b06569e6fd784d5573db34a636d8671108b"


def test_the_callback_signature_is_wechats() -> None:
    """Vector of the message-push documentation: token AAAAA."""
    parts = sorted(["AAAAA", "1714036504", "1514711492"])
    assert hashlib.sha1("".join(parts).encode()).hexdigest() == "f464b24fc39322e44b38aa78f5edd27bd1441696"


def test_passwords_are_salted_and_checked() -> None:
    stored = crypto.hash_password("correct horse battery")
    assert stored != crypto.hash_password("correct horse battery")
    assert crypto.password_fits("correct horse battery", stored)
    assert not crypto.password_fits("incorrect horse", stored)
