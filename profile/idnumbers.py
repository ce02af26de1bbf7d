"""Identity numbers: which kind a number is, whether it can be right, and what it says of its holder. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from core.errors import Invalid
from profile.checkdigits import mod_11_2, normalise

Gender = Literal["male", "female"]
OLDEST = 150
_PERMITS = {"810000": "hong_kong_permit", "820000": "macau_permit", "830000": "taiwan_permit"}
_UNITS_BY_AREA = ("12345", "123", "1234567", "123456", "01234", "12345", "1")  # GB/T 2260: area digit 1–7, then its provinces
_PROVINCES = {f"{tens}{unit}" for tens, units in enumerate(_UNITS_BY_AREA, start=1) for unit in units}
_MODERN = re.compile(r"[1-9][0-9]{16}[0-9X]")
_LEGACY = re.compile(r"[1-9][0-9]{14}")
_OLD_CARD = re.compile(r"[A-Z]{3}[0-9]{12}")


class Kind(StrEnum):
    """The kinds of number. The last two are read so that old records can be moved; nobody signs in with them."""

    RESIDENT = "resident"
    HONG_KONG = "hong_kong_permit"
    MACAU = "macau_permit"
    TAIWAN = "taiwan_permit"
    PERMANENT_RESIDENT = "permanent_resident"
    RESIDENT_15 = "resident_15"
    PERMANENT_RESIDENT_OLD = "permanent_resident_old"


@dataclass(frozen=True, slots=True)
class IdNumber:
    """What a well-formed number says. `region_code` has six digits; gender is None where the number doesn't tell it."""

    kind: Kind
    number: str
    birth_date: date
    gender: Gender | None
    region_code: str | None

    @property
    def signs_in(self) -> bool:
        """Whether real-name sign-in accepts this kind."""
        return self.kind not in (Kind.RESIDENT_15, Kind.PERMANENT_RESIDENT_OLD)

    def __repr__(self) -> str:
        """The number stays out of logs and tracebacks."""
        return f"IdNumber({self.kind.value})"


class IdRefused(Invalid):
    """A number that cannot be right. `code` says why; `sentence` tells the person what to look at."""


def parse(text: str, today: date) -> IdNumber:
    """Reads an identity number as typed (spaces, full width and a small x are forgiven).

    Raises `IdRefused` with code `id_number.format`, `.region`, `.birth_date`, `.future`, `.too_old` or `.check`.
    Layouts: GB 11643-1999; residence permits of 港澳台 residents (81/82/83 0000); the permanent-resident card of 2023
    (9 + province 2 + country 3 + birth 8 + serial 3 + check).
    """
    number = normalise(text) if len(text) <= 64 else ""
    if number.isascii():
        for form, read in _FORMS:
            if form.fullmatch(number):
                return read(number, today)
    raise _refused("format", "证件号码应为18位，由数字组成，最后一位可以是X。请对照证件再填一次。")


def sign_in_number(text: str, today: date) -> IdNumber:
    """As `parse`, but refuses the old kinds with `id_number.old_kind`: their holders need the present card's number."""
    found = parse(text, today)
    if not found.signs_in:
        raise _refused("old_kind", "这是旧版号码，请填写现行证件上的18位号码；还没有换发新证的，请先到公安机关换领。")
    return found


def _modern(number: str, today: date) -> IdNumber:
    if mod_11_2(number[:17]) != number[17]:
        raise _refused("check", "证件号码有一位不对，请逐位对照证件再填一次。")
    if number[0] == "9":
        return _permanent_resident(number, today)
    kind = Kind(_PERMITS.get(number[:6], Kind.RESIDENT))
    if kind is Kind.RESIDENT and number[:2] not in _PROVINCES:
        raise _refused("region", "证件号码开头的地区码不存在，请对照证件再填一次。")
    return IdNumber(kind, number, _born(number[6:14], today), _gender(number[16]), number[:6])


def _permanent_resident(number: str, today: date) -> IdNumber:
    """Cards with a four-digit country field have been seen; their birth date stands one place further right."""
    if number[1:3] not in _PROVINCES:
        raise _refused("region", "永居证号码中的受理地代码不存在，请对照证件再填一次。")
    digits = number[6:14] if _is_date(number[6:14]) or not _is_date(number[7:15]) else number[7:15]
    return IdNumber(Kind.PERMANENT_RESIDENT, number, _born(digits, today), _gender(number[16]), number[1:3] + "0000")


def _legacy(number: str, today: date) -> IdNumber:
    """Fifteen digits, in use until 1999: no check character, the year without its 19."""
    if number[:2] not in _PROVINCES:
        raise _refused("region", "证件号码开头的地区码不存在，请对照证件再填一次。")
    return IdNumber(Kind.RESIDENT_15, number, _born("19" + number[6:12], today), _gender(number[14]), number[:6])


def _old_card(number: str, today: date) -> IdNumber:
    """The permanent-resident card before 2023; of the two possible centuries the later one that isn't in the future."""
    digits = number[7:13]
    born = _born(("20" if f"20{digits}" <= f"{today:%Y%m%d}" else "19") + digits, today)
    return IdNumber(Kind.PERMANENT_RESIDENT_OLD, number, born, None, None)


_FORMS: tuple[tuple[re.Pattern[str], Callable[[str, date], IdNumber]], ...] = (
    (_MODERN, _modern),
    (_LEGACY, _legacy),
    (_OLD_CARD, _old_card),
)


def _born(digits: str, today: date) -> date:
    if not _is_date(digits):
        raise _refused("birth_date", "证件号码里的出生日期不存在，请对照证件再填一次。")
    born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if born > today:
        raise _refused("future", "证件号码里的出生日期还没有到，请对照证件再填一次。")
    if today.year - born.year > OLDEST:
        raise _refused("too_old", "证件号码里的出生年份太早，请对照证件再填一次。")
    return born


def _is_date(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def _gender(serial: str) -> Gender:
    return "male" if int(serial) % 2 else "female"


def _refused(why: str, sentence: str) -> IdRefused:
    return IdRefused(f"id_number.{why}", sentence, "id_number")
