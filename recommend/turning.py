"""What would take a card away: the day on which time alone turns a part of its condition, or the fact that would have to change. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from profile.conditions import Condition, Known, evaluate
from profile.conditions.nodes import And, Call, Compare, Fact, Holds, Number
from recommend import vocabulary
from recommend.situation import Situation

MOST = 3
_UNTIL = {"<": "达到{}", "<=": "超过{}", ">": "不超过{}", ">=": "低于{}"}
_NONE = ((">", "0"), (">=", "1"))
On = Callable[[date], Situation]


@dataclass(frozen=True)
class Turn:
    """What happens, and the day on which it does by itself."""

    sentence: str
    on: date | None = None


def turns(condition: Condition, on: On, today: date) -> list[Turn]:
    """The nearest first; what time does before what somebody would have to do. `on` gives what will be known on a day."""
    found: list[Turn] = []
    for part in condition.parts if isinstance(condition, And) else (condition,):
        day = _first_not(part, on, today)
        if day is not None and _held(condition, on, day - timedelta(days=1)) and not _held(condition, on, day):
            found.append(Turn(_by_itself(part, day), day))
        elif day is None and (sentence := _by_hand(part, on(today))):
            found.append(Turn(sentence))
    found = list(dict.fromkeys(found))
    return sorted(found, key=lambda one: one.on or date.max)[:MOST]


def _held(condition: Condition, on: On, day: date) -> bool:
    return evaluate(condition, _known(on(day))).truth is True


def _known(situation: Situation) -> Known:
    return Known(situation.values, situation.today, vocabulary.levels())


def _first_not(part: Condition, on: On, today: date) -> date | None:
    """The first day on which the part no longer holds: looked for at months' beginnings and in doubling steps, then halved down to."""
    last = today
    for day in _days(today):
        if not _held(part, on, day):
            return _between(part, on, last, day)
        last = day
    return None


def _between(part: Condition, on: On, holds: date, fails: date) -> date:
    while (fails - holds).days > 1:
        middle = holds + (fails - holds) // 2
        holds, fails = (middle, fails) if _held(part, on, middle) else (holds, middle)
    return fails


def _days(today: date) -> Iterator[date]:
    first, found = today.replace(day=1), {today + timedelta(days=2**step) for step in range(15)}
    for _ in range(13):
        first = (first + timedelta(days=32)).replace(day=1)
        found.add(first)
    return iter(sorted(found))


def _by_itself(part: Condition, day: date) -> str:
    if isinstance(part, Compare) and isinstance(part.left, Fact) and part.left.name.endswith("age") and isinstance(part.right, Number):
        whose = vocabulary.label_of(part.left.name).removesuffix("年龄")
        years = int(part.right.amount) + (part.order == "<=")
        return f"{whose}满{years}岁后不再推荐（{vocabulary.day_in_words(day)}）"
    return f"{vocabulary.day_in_words(day)}起不再推荐"


def _by_hand(part: Condition, situation: Situation) -> str:
    because = evaluate(part, _known(situation)).because
    name = because[0] if because else ""
    fact = situation.facts.get(name)
    if fact is None:
        return ""
    label = vocabulary.label_of(name)
    if len(because) > 1 or (isinstance(part, Holds) and isinstance(part.what, Call)) or isinstance(fact.value, list | tuple):
        return f"“{'”“'.join(vocabulary.label_of(one) for one in because)}”有变化后，可能不再推荐"
    if isinstance(part, Compare) and part.order in _UNTIL and isinstance(part.left, Fact) and isinstance(part.right, Number):
        amount = f"{part.right.amount.normalize():f}"
        return f"“{label}”{'为0' if (part.order, amount) in _NONE else _UNTIL[part.order].format(amount)}后不再推荐"
    return f"“{label}”不再是“{vocabulary.told(name, fact.value)}”后不再推荐"
