"""Events of life, seen in what departments newly say of somebody of whom something was known before. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from core.sharing import RegisteredFact
from profile.facts import KnownFact

RECENT_DAYS = 60
# Of these the first word is the news; a place or a job is news only where there was another.
_FRESH = frozenset({"newborn", "marriage", "company", "bereavement"})
EVENTS = {
    "newborn": "孩子出生",
    "marriage": "结婚登记",
    "moving": "搬家",
    "company": "办了企业",
    "retirement": "退休",
    "bereavement": "亲人离世",
}


def happened(before: Mapping[str, KnownFact], told: Iterable[RegisteredFact], today: date) -> list[str]:
    """What happened to a person lately. At the first reading nothing has: what is news to us is none to them."""
    if not before:
        return []
    news = {fact.name: fact.value for fact in told if fact.name not in before or before[fact.name].value != fact.value}
    return [
        event
        for event, (name, is_so) in _SIGNS.items()
        if name in news and is_so(news[name], today) and (name in before or event in _FRESH)
    ]


def sign_of(event: str) -> str:
    """The fact in which an event is seen."""
    return _SIGNS[event][0]


def _lately(value: Any, today: date) -> bool:
    try:
        return 0 <= (today - date.fromisoformat(value)).days <= RECENT_DAYS
    except (TypeError, ValueError):
        return False


def _young(value: Any, _: date) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value <= 1


def _elsewhere(value: Any, _: date) -> bool:
    return isinstance(value, str)


_SIGNS: dict[str, tuple[str, Callable[[Any, date], bool]]] = {
    "newborn": ("child.birth_date", _lately),
    "marriage": ("marriage_date", _lately),
    "moving": ("residence_region", _elsewhere),
    "company": ("enterprise.founded_days", _young),
    "retirement": ("employment_status", lambda value, _: value == "retired"),
    "bereavement": ("family.member_deceased", lambda value, _: value is True),
}
