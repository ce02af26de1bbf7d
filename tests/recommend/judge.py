"""A second judge of conditions, written apart from `profile/conditions`: slow, simple, straight from the text. It shares no code with it.

Three truths: True, False, and None where something isn't known.
"""

from __future__ import annotations

import operator
import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

_WORD = r"[^\W\d]\w*(?:\([^()\s]*\)(?=\.))?"
_PIECE = re.compile(rf'\s*(\d\d-\d\d(?!\d)|-?\d+(?:\.\d+)?(?:e\d+)?(?:%|wd|d)?|{_WORD}(?:\.{_WORD})*|"[^"]*"|<=|>=|!=|[=<>(),])')
_COMPARE = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
MISSING = object()


class Judge:
    """Reads one condition against what is known of one person on one day. `free` says which days are no working days."""

    def __init__(
        self, text: str, facts: dict[str, Any], today: date, *, names: set[str], levels: dict[str, list[str]], free: Callable[[date], bool]
    ) -> None:
        self.pieces = [*_PIECE.findall(text), ""]
        self.at, self.facts, self.today, self.names, self.levels, self.free = 0, facts, today, names, levels, free

    def decide(self) -> bool | None:
        found = self.either()
        assert not self.pieces[self.at], self.pieces[self.at :]
        return found

    def take(self, *wanted: str) -> str:
        if self.pieces[self.at] in wanted:
            self.at += 1
            return self.pieces[self.at - 1]
        return ""

    def either(self) -> bool | None:
        found = [self.both()]
        while self.take("or"):
            found.append(self.both())
        return True if True in found else None if None in found else False

    def both(self) -> bool | None:
        found = [self.single()]
        while self.take("and"):
            found.append(self.single())
        return False if False in found else None if None in found else True

    def single(self) -> bool | None:
        if self.take("not"):
            inner = self.single()
            return None if inner is None else not inner
        if self.take("("):
            inner = self.either()
            assert self.take(")")
            return inner
        name, left = self.value(left=True)
        if self.take("between"):
            low = self.value()[1]
            assert self.take("and")
            one, two = self.compare(name, left, ">=", low), self.compare(name, left, "<=", self.value()[1])
            return False if False in (one, two) else None if None in (one, two) else True
        if self.take("in"):
            assert self.take("(")
            found = []
            while not self.take(")"):
                found.append(self.compare(name, left, "=", self.value()[1]))
                self.take(",")
            return True if True in found else None if None in found else False
        if sign := self.take("<", "<=", ">", ">=", "=", "!=", "includes"):
            return self.chain(name, left, sign)
        return left if isinstance(left, bool) else None

    def chain(self, name: str, left: Any, sign: str) -> bool | None:
        other, right = self.value(left=not name)
        if not (then := self.take("<", "<=", ">", ">=", "=", "!=")):
            if self.take("within"):
                left = self.facts.get(f"{name} within {self.pieces[self.at]}", MISSING)
                self.at += 1
            return self.compare(name or other, left, sign, right)
        one, two = self.compare(other, left, sign, right), self.compare(other, right, then, self.value()[1])
        return False if False in (one, two) else None if None in (one, two) else True

    def value(self, *, left: bool = False) -> tuple[str, Any]:
        """Its name, where it is a fact or a function, and what it comes to."""
        piece = self.pieces[self.at]
        self.at += 1
        if re.fullmatch(r"\d\d-\d\d", piece):
            return "", ("day", int(piece[:2]), int(piece[3:]))
        if re.match(r"-?\d", piece):
            return "", ("wd", int(piece[:-2])) if piece.endswith("wd") else self.number(piece)
        if piece in ("true", "false", "none"):
            return "", {"true": True, "false": False, "none": None}[piece]
        if piece.startswith('"'):
            return "", piece[1:-1]
        if self.take("("):
            return self.function(piece, left)
        if left or "." in piece or piece in self.names:
            return piece, self.fact(piece)
        return "", piece

    @staticmethod
    def number(text: str) -> float:
        return float(text[:-1]) / 100 if text.endswith("%") else float(text)

    def function(self, called: str, left: bool) -> tuple[str, Any]:
        owner, _, name = called.rpartition(".")
        prefix = f"{owner}." if owner else ""
        if name in ("days_since", "days_until"):
            when = self.day(self.dated())
            assert self.take(")")
            days = MISSING if when is None else (self.today - when).days * (1 if name == "days_since" else -1)
            return called, days
        if name == "age_on":
            _, (_, month, day) = self.value()
            assert self.take(")")
            born, on = self.day(self.fact(f"{prefix}birth_date")), date(self.today.year, month, 1)
            return called, MISSING if born is None else age(born, on.replace(day=min(day, monthrange(on.year, month)[1])))
        named = self.listed()
        if name == "last_record":
            return called, self.fact(f"record.{named[0]}")
        if name in ("has_record", "has_cert", "has_lic"):
            return called, self.has(prefix, name, named)
        return "", f"{called}({named[0]})"

    def dated(self) -> Any:
        piece = self.pieces[self.at]
        if piece not in self.facts and f"record.{piece}" in self.facts:
            self.at += 1
            return self.facts[f"record.{piece}"]
        return self.value(left=True)[1]

    def listed(self) -> list[str]:
        """Names up to the closing bracket; one may have brackets of its own."""
        found = [""]
        while not self.take(")"):
            piece = self.pieces[self.at]
            self.at += 1
            if piece == "(":
                found[-1] += f"({self.pieces[self.at]})"
                self.at += 2
            elif piece == ",":
                found.append("")
            else:
                found[-1] += piece.strip('"')
        return found

    def has(self, prefix: str, name: str, wanted: list[str]) -> Any:
        listing = {"has_record": "records", "has_cert": "certificates", "has_lic": "licences"}[name]
        if name == "has_record" and any(self.facts.get(f"record.{one}") is not None for one in wanted):
            return True
        held = self.facts.get(prefix + listing, MISSING)
        return any(one in held for one in wanted) if isinstance(held, list | tuple) else MISSING

    def fact(self, name: str) -> Any:
        if name in self.facts:
            return self.facts[name]
        if name == "month":
            return self.today.month
        owner, dot, last = name.rpartition(".")
        born = self.day(self.facts.get(f"{owner}{dot}birth_date", MISSING))
        if born and last == "age":
            return age(born, self.today)
        if born and last == "age_months":
            months = (self.today.year - born.year) * 12 + self.today.month - born.month
            return months - (later(born, months) > self.today)
        if born and (form := re.fullmatch(r"birthday_(\d+)", last)):
            return later(born, int(form[1]) * 12)
        return MISSING

    @staticmethod
    def day(value: Any) -> date | None:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except (TypeError, ValueError):
            return None

    def compare(self, name: str, left: Any, sign: str, right: Any) -> bool | None:
        if left is MISSING or right is MISSING:
            return None
        if isinstance(right, tuple) and right and right[0] == "wd":
            return _COMPARE[sign](self.back(left, right[1]), self.today) if isinstance(left, int | float) else None
        if order := self.levels.get(name):
            left, right = (-1 if one is None else order.index(one) if one in order else MISSING for one in (left, right))
            if left is MISSING or right is MISSING:
                return None
        if sign == "includes":
            return right in left if isinstance(left, str | list | tuple) else None
        if sign in ("=", "!="):
            same = left == right and isinstance(left, bool) == isinstance(right, bool)
            return same if sign == "=" else not same
        return self.ordered(sign, left, right)

    def ordered(self, sign: str, left: Any, right: Any) -> bool | None:
        numbers = [one for one in (left, right) if isinstance(one, int | float) and not isinstance(one, bool)]
        days = [self.day(one) for one in (left, right)]
        if len(numbers) == 2:
            return bool(_COMPARE[sign](left, right))
        return bool(_COMPARE[sign](days[0], days[1])) if all(days) else None

    def back(self, days_left: float, workdays: int) -> date:
        """So many working days before the day that is `days_left` away."""
        day = self.today + timedelta(days=int(days_left))
        while workdays:
            day -= timedelta(days=1)
            workdays -= not self.free(day)
        return day


def later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def age(born: date, on: date) -> int:
    years = on.year - born.year
    return years - (later(born, years * 12) > on)
