"""When a certificate runs out, or when the next thing about it is due. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, assert_never

from profile.rules.kinds import AgeBands, AnnualWindow, Cycle, Event, Fixed, LongTerm, Months, PrintedDate, Rule
from profile.rules.periods import add_months, age_on
from profile.rules.types import CertificateType

Term = Literal["dated", "long_term", "unknown"]
OVERDUE_FOR = timedelta(days=30)  # for so long a review that was missed is what counts, then the next date does
EVENT_IS_ISSUE = ("accept", "can_register", "found", "hire", "issue", "license")


@dataclass(frozen=True, slots=True)
class Holding:
    """What a rule may need to know. `version` counts certificates of this lineage from 1.

    `registered_on` is when the vehicle was first registered; `clean_record` says that no scoring period of a driver reached 12
    points; `as_of` lets what has passed go by where more is to come: yearly windows, and reviews of a card that has an end of its own.
    """

    issued_on: date
    birth_date: date | None = None
    printed_until: date | None = None
    version: int = 1
    registered_on: date | None = None
    clean_record: bool = True
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Validity:
    """`unknown`: the date stands only on the certificate, or hangs on something nobody has told us."""

    term: Term
    expires_on: date | None = None


UNKNOWN = Validity("unknown")
FOR_GOOD = Validity("long_term")


def validity(kind: CertificateType, held: Holding) -> Validity:
    """The next date at which the certificate lapses or something is due; of several the earliest (a six-year card reviewed after three).

    A printed date wins over every term worked out from the law, but not over the review or the yearly report that falls due earlier.
    """
    found = [_of(rule, held, among=len(kind.rules)) for rule in kind.rules]
    if held.printed_until and not any(isinstance(rule, AnnualWindow | Event) for rule in kind.rules):
        reviews = [one for rule, one in zip(kind.rules, found, strict=True) if isinstance(rule, Cycle) and len(found) > 1]
        found = [Validity("dated", held.printed_until), *reviews]
    dates = [one.expires_on for one in found if one.expires_on is not None]
    if dates:
        return Validity("dated", min(dates))
    return UNKNOWN if UNKNOWN in found else FOR_GOOD


def expires_on(
    kind: CertificateType,
    issued_on: date,
    birth_date: date | None = None,
    printed_until: date | None = None,
    version: int = 1,
    *,
    registered_on: date | None = None,
    clean_record: bool = True,
    as_of: date | None = None,
) -> date | None:
    """The date of `validity`; None when the certificate is good for ever or nobody can tell. See `Holding` for the arguments."""
    return validity(kind, Holding(issued_on, birth_date, printed_until, version, registered_on, clean_record, as_of)).expires_on


def renewed_on(kind: CertificateType, expires_on: date | None, today: date) -> date:
    """The day from which a renewal decided today counts. A review done early begins where the last period ends, so that nobody
    loses days by being early (居住证暂行条例 第十条: 居住每满1年之日前1个月内办理签注); a new certificate counts from today."""
    early = kind.due == "review" and expires_on is not None and expires_on > today
    return expires_on if early and expires_on else today


def _of(rule: Rule, held: Holding, among: int) -> Validity:
    match rule:
        case LongTerm():
            return FOR_GOOD
        case PrintedDate():
            return UNKNOWN
        case Fixed():
            return _after(held.issued_on, _term(rule, held))
        case AgeBands():
            return _by_age(rule, held)
        case Cycle():
            return Validity("dated", _review(rule, held, among))
        case AnnualWindow():
            return Validity("dated", _year_end(rule, held))
        case Event():
            return _event(rule, held)
        case _:
            assert_never(rule)


def _after(issued_on: date, months: Months) -> Validity:
    return FOR_GOOD if months is None else Validity("dated", add_months(issued_on, months))


def _term(rule: Fixed, held: Holding) -> Months:
    """Six years, then ten, then for good: one step a renewal (道路交通安全法实施条例 第二十六条). With 12 points in a
    scoring period the step isn't taken, and the term stays what it was."""
    terms = (rule.months, *rule.on_renewal)
    step = held.version - 1 if held.clean_record else held.version - 2
    return terms[max(0, min(step, len(terms) - 1))]


def _by_age(rule: AgeBands, held: Holding) -> Validity:
    if held.birth_date is None or held.birth_date > held.issued_on:
        return UNKNOWN
    age = age_on(held.birth_date, held.issued_on)
    return _after(held.issued_on, next(band.months for band in rule.bands if band.oldest is None or age <= band.oldest))


def _review(rule: Cycle, held: Holding, among: int) -> date:
    """The first review. Beside an end of the card itself those that lie long back go by: a card reviewed in time keeps its day of issue."""
    months = _cycle(rule, held)
    due, times = add_months(held.issued_on, months), 1
    while among > 1 and held.as_of and due + OVERDUE_FOR < held.as_of:
        times += 1
        due = add_months(held.issued_on, months * times)
    return due


def _cycle(rule: Cycle, held: Holding) -> int:
    """Old vehicles come more often; without a date of first registration the vehicle counts as new."""
    age = age_on(held.registered_on, held.issued_on) if held.registered_on and held.registered_on <= held.issued_on else 0
    return next((months for years, months in reversed(rule.later) if age >= years), rule.months)


def _year_end(rule: AnnualWindow, held: Holding) -> date:
    """The last day of the first window that begins after the year of issue, and, if `as_of` is given, isn't over by then."""
    month, day = rule.last
    year = held.issued_on.year + 1
    if held.as_of:
        year = max(year, held.as_of.year + (held.as_of > date(held.as_of.year, month, day)))
    return date(year, month, day)


def _event(rule: Event, held: Holding) -> Validity:
    """A paper issued after its own date had passed (a birth certificate replaced decades later) has nothing due any more."""
    anchor = _anchor(rule.anchor, held)
    if anchor is None or rule.opens:
        return UNKNOWN
    due = add_months(anchor, rule.months) + timedelta(days=rule.days + rule.then_days)
    return Validity("dated", due) if due >= held.issued_on else FOR_GOOD


def _anchor(name: str, held: Holding) -> date | None:
    if name in EVENT_IS_ISSUE:
        return held.issued_on
    if held.birth_date and name == "birth":
        return held.birth_date
    if held.birth_date and name.startswith("age"):
        return add_months(held.birth_date, int(name[3:]) * 12)
    return None
