"""New versions of certificates: from a register, from a case, or because the next date of what comes round has begun to count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from core import clock, crypto
from core.tables import sql, transaction, uuid7
from profile import certificates, events, people, rules
from profile.armed import Armed, arm
from profile.certificates import Held
from profile.models import Certificate

_LINEAGE = f"""
SELECT {certificates.COLUMNS} FROM profile_certificate c
WHERE c.lineage_id = (SELECT lineage_id FROM profile_certificate WHERE id = $1) ORDER BY c.version DESC FOR UPDATE
"""  # noqa: S608 (column names of our own)


@dataclass(frozen=True)
class Issue:
    """One version of a certificate about to be kept. `because` says what it came from: `registry`, or a case's id."""

    type_code: str
    number: str = field(repr=False)
    issued_on: date
    printed_until: date | None
    source: str
    source_as_of: date
    because: str
    version: int
    lineage_id: UUID
    citizen_id: UUID | None
    enterprise_id: UUID | None
    changed_on: date | None = None
    registered_on: date | None = None


async def add(issue: Issue) -> UUID:
    """Keeps one version, its dates worked out and its ladder armed; its id."""
    return (await add_all([issue]))[0]


async def add_all(issues: Sequence[Issue]) -> list[UUID]:
    """The same for several, their ids in the same order. Nobody is reminded of what belongs to somebody who died or left for good."""
    holders = list({one.citizen_id for one in issues if one.citizen_id})
    known, gone = await people.people(holders), await people.left(holders)
    rows = []
    for one in issues:
        holder = known.get(one.citizen_id) if one.citizen_id else None
        dates = _dates(one, holder.birth_date if holder else None)
        rows.append(_row(one, dates.silent() if one.citizen_id in gone else dates))
    await Certificate.bulk_create(rows)
    return [row.id for row in rows]


def _dates(issue: Issue, birth_date: date | None) -> Armed:
    return arm(
        rules.types()[issue.type_code],
        issue.issued_on,
        birth_date=birth_date,
        printed_until=issue.printed_until,
        version=issue.version,
        today=clock.today(),
        registered_on=issue.registered_on,
    )


def _row(issue: Issue, dates: Armed) -> Certificate:
    new_id = uuid7()
    values: dict[str, Any] = {name: value for name, value in vars(issue).items() if name != "number"} | dates.columns()
    sealed, index = crypto.seal(issue.number, certificates.context(new_id)), crypto.blind_index(issue.number, "certificate")
    return Certificate(id=new_id, number_sealed=sealed, number_index=index, **values)


async def come_round(certificate_ids: Sequence[UUID]) -> None:
    """The next date of certificates whose last one has passed: a version of their own, so that everything about it begins anew."""
    olds = list((await certificates.by_ids(certificate_ids)).values()) if certificate_ids else []
    if not olds:
        return
    registered = await _registered_on([old.id for old in olds])
    await _supersede([old.id for old in olds])
    fresh = await add_all([_next_round(old, registered[old.id]) for old in olds])
    said = [(old.citizen_id, new_id, {"version": old.version + 1}) for old, new_id in zip(olds, fresh, strict=True)]
    await events.record_all("certificate.issued", said)


def _next_round(old: Held, registered_on: date | None) -> Issue:
    return Issue(
        old.type_code,
        old.number,
        old.issued_on,
        old.printed_until,
        old.source,
        old.source_as_of,
        f"round:{old.next_rung_on}",
        version=old.version + 1,
        lineage_id=old.lineage_id,
        citizen_id=old.citizen_id,
        enterprise_id=old.enterprise_id,
        changed_on=old.changed_on,
        registered_on=registered_on,
    )


async def issue_next(
    certificate_id: UUID,
    *,
    issued_on: date,
    number: str | None,
    printed_until: date | None,
    source: str,
    because: str,
    registered_on: date | None = None,
) -> Held:
    """The renewed certificate: version n+1 with the ladder armed, the old one superseded. Asked twice for one `because`, it is one."""
    async with transaction():
        rows = await sql(_LINEAGE, certificate_id)
        done = next((row for row in rows if row["because"] == because), None)
        if done:
            return Held(**done)
        old = Held(**rows[0])
        await _supersede([old.id])
        new_id = await add(
            Issue(
                old.type_code,
                number or old.number,
                issued_on,
                printed_until,
                source,
                clock.today(),
                because,
                version=old.version + 1,
                lineage_id=old.lineage_id,
                citizen_id=old.citizen_id,
                enterprise_id=old.enterprise_id,
                registered_on=registered_on or (await _registered_on([old.id]))[old.id],
            )
        )
        await events.record("certificate.issued", citizen_id=old.citizen_id, subject_id=new_id, version=old.version + 1)
    return await certificates.by_id(new_id)


async def _supersede(certificate_ids: Sequence[UUID]) -> None:
    await sql(
        "UPDATE profile_certificate SET state = 'superseded', next_rung = NULL, next_rung_on = NULL WHERE id = ANY($1)",
        list(certificate_ids),
    )


async def _registered_on(certificate_ids: Sequence[UUID]) -> dict[UUID, date | None]:
    """A vehicle is first registered once, however often it is checked."""
    rows = await sql("SELECT id, registered_on FROM profile_certificate WHERE id = ANY($1)", list(certificate_ids))
    return {row["id"]: row["registered_on"] for row in rows}
