"""The one verb that writes the privacy ledger, and who may be a reader."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal
from uuid import UUID

from core import clock
from core.tables import sql
from profile import staff

USES = Path(__file__).parent.parent / "data" / "uses.csv"
Kind = Literal["operator", "department", "rule", "relative", "colleague", "self"]
Row = tuple[UUID | None, UUID, UUID | None, UUID | None]
RELATIVE, COLLEAGUE = "照看您的亲友", "同一企业的同事"
_READ = """
INSERT INTO profile_read
    (id, created_at, citizen_id, reader_kind, reader_id, reader, use, fields_read, purpose, basis, subject_id, deferral_id)
SELECT uuidv7(), $1::timestamptz, one.citizen, $5::text, one.reader, $6, $7::text, $8, $9, $10, one.subject,
       (SELECT d.id FROM profile_deferral d WHERE $5::text = 'operator' AND d.citizen_id = one.about AND d.staff_id = one.reader
        AND d.approved_at IS NOT NULL AND d.hidden_until > $1 ORDER BY d.hidden_until DESC LIMIT 1)
FROM (SELECT DISTINCT * FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $11::uuid[]) AS all_of(reader, citizen, subject, about)) one
"""
_LATELY = """WHERE NOT EXISTS (SELECT FROM profile_read r WHERE r.citizen_id = one.citizen AND r.reader_id = one.reader AND r.use = $7::text
  AND r.created_at > $1::timestamptz - interval '1 hour')"""


@dataclass(frozen=True)
class Reader:
    """Who reads. `name` is what the person will see; a relative's and a colleague's is looked up when it is shown."""

    kind: Kind
    name: str
    id: UUID | None = None


@dataclass(frozen=True)
class Use:
    """What is read, what for, and by which law."""

    fields: tuple[str, ...]
    purpose: str
    basis: str


@lru_cache(maxsize=1)
def uses() -> Mapping[str, Use]:
    """Every use that anybody may make of somebody's data."""
    with USES.open(encoding="utf-8", newline="") as file:
        return {row["use"]: Use(tuple(row["fields"].split(";")), row["purpose"], row["basis"]) for row in csv.DictReader(file)}


async def operator(staff_id: UUID) -> Reader:
    """A member of staff, under the name that the person will see."""
    return Reader("operator", (await staff.names([staff_id])).get(staff_id, "工作人员"), staff_id)


def department(name: str) -> Reader:
    return Reader("department", name)


def rule(name: str) -> Reader:
    return Reader("rule", name)


def relative(helper_id: UUID) -> Reader:
    return Reader("relative", RELATIVE, helper_id)


def colleague(citizen_id: UUID) -> Reader:
    return Reader("colleague", COLLEAGUE, citizen_id)


def myself(citizen_id: UUID) -> Reader:
    return Reader("self", "您本人", citizen_id)


async def read(reader: Reader, use: str, whose: Sequence[tuple[UUID, UUID | None]]) -> None:
    """Writes that these people's data are read, (person, thing) each, in one statement and in the caller's transaction."""
    await _write(reader.kind, reader.name, use, [(reader.id, citizen_id, thing, citizen_id) for citizen_id, thing in whose])


async def read_of_enterprises(reader: Reader, use: str, whose: Sequence[tuple[UUID, UUID | None, UUID | None]]) -> None:
    """The same of enterprises' data: (enterprise, thing, person) each. What is kept back about that person is kept back here too."""
    await _write(reader.kind, reader.name, use, [(reader.id, *one) for one in whose])


async def listed(reader: Reader, use: str, citizen_ids: Iterable[UUID]) -> None:
    """The same of people in a list: one row an hour for each, however often the list is turned over."""
    await _write(reader.kind, reader.name, use, [(reader.id, one, None, one) for one in citizen_ids], f"{_READ}{_LATELY}")


async def read_by_relatives(use: str, whose: Sequence[tuple[UUID, UUID, UUID | None]]) -> None:
    """The same for (helper, holder, thing) of many helpers."""
    await _write("relative", RELATIVE, use, [(helper, holder, thing, holder) for helper, holder, thing in whose])


async def _write(kind: Kind, name: str, use: str, rows: Sequence[Row], statement: str = _READ) -> None:
    """(reader, whose, thing, the person whom a deferral may name) each."""
    if rows:
        told = uses()[use]
        *rows_read, about = (list(column) for column in zip(*rows, strict=True))
        await sql(statement, clock.now(), *rows_read, kind, name, use, list(told.fields), told.purpose, told.basis, about)
