"""Service item codes: their shapes, as measured on published catalogues, and what is wrong with one that doesn't fit.

National codes: GB/T 39554.1 structure as seen in 2,262 Guangdong items (QABasedOnPolicyKnowledgeGraph, MIT);
Sichuan links as seen in 1,135 Guang'an items (v-luobo/zwfw, Apache-2.0); credit codes: GB 32100-2015.
"""

from __future__ import annotations

import re

from profile.checkdigits import is_uscc

BASE = re.compile(r"\d{9}(?:\d{3}|00Y)", re.ASCII)
NATIONAL = re.compile(r"(?P<office>[0-9A-Z]{18})(?P<level>[1-6])(?P<base>\d{9}(?:\d{3}|00Y))(?P<serial>\d{2})?", re.ASCII)
# The office is a credit code, or an older organisation code with its own check character after a hyphen.
REGIONAL = re.compile(r"[0-9A-Z]+(?:-[0-9A-Z]+)*-(?P<region>\d{12})-\d{3}-(?P<office>[0-9A-Za-z]+(?:-[0-9X])?)-\d-\d{2}", re.ASCII)
OWN = re.compile(r"[A-Z]{2}\d{3,6}", re.ASCII)


# Characters 3 and 4 of a base code tell the type; two more numbers mean different things in different provinces and tell nothing.
TYPE_CODES = {"01": "行政许可", "05": "行政给付", "07": "行政确认", "08": "行政奖励", "09": "行政裁决"}
# The character between office and base code, where real records showed what it means.
LEVELS = {"2": "省级", "3": "市级"}


def base_of(impl_code: str) -> str:
    """The base code inside a national implementation code; empty for other codes."""
    found = NATIONAL.fullmatch(impl_code)
    return found["base"] if found else ""


def type_of(base_code: str) -> str | None:
    """The item type that a base code tells; None where it tells none."""
    return TYPE_CODES.get(base_code[2:4])


def reason_against(impl_code: str, base_code: str) -> str | None:
    """Why an implementation code can't be used, in words; None when it can."""
    if not impl_code:
        return "no code"
    if REGIONAL.fullmatch(impl_code):
        return None
    found = NATIONAL.fullmatch(impl_code)
    if found is None:
        return "bad code: neither 31/33 characters of the national scheme nor a regional code with its area and office"
    if base_code and not BASE.fullmatch(base_code):
        return "bad base code: 12 characters of area, type, main item and sub-item are expected"
    if found["base"] != base_code:
        return "bad code: the base code isn't the one inside the implementation code"
    return None


def type_against(base_code: str, item_type: str) -> str | None:
    """Why a type can't go with a base code; None when it can."""
    told = type_of(base_code)
    return f"bad type: the base code tells {told}" if told and told != item_type else None


def level_against(impl_code: str, level: str) -> str | None:
    """What looks wrong when a code tells another level than its row."""
    found = NATIONAL.fullmatch(impl_code)
    told = LEVELS.get(found["level"]) if found else None
    return f"the code tells the level {told}" if told and told != level else None


def doubt_about(impl_code: str) -> str | None:
    """What looks wrong in a code that can be used all the same: published lists do contain such offices."""
    found = NATIONAL.fullmatch(impl_code) or REGIONAL.fullmatch(impl_code)
    if found is None or is_uscc(found["office"]):
        return None
    return "the office's credit code has a wrong length or check character"
