"""The invented people, enterprises, certificates and facts, with dates reckoned from the day the demo began."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from sandbox.dates import resolve, resolve_value
from sandbox.numbers import resident_number, uscc

DATA = Path(__file__).parent / "data"
MAGIC = ("-refuse", "-ban", "-slow", "-acceptlost", "-hang", "-busy", "-quota")


@dataclass(frozen=True)
class Person:
    """One invented resident; `quota` is what they allow each template when they first open the mini-program."""

    user: str
    name: str
    gender: str
    birth_date: str
    id_number: str
    phone: str
    openid: str
    region_code: str
    note: str = ""
    quota: dict[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Enterprise:
    """One invented enterprise and the people who act for it: user -> role."""

    code: str
    name: str
    uscc: str
    type: str
    region_code: str
    members: dict[str, str]


@dataclass(frozen=True)
class Town:
    """The seeded world on one demo start day."""

    day: date
    app_id: str
    people: dict[str, Person]
    enterprises: dict[str, Enterprise]
    certificate_rows: tuple[dict[str, str], ...]
    fact_rows: tuple[dict[str, str], ...]

    @cached_property
    def holders(self) -> dict[str, str]:
        """ID number or USCC -> the holder's short name."""
        return {p.id_number: p.user for p in self.people.values()} | {e.uscc: e.code for e in self.enterprises.values()}

    def certificates(self, holder: str) -> list[dict[str, Any]]:
        return [self._certificate(row) for row in self.certificate_rows if row["holder"] == holder]

    def facts(self, holder: str, today: date) -> list[dict[str, Any]]:
        return [self._fact(row, today) for row in self.fact_rows if row["holder"] == holder]

    def _certificate(self, row: dict[str, str]) -> dict[str, Any]:
        issued = resolve(row["issued_on"], self.day)
        until = resolve(row["printed_until"], self.day).isoformat() if row["printed_until"] else None
        return {
            "type_code": row["type_code"],
            "number": row["number"].format(id=self._number_of(row["holder"])),
            "issued_on": issued.isoformat(),
            "printed_until": until,
            "version": int(row["version"] or 1),
            "department": row["department"],
            "as_of": self.day.isoformat(),
        }

    def _fact(self, row: dict[str, str], today: date) -> dict[str, Any]:
        value = resolve_value(row["value"], self.day, today)
        return {"name": row["name"], "value": value, "source": row["source"], "as_of": today.isoformat()}

    def _number_of(self, holder: str) -> str:
        return self.people[holder].id_number if holder in self.people else self.enterprises[holder].uscc


def openid(app_id: str, user: str) -> str:
    """28 characters like the real ones; users named after a magic suffix carry it in their openid."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(f"{app_id}|{user}".encode()).digest()).decode()
    suffix = next((s for s in MAGIC if user.endswith(s)), "")
    return ("o" + digest.replace("-", "x").replace("_", "y"))[: 28 - len(suffix)] + suffix


def unionid(person: Person) -> str:
    """Who somebody is across all accounts of one open platform."""
    return f"u{person.openid[1:]}"


def build(day: date, app_id: str) -> Town:
    """Read `sandbox/data` as it looks to someone who starts the demo on `day`."""
    people = [_person(row, day, app_id) for row in _rows("people")]
    members: dict[str, dict[str, str]] = {}
    for row in _rows("members"):
        members.setdefault(row["enterprise"], {})[row["user"]] = row["role"]
    enterprises = [_enterprise(row, members.get(row["code"], {})) for row in _rows("enterprises")]
    return Town(
        day,
        app_id,
        {p.user: p for p in people},
        {e.code: e for e in enterprises},
        tuple(_rows("certificates")),
        tuple(_rows("facts")),
    )


def _rows(name: str) -> list[dict[str, str]]:
    with open(DATA / f"{name}.csv", encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if not next(iter(row.values())).startswith("#")]


def _person(row: dict[str, str], day: date, app_id: str) -> Person:
    birth = resolve(row["birth"], day)
    return Person(
        user=row["user"],
        name=row["name"],
        gender=row["gender"],
        birth_date=birth.isoformat(),
        id_number=resident_number(row["id_region"] or row["region_code"], birth, int(row["serial"])),
        phone=row["phone"],
        openid=openid(app_id, row["user"]),
        region_code=row["region_code"],
        note=row["note"],
        quota=json.loads(row["quota"]) if row["quota"] else {},
    )


def _enterprise(row: dict[str, str], members: dict[str, str]) -> Enterprise:
    number = uscc(row["prefix"], row["region_code"], row["body"])
    return Enterprise(row["code"], row["name"], number, row["type"], row["region_code"], members)
