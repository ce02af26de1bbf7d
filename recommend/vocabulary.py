"""What each fact is called, what kind of value it has, and how that value is told. Pure; from data/facts.csv."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import cast

from core import regions
from profile.conditions import FactKind, FactValue, Terms
from profile.conditions.checking import Kind
from profile.rules import types_by_name

TABLE = Path(__file__).parent / "data" / "facts.csv"
PURPOSES = Path(__file__).parent / "data" / "purposes.csv"
_HELD = re.compile(r"(?:cert|lic)\.(?P<type>.+)\.(?P<field>\w+)")
_FIELDS = {"days_left": "到期", "next_review_days": "下次办理", "issue_years": "签发年限", "endorsement_left": "剩余签注次数"}


@dataclass(frozen=True)
class Purpose:
    """What facts of one group are used for, by which law, and whether the law calls them sensitive (个人信息保护法 第二十八条)."""

    purpose: str
    basis: str
    sensitive: bool


@dataclass(frozen=True)
class Term:
    """One fact. `ticks` says that its number counts days "down" or "up" from the day it was true; `words` are its values in Chinese;
    `source` is who can know it."""

    name: str
    label: str
    kind: FactKind
    group: str
    ticks: str
    words: Mapping[str, str]
    region: bool
    source: str


@lru_cache(maxsize=1)
def purposes() -> Mapping[str, Purpose]:
    """By group of facts."""
    with PURPOSES.open(encoding="utf-8", newline="") as file:
        return {row["group"]: Purpose(row["purpose"], row["basis"], row["sensitive"] == "1") for row in csv.DictReader(file)}


def purpose_of(name: str) -> Purpose:
    """Why the house may know a fact. A certificate's dates are facts of certificates; everything else has its group."""
    term = terms().get(name)
    return purposes()[term.group if term else "企业" if name.startswith("lic.") else "证照"]


def is_use(name: str) -> bool:
    """Whether it tells what somebody did here, not who they are."""
    term = terms().get(name)
    return name.startswith("record.") or (term is not None and term.group == "使用记录")


@lru_cache(maxsize=1)
def terms() -> Mapping[str, Term]:
    """Every fact with a fixed name."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["name"]: _term(row) for row in csv.DictReader(file)}


def _term(row: Mapping[str, str]) -> Term:
    if row["kind"] not in ("number", "date", "flag", "word", "list") or not (row["label"] and row["group"] and row["source"]):
        raise ValueError(f"fact {row['name']}: kind, label, group and source must be filled in")
    levels = tuple(row["levels"].split(";")) if row["levels"] else ()
    region = row["words"] == "region"
    words = dict(pair.split("=", 1) for pair in row["words"].split(";")) if row["words"] and not region else {}
    kind = FactKind(cast("Kind", row["kind"]), levels, frozenset(words) if row["kind"] == "word" and not levels else frozenset())
    return Term(row["name"], row["label"], kind, row["group"], row["ticks"], words, region, row["source"])


def kind_of(name: str) -> FactKind | None:
    """The kind of a fact; None for a name that nobody can ever supply."""
    if term := terms().get(name):
        return term.kind
    if (held := _HELD.fullmatch(name)) and held["type"] in types_by_name() and held["field"] in _FIELDS:
        return FactKind("number")
    if name == "month":
        return FactKind("number")
    if name.startswith("record.") or re.fullmatch(r"birthday_\d{1,3}", name):
        return FactKind("date")
    # days_since(劳动能力鉴定): a record by its bare Chinese name
    return FactKind("date") if re.fullmatch(r"[\u4e00-\u9fff]+", name) else None


def ticks_of(name: str) -> str:
    """Whether its number counts days "down" or "up" from the day it was true."""
    if term := terms().get(name):
        return term.ticks
    held = _HELD.fullmatch(name)
    return "down" if held and held["field"] in ("days_left", "next_review_days") else ""


@lru_cache(maxsize=4096)
def learnable(name: str) -> bool:
    """Whether an order may lean on it: it is neither sensitive nor a thing that the order has to find out."""
    return not purpose_of(name).sensitive and not is_use(name)


@lru_cache(maxsize=1)
def dictionary() -> Terms:
    """The vocabulary as audiences and traits need it."""
    return Terms(kind_of, ticks_of)


@lru_cache(maxsize=1)
def levels() -> Mapping[str, tuple[str, ...]]:
    """The facts whose words have an order, from low to high."""
    return {name: term.kind.levels for name, term in terms().items() if term.kind.levels}


def label_of(name: str) -> str:
    """What a person reads in front of the value."""
    if term := terms().get(name):
        return term.label
    if held := _HELD.fullmatch(name):
        return f"{held['type']}{_FIELDS.get(held['field'], '')}"
    return f"{name.removeprefix('record.')}办理日期" if name.startswith("record.") else name


def told(name: str, value: FactValue) -> str:
    """A value in words: 已婚, 是, 2026年5月20日, 3个以内的清单, 还有25天."""
    term = terms().get(name)
    if value is None:
        return "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str | date):
        return _text(str(value), term)
    if isinstance(value, int | float):
        return _amount(name, Decimal(str(value)), term)
    return "、".join(value[:3]) + (f"等{len(value)}项" if len(value) > 3 else "") if value else "无"


def _text(value: str, term: Term | None) -> str:
    if term and term.region and value.isdigit():
        return regions.name(value) or value
    if term and value in term.words:
        return term.words[value]
    try:
        return day_in_words(date.fromisoformat(value)) if len(value) == 10 else value
    except ValueError:
        return value


def _amount(name: str, value: Decimal, term: Term | None) -> str:
    number = f"{value.normalize():f}"
    if name.endswith(("days_left", "next_review_days")) or (term and term.ticks == "down"):
        return f"还有{number}天" if value >= 0 else f"已过{-value.normalize():f}天"
    return f"{number}天" if term and term.ticks == "up" else number


def day_in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
