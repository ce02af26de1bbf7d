"""Filling the wallet: after real name, and again when asked, the departments' registers are read and kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from core import clock, crypto, registry
from core.errors import Invalid, Unavailable
from core.log import get
from core.queue import enqueue
from core.registry import RegisteredCertificate
from core.tables import sql, transaction, uuid7
from profile import changes, consents, enterprises, events, issuing, learning, ledger, rules, shares
from profile.issuing import Issue
from profile.people import person

_LOOK_AGAIN = """
UPDATE profile_citizen SET registry_due = $3 WHERE id_number_index = $1 OR id IN (
    SELECT m.citizen_id FROM profile_membership m JOIN profile_enterprise e ON e.id = m.enterprise_id WHERE e.uscc = $2
    ORDER BY m.created_at LIMIT 1
) RETURNING id
"""
RETRY = timedelta(seconds=30)
BATCH = 50


async def fetch(citizen_id: UUID) -> None:
    """Reads certificates, facts and enterprises of a person. When that fails, it is tried again in 30 seconds and holds up nobody else;
    a department that shares no facts just now holds up its own facts alone."""
    number = (await person(citizen_id)).id_number
    if number is None or not await consents.stands(citizen_id, consents.SHARING):
        await sql("UPDATE profile_citizen SET registry_due = NULL WHERE id = $1", citizen_id)
        return
    try:
        await _fetch(citizen_id, number)
    except Exception as error:
        await sql("UPDATE profile_citizen SET registry_due = $2 WHERE id = $1", citizen_id, clock.now() + RETRY)
        unforeseen = None if isinstance(error, Unavailable) else error
        get("registration").warning("registers not read, trying again", citizen=str(citizen_id), exc_info=unforeseen)


async def _fetch(citizen_id: UUID, number: str) -> None:
    await ledger.read(ledger.rule("证照归集"), "registry_fetch", [(citizen_id, None)])
    own = await registry.certificates("id_number", number)
    known = await shares.ask("citizen", "id_number", number)
    companies = await registry.enterprises(number)
    theirs = {company.uscc: await registry.certificates("uscc", company.uscc) for company in companies}
    about = {company.uscc: await shares.ask("enterprise", "uscc", company.uscc) for company in companies}
    async with transaction():
        # One at a time for one person, or two fetches would both find a certificate missing.
        if not await consents.still_stands(citizen_id, consents.SHARING):
            return
        await _keep(own, citizen_id=citizen_id, enterprise_id=None)
        await learning.of_citizen(citizen_id, known)
        await enterprises.leave_all_but(citizen_id, list(theirs))
        for company in companies:
            enterprise_id = await enterprises.join(citizen_id, company)
            await ledger.read_of_enterprises(ledger.rule("证照归集"), "enterprise_fetch", [(enterprise_id, None, citizen_id)])
            await _keep(theirs[company.uscc], citizen_id=None, enterprise_id=enterprise_id)
            await learning.of_enterprise(enterprise_id, about[company.uscc])
        await sql("UPDATE profile_citizen SET registry_due = NULL WHERE id = $1", citizen_id)
        await events.record("wallet.filled", citizen_id=citizen_id)


async def _keep(found: list[RegisteredCertificate], *, citizen_id: UUID | None, enterprise_id: UUID | None) -> None:
    for one in found:
        if one.type_code not in rules.types():
            get("registration").warning("unknown certificate type skipped", type=one.type_code)
        elif not await _known(one, citizen_id, enterprise_id) and one.state == "valid":
            await issuing.add(
                Issue(
                    one.type_code,
                    one.number,
                    one.issued_on,
                    one.printed_until,
                    one.department,
                    one.as_of,
                    "registry",
                    version=one.version,
                    lineage_id=uuid7(),
                    citizen_id=citizen_id,
                    enterprise_id=enterprise_id,
                    changed_on=one.changed_on,
                    registered_on=one.registered_on,
                )
            )


async def _known(one: RegisteredCertificate, citizen_id: UUID | None, enterprise_id: UUID | None) -> bool:
    """A number of this type is kept once for each holder; a newer issue of it, or one in its place under another number, becomes the next
    version, what else is new is noted."""
    rows = await sql(
        """SELECT id, issued_on FROM profile_certificate WHERE type_code = $1 AND number_index = ANY($2::text[])
             AND citizen_id IS NOT DISTINCT FROM $3 AND enterprise_id IS NOT DISTINCT FROM $4
           ORDER BY number_index = $5 DESC, version DESC LIMIT 1""",
        one.type_code,
        [crypto.blind_index(number, "certificate") for number in (one.number, one.replaces) if number],
        citizen_id,
        enterprise_id,
        crypto.blind_index(one.number, "certificate"),
    )
    if rows:
        await _compare(rows[0]["id"], rows[0]["issued_on"], one)
    return bool(rows)


async def _compare(certificate_id: UUID, issued_on: date, one: RegisteredCertificate) -> None:
    if one.state == "revoked":
        await changes.revoke(certificate_id)
        return
    if issued_on < one.issued_on:
        fresh = await issuing.issue_next(
            certificate_id,
            issued_on=one.issued_on,
            number=one.number,
            printed_until=one.printed_until,
            source=one.department,
            because=f"registry:{one.issued_on}",
            registered_on=one.registered_on,
        )
        await events.record("certificate.superseded", citizen_id=fresh.citizen_id, subject_id=fresh.id)
        return
    if one.registered_on:
        await changes.registered(certificate_id, one.registered_on)
    if one.changed_on and one.changed_on > issued_on:
        await changes.change(certificate_id, one.changed_on)


async def look_again(event: dict[str, Any]) -> None:
    """A department says that something about a holder is new: their registers are read again soon. Strangers are passed over.

    `event` is the signed notice: `{event_id, holder: {id_number} or {uscc}}`. What is new is read there, never taken from the notice.
    """
    holder = event.get("holder")
    number, uscc = (holder.get("id_number"), holder.get("uscc")) if isinstance(holder, dict) else (None, None)
    if not isinstance(number or uscc, str):
        raise Invalid("department.holder", "通知里没有写明是哪位持证人。", "holder")
    rows = await sql(_LOOK_AGAIN, crypto.blind_index(number, "id_number") if number else None, uscc, clock.now())
    for row in rows:
        await enqueue("profile.fetch_registry", str(row["id"]))


async def due() -> list[UUID]:
    """People whose registers are still to be read."""
    rows = await sql("SELECT id FROM profile_citizen WHERE registry_due <= $1 ORDER BY registry_due LIMIT $2", clock.now(), BATCH)
    return [row["id"] for row in rows]
