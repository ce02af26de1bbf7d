"""Nobody is shown a service that isn't theirs: everybody's page judged a second time, by `judge.py` and straight from the registers."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from bench.people import COLUMNS
from bench.people import Town as LargerTown
from core.calendar import workdays
from core.tables import uuid7
from local.instance import Instance
from profile import rules
from profile.certificates import Held
from profile.enterprises import Space
from profile.facts import KnownFact
from profile.people import Person
from recommend import composing, scenes, situation, vocabulary
from recommend.composing import Acting, Around
from recommend.personas import personas
from recommend.personas import situation as persona
from sandbox import town
from tests.recommend.judge import Judge
from tests.recommend.steps import held, person

FIRST = date(2026, 11, 22)
DAYS = [FIRST + timedelta(days=days) for days in (0, 40, 130, 200, 310)]
TABLE = Path(scenes.__file__).parent / "data" / "scenes.csv"
with TABLE.open(encoding="utf-8", newline="") as file:
    ROWS = [row for row in csv.DictReader(file) if row["status"] == "live"]
SERVICES = {row["scene_id"]: set(row["services"].split(";")) for row in ROWS}
NAMES = set(vocabulary.terms())
LEVELS = {name: list(levels) for name, levels in vocabulary.levels().items()}


def fits(row: dict[str, str], facts: dict[str, Any], today: date) -> bool:
    """Whether a row of the table fits, read without the house's own reader."""
    place = next((facts[name] for name in ("ent.region", "residence_region", "hukou_region") if isinstance(facts.get(name), str)), "")
    there = not row["regions"] or any(place.startswith(code) for code in row["regions"].split(";"))
    day = today.isoformat()
    speaks = row["valid_from"] <= day and (not row["valid_until"] or day <= row["valid_until"])
    return there and speaks and Judge(row["condition"], facts, today, names=NAMES, levels=LEVELS, free=free).decide() is True


def free(day: date) -> bool:
    return not workdays().is_workday(day)


@dataclass(frozen=True)
class Somebody:
    person: Person
    facts: dict[str, KnownFact]
    wallet: list[Held]
    companies: list[Acting]

    def told(self, today: date) -> dict[str, Any]:
        known = {name: fact.value for name, fact in self.facts.items()} | wallet_facts(self.wallet, "cert", today)
        if self.person.birth_date:
            known |= {"birth_date": self.person.birth_date.isoformat(), "gender": self.person.gender}
        return known | {"certificates": sorted({one.type_name for one in self.wallet})}


def wallet_facts(wallet: list[Held], prefix: str, today: date) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in wallet:
        if one.expires_on and (one.expires_on - today).days <= found.get(f"{prefix}.{one.type_name}.days_left", 10**6):
            days = (one.expires_on - today).days
            found[f"{prefix}.{one.type_name}.days_left"] = days
            found[f"{prefix}.{one.type_name}.issue_years"] = round((one.expires_on - one.issued_on).days / 365.25)
            if one.type.due == "review":
                found[f"{prefix}.{one.type_name}.next_review_days"] = days
    return found


def wallet_of(rows: list[dict[str, Any]], born: date, today: date) -> list[Held]:
    kinds, found = rules.types(), []
    for row in rows:
        until = date.fromisoformat(row["printed_until"]) if row["printed_until"] else None
        issued, kind = date.fromisoformat(row["issued_on"]), kinds[row["type_code"]]
        found.append(held(kind.name, issued, printed_until=until, version=row["version"], today=today, birth_date=born))
    return found


def demo(today: date) -> Iterator[Somebody]:
    """Everybody of the sandbox's town, with the enterprises they act for."""
    place = town.build(FIRST, "wx")
    for one in place.people.values():
        born = date.fromisoformat(one.birth_date)
        companies = []
        for code, company in place.enterprises.items():
            if one.user in company.members:
                space = Space(uuid7(), company.name, company.uscc, "legal", company.region_code)
                companies.append(Acting(space, wallet_of(place.certificates(code), born, today), known(place.facts(code, today))))
        who = replace(person(), birth_date=born, gender={"女": "female", "男": "male"}[one.gender])
        yield Somebody(who, known(place.facts(one.user, today)), wallet_of(place.certificates(one.user), born, today), companies)


