"""The fields of a text: `((name))` and `((name??words when it is yes))`. Pure: takes texts and values, returns texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

_PLACE = re.compile(r"\(\(\s*([^()?]+?)\s*(?:\?\?([^()]*))?\)\)")
_YES = frozenset({"yes", "y", "true", "t", "1", "include", "show", "是"})
LONGEST_SMS = 918


def names(text: str) -> list[str]:
    """The fields in their order, each once, however it is spelled."""
    return list(_names(text))


@lru_cache(512)
def _names(text: str) -> tuple[str, ...]:
    """Kept, since a template is asked the same for each of its messages."""
    found = {_key(one[1]): one[1] for one in reversed(list(_PLACE.finditer(text)))}
    return tuple(dict.fromkeys(found[_key(one[1])] for one in _PLACE.finditer(text)))


def missing(text: str, values: Mapping[str, Any]) -> list[str]:
    """The fields for which no value was given."""
    given = {_key(name) for name, value in values.items() if value is not None}
    return [name for name in _names(text) if _key(name) not in given]


def fill(text: str, values: Mapping[str, Any]) -> str:
    """The text with its values; a value is never read as a text with fields of its own."""
    if "((" not in text:
        return text
    given = {_key(name): value for name, value in values.items()}
    return _PLACE.sub(lambda one: _value(one, given), text)


def for_gateway(text: str) -> str:
    """As an SMS gateway approves it: fields numbered by their place, `${f1}`."""
    numbers = _numbers(text)
    return _PLACE.sub(lambda one: f"${{{numbers[one[0]]}}}", text)


def gateway_values(text: str, values: Mapping[str, Any]) -> dict[str, str]:
    """The values of `for_gateway`'s fields, in their order."""
    given = {_key(name): value for name, value in values.items()}
    first = {one[0]: one for one in reversed(list(_PLACE.finditer(text)))}
    return {number: _value(first[place], given) for place, number in _numbers(text).items()}


def _numbers(text: str) -> dict[str, str]:
    places = dict.fromkeys(one[0] for one in _PLACE.finditer(text))
    return {place: f"f{number}" for number, place in enumerate(places, 1)}


def _value(place: re.Match[str], given: Mapping[str, Any]) -> str:
    value = given.get(_key(place[1]))
    if place[2] is not None:
        return place[2] if str(value).strip().lower() in _YES else ""
    if isinstance(value, list):
        return "、".join(str(one) for one in value)
    return "" if value is None else str(value)


@lru_cache(4096)
def _key(name: str) -> str:
    """Case, blanks, hyphens and underscores make no difference."""
    return re.sub(r"[\s_-]", "", name).lower()
