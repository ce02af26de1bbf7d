"""What a delegation allows, until when, and between whom one may be. Pure."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

ACTIONS = {"remind": "到期时也提醒", "view": "查看证照", "apply": "帮忙填好申请"}
# What the helper is to the holder.
RELATIONS = {"child": "子女", "parent": "父母", "spouse": "配偶", "kin": "其他亲属", "guardian": "监护人", "agent": "代办人"}
LONGEST_YEARS = 3
GROWN = 14
WARNED_BEFORE = timedelta(days=30)


@dataclass(frozen=True)
class Delegation:
    """`helper` may do `actions` about `holder`'s certificates of these types (all of them when empty), until `expires_at`."""

    id: UUID
    holder_id: UUID
    helper_id: UUID
    relation: str
    types: frozenset[str]
    actions: frozenset[str]
    expires_at: datetime

    def allows(self, action: str, type_code: str, now: datetime) -> bool:
        return now < self.expires_at and action in self.actions and (not self.types or type_code in self.types)


@dataclass(frozen=True)
class More:
    """What a helper asks for beyond what is agreed: things to do, types of certificates, or all types."""

    actions: frozenset[str]
    types: frozenset[str]
    all_types: bool

    def __bool__(self) -> bool:
        return bool(self.actions or self.types or self.all_types)


def more_of(actions: Collection[str], types: Collection[str], wished: Collection[str], wished_types: Collection[str]) -> More:
    """What of a wish is not agreed yet; no types are all of them. A wish takes nothing away."""
    if not types:
        return More(frozenset(wished) - set(actions), frozenset(), all_types=False)
    return More(frozenset(wished) - set(actions), frozenset(wished_types) - set(types), all_types=not wished_types)


def widened(actions: Collection[str], types: Collection[str], more: More) -> tuple[frozenset[str], frozenset[str]]:
    """Actions and types once `more` is granted."""
    return more.actions.union(actions), frozenset() if more.all_types or not types else more.types.union(types)


def end_of(now: datetime, years: int, grown: datetime | None = None) -> datetime:
    """So many years from now; a guardian's word no longer than until the moment (`grown`) from which the child speaks for itself."""
    end = now + timedelta(days=365 * years)
    return min(end, grown) if grown else end


def grown_on(born: date) -> date:
    """The first day on which somebody is no child any more."""
    leaps = (born.month, born.day) == (2, 29) and not isleap(born.year + GROWN)
    return date(born.year + GROWN, 3, 1) if leaps else born.replace(year=born.year + GROWN)


def why_not(relation: str, holder_born: date | None, helper_born: date | None, child_born: date | None, today: date) -> str | None:
    """Why there can be no such delegation, said to the person; None when there can.

    A child under fourteen is looked after by a guardian whom the population register names as such (个人信息保护法 第三十一条):
    `child_born` is the birthday of the helper's child as registered. A child under fourteen helps nobody.
    """
    if is_child(helper_born, today):
        return "未满14周岁不能替别人照看证照。"
    guards = relation == "guardian"
    if is_child(holder_born, today):
        if not guards:
            return "对方未满14周岁，只能由监护人照看。请把关系改成“监护人”。"
        return None if child_born == holder_born else "没有查到登记的监护关系。请带户口簿到窗口登记后再试。"
    return "对方已满14周岁，请选择实际的亲属关系。" if guards else None


def is_child(born: date | None, today: date) -> bool:
    """Under fourteen: a guardian decides."""
    return born is not None and (today.year - born.year - ((today.month, today.day) < (born.month, born.day))) < GROWN


def known_types(given: Collection[str], types: Collection[str]) -> bool:
    return set(given) <= set(types)