def known(rows: list[dict[str, Any]]) -> dict[str, KnownFact]:
    return {row["name"]: KnownFact(row["value"], row["source"], date.fromisoformat(row["as_of"])) for row in rows}


def larger(today: date) -> Iterator[Somebody]:
    """A town of bench/people.py: its certificates, and its facts joined by those of somebody a scene was made for."""
    batch, dice = next(LargerTown(600, today, seed=5).batches()).rows, random.Random(7)
    cast = [one for some in personas().values() for one in some]
    for row in batch["profile_citizen"]:
        mine = [one for one in (dict(zip(COLUMNS["profile_fact"], fact, strict=True)) for fact in batch["profile_fact"])
                if one["citizen_id"] == row[0]]  # fmt: skip
        facts = {one["name"]: KnownFact(json.loads(one["value"]), one["source"], today) for one in mine}
        for other in dice.sample(cast, 6):
            facts |= {name: replace(fact, as_of=today) for name, fact in persona(other.facts).facts.items() if "cert" not in name}
        cards = [dict(zip(COLUMNS["profile_certificate"], one, strict=True)) for one in batch["profile_certificate"]]
        wallet = [_held(one, today) for one in cards if one["citizen_id"] == row[0]]
        facts.pop("birth_date", None)
        yield Somebody(replace(person(), birth_date=date(1946 + dice.randrange(66), 5, 20)), facts, wallet, [])


def _held(row: dict[str, Any], today: date) -> Held:
    kind = rules.types()[row["type_code"]]
    return held(kind.name, row["issued_on"], printed_until=row["printed_until"], version=row["version"], today=today)


def check(one: Somebody, today: date) -> int:
    """Who matches, by both judges; and every service on the page belongs to a scene that the second one lets through."""
    sides: list[tuple[str, situation.Situation, dict[str, Any], UUID | None]] = [
        ("citizen", situation.of_citizen(one.person, one.facts, one.wallet, today), one.told(today), None)
    ]
    for acting in one.companies:
        told = {"ent.region": acting.space.region_code} | {name: fact.value for name, fact in acting.facts.items()}
        told |= wallet_facts(list(acting.wallet), "lic", today) | {"licences": sorted({lic.type_name for lic in acting.wallet})}
        sides.append(("enterprise", situation.of_enterprise(acting.space, acting.facts, acting.wallet, today), told, acting.space.id))
    judged: set[tuple[str, UUID | None]] = set()
    for audience, their, told, space in sides:
        allowed = {row["scene_id"] for row in ROWS if row["audience"] == audience and fits(row, told, today)}
        assert {found.scene.id for found in scenes.match(their, audience)} == allowed, (today, told)
        judged |= {(code, space) for code in allowed}
    page = composing.fitting(Around(one.person, one.facts, one.wallet, [], one.companies), today)
    codes = {code for code, _ in judged}
    for card in page:
        if card.scene_code:
            assert card.scene_code in codes
        if card.kind == "scene" and card.scene_code:
            assert set(card.service_codes) <= SERVICES[card.scene_code]
    return sum(card.kind == "scene" for card in page)


def test_ineligible_services_shown_are_none_over_the_whole_demo_town_and_a_larger_one(instance: Instance) -> None:
    demonstrated = sum(check(one, today) for today in DAYS for one in demo(today))
    met = sum(check(one, FIRST) for one in larger(FIRST))
    assert demonstrated > 100
    assert met > 100


def test_both_judges_agree_on_everybody_made_up_for_a_scene() -> None:
    for row in ROWS:
        for one in personas()[row["scene_id"]]:
            known = persona(one.facts)
            values = {name: fact.value for name, fact in known.facts.items()}
            assert fits(row, values, known.today) is (one.expect == "fits"), (row["scene_id"], one)
