"""Why a card is there: facts told with label, value, source and date. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from profile.certificates import Held
from recommend import vocabulary
from recommend.situation import Facts


@dataclass(frozen=True)
class Reason:
    """One fact as a person reads it; `as_of` is the day on which it was true."""

    label: str
    value: str
    source: str
    as_of: date | None


def behind(names: Iterable[str], facts: Facts) -> tuple[Reason, ...]:
    """The facts that decided, in the order in which the condition asks for them."""
    return tuple(
        Reason(vocabulary.label_of(name), vocabulary.told(name, facts[name].value), facts[name].source, facts[name].as_of)
        for name in names
        if name in facts
    )


def of_certificate(held: Held, today: date) -> tuple[Reason, ...]:
    """The dates that a certificate's card rests on."""
    ends = "到期日" if held.type.due == "expiry" else "应办日期"
    dates = {"签发日期": held.issued_on, ends: held.expires_on, "最晚申请日": held.deadline_on}
    if held.deadline_on == held.expires_on:
        del dates["最晚申请日"]
    return tuple(
        Reason(label, vocabulary.day_in_words(day), held.source, held.source_as_of) for label, day in dates.items() if day is not None
    )
