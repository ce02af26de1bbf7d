"""Certificates: whose they are, which version counts, and when their holder is to be reminded next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from core import crypto
from core.errors import NotFound
from core.tables import sql
from profile import enterprises, rules
from profile.armed import again_on
from profile.rules import CertificateType, Holding, Rung

DATES = """c.id, c.type_code, c.version, c.citizen_id, c.enterprise_id, c.state, c.issued_on, c.printed_until, c.expires_on, c.opens_on,
 c.deadline_on, c.next_rung, c.next_rung_on"""
COLUMNS = f"{DATES}, c.lineage_id, c.number_sealed, c.source, c.source_as_of, c.because, c.changed_on"
_MEMBERS = "SELECT enterprise_id, citizen_id FROM profile_membership WHERE enterprise_id = ANY($1::uuid[]) ORDER BY created_at"


@dataclass(frozen=True)
class Dated:
    """One version of a certificate as far as a reminder needs it: whose it is and until when. Dates are days in Asia/Shanghai; null
    `expires_on` is long-term."""

    id: UUID
    type_code: str
    version: int
    citizen_id: UUID | None
    enterprise_id: UUID | None
    state: str
    issued_on: date
    printed_until: date | None
    expires_on: date | None
    opens_on: date | None
    deadline_on: date | None
    next_rung: int | None
    next_rung_on: date | None

    @property
    def type(self) -> CertificateType:
        return rules.types()[self.type_code]

    @property
    def type_name(self) -> str:
        return self.type.name

    @property
    def department(self) -> str:
        return self.type.department

    @property
    def holder_kind(self) -> str:
        return "citizen" if self.citizen_id else "enterprise"

    @property
    def alike(self) -> tuple[object, ...]:
        """What all that is said of it follows from, on any day: its type, its dates, and whether a person holds it."""
        return self.type_code, self.opens_on, self.deadline_on, self.expires_on, self.citizen_id is None

    @property
    def ladder(self) -> tuple[Rung, ...]:
        if self.opens_on is None or self.deadline_on is None or not self.type.live:
            return ()
        return rules.ladder(self.type, rules.Window(self.opens_on, self.deadline_on))

    @property
    def again_on(self) -> date | None:
        """From when on its next date counts, once this one is over."""
        return again_on(self.type, Holding(self.issued_on, None, self.printed_until, self.version), self.expires_on)

    @property
    def comes_round(self) -> bool:
        """Whether it waits for its next date and for nothing else."""
        return self.next_rung is None and self.next_rung_on is not None

    def days_left(self, today: date) -> int | None:
        """Days until the last day on which it can be renewed in time; negative once that has passed."""
        return (self.deadline_on - today).days if self.deadline_on else None

    def can_renew(self, today: date) -> bool:
        return self.state == "valid" and self.opens_on is not None and self.opens_on <= today and not self.is_too_late(today)

    def is_too_late(self, today: date) -> bool:
        """Whether its window has passed for good: a new one has to be applied for."""
        return self.state == "valid" and self.deadline_on is not None and self.deadline_on < today and self.type.shuts

    def too_late(self, today: date) -> str:
        """What is to be done then, in words; "" as long as it can be renewed."""
        if self.deadline_on is None or not self.is_too_late(today):
            return ""
        return rules.too_late_text(self.type, self.deadline_on, self.expires_on, today)


@dataclass(frozen=True)
class Held(Dated):
    """The whole of it, as it lies in somebody's wallet."""

    lineage_id: UUID
    number_sealed: bytes = field(repr=False)
    source: str
    source_as_of: date
    because: str
    changed_on: date | None = None

    @property
    def number(self) -> str:
        """The number in the clear. Show it masked."""
        return crypto.unseal(self.number_sealed, context(self.id))


def context(certificate_id: UUID) -> str:
    """What a sealed number is bound to."""
    return f"profile_certificate.number_sealed:{certificate_id}"


async def wallet(citizen_id: UUID) -> list[Held]:
    """The person's own certificates, newest versions, the most pressing first."""
    rows = await sql(
        f"SELECT {COLUMNS} FROM profile_certificate c WHERE c.citizen_id = $1 AND c.state <> 'superseded' "  # noqa: S608
        "ORDER BY c.deadline_on NULLS LAST, c.type_code",
        citizen_id,
    )
    return [Held(**row) for row in rows]


async def every_version(citizen_id: UUID) -> list[Held]:
    """All that were ever kept of the person's own, superseded ones too, the newest first."""
    rows = await sql(f"SELECT {COLUMNS} FROM profile_certificate c WHERE c.citizen_id = $1 ORDER BY c.id DESC", citizen_id)  # noqa: S608
    return [Held(**row) for row in rows]


async def wallets(citizen_ids: list[UUID]) -> dict[UUID, list[Held]]:
    """The same for several people, in one query."""
    return await _of_many("citizen_id", citizen_ids)


async def licences(enterprise_ids: list[UUID]) -> dict[UUID, list[Held]]:
    """The certificates of several enterprises, for the house's own work."""
    return await _of_many("enterprise_id", enterprise_ids)


async def _of_many(holder: str, ids: list[UUID]) -> dict[UUID, list[Held]]:
    rows = await sql(f"SELECT {COLUMNS} FROM profile_certificate c WHERE c.{holder} = ANY($1) AND c.state <> 'superseded'", ids)  # noqa: S608
    found: dict[UUID, list[Held]] = {one: [] for one in ids}
    for row in rows:
        found[row[holder]].append(Held(**row))
    return found


async def of_enterprise(citizen_id: UUID, enterprise_id: UUID) -> list[Held]:
    """An enterprise's certificates, for one of its members. Raises `NotFound` for anybody else."""
    await enterprises.space(citizen_id, enterprise_id)
    rows = await sql(
        f"SELECT {COLUMNS} FROM profile_certificate c WHERE c.enterprise_id = $1 AND c.state <> 'superseded' "  # noqa: S608
        "ORDER BY c.deadline_on NULLS LAST, c.type_code",
        enterprise_id,
    )
    return [Held(**row) for row in rows]


async def held(citizen_id: UUID, certificate_id: UUID) -> Held:
    """A certificate that this person holds or acts for. Raises `NotFound` for a stranger."""
    rows = await sql(
        f"""SELECT {COLUMNS} FROM profile_certificate c WHERE c.id = $2 AND (c.citizen_id = $1 OR EXISTS (
              SELECT 1 FROM profile_membership m WHERE m.enterprise_id = c.enterprise_id AND m.citizen_id = $1))""",  # noqa: S608
        citizen_id,
        certificate_id,
    )
    if not rows:
        raise NotFound("certificate.unknown", "没有找到这张证照。")
    return Held(**rows[0])


async def by_ids(certificate_ids: Iterable[UUID]) -> dict[UUID, Held]:
    """Certificates by id, in one query, without asking whose they are: for the house's own work."""
    rows = await sql(f"SELECT {COLUMNS} FROM profile_certificate c WHERE c.id = ANY($1)", list(certificate_ids))  # noqa: S608
    return {row["id"]: Held(**row) for row in rows}


async def by_id(certificate_id: UUID) -> Held:
    found = await by_ids([certificate_id])
    if certificate_id not in found:
        raise NotFound("certificate.unknown", "没有找到这张证照。")
    return found[certificate_id]


async def versions(certificate: Held) -> list[Held]:
    """All versions of this certificate, the newest first."""
    rows = await sql(f"SELECT {COLUMNS} FROM profile_certificate c WHERE c.lineage_id = $1 ORDER BY c.version DESC", certificate.lineage_id)  # noqa: S608
    return [Held(**row) for row in rows]


async def valid_of(holder_id: UUID) -> list[Held]:
    """The valid certificates of a person or of an enterprise, for the house's own work."""
    rows = await sql(
        f"""SELECT {COLUMNS} FROM profile_certificate c
            WHERE (c.citizen_id = $1 OR c.enterprise_id = $1) AND c.state = 'valid' ORDER BY c.id""",  # noqa: S608
        holder_id,
    )
    return [Held(**row) for row in rows]


async def recipients(certificates: Sequence[Dated]) -> dict[UUID, list[UUID]]:
    """Who hears about each certificate: its holder, or every member of the enterprise that holds it."""
    ids = {one.enterprise_id for one in certificates if one.enterprise_id}
    members: dict[UUID, list[UUID]] = {}
    for row in await sql(_MEMBERS, list(ids)) if ids else []:
        members.setdefault(row["enterprise_id"], []).append(row["citizen_id"])
    return {one.id: [one.citizen_id] if one.citizen_id else members.get(one.enterprise_id or one.id, []) for one in certificates}


async def expiring(today: date, limit: int, after: tuple[date, UUID] | None = None) -> list[Dated]:
    """Certificates whose next rung has come, oldest rung first, after a place in that order; locked, others skip them."""
    rung_on, last = after or (date.min, UUID(int=0))
    rows = await sql(
        f"""SELECT {DATES} FROM profile_certificate c WHERE c.state = 'valid' AND c.next_rung_on <= $1
              AND (c.next_rung_on, c.id) > ($3, $4)
            ORDER BY c.next_rung_on, c.id LIMIT $2 FOR UPDATE SKIP LOCKED""",  # noqa: S608
        today,
        limit,
        rung_on,
        last,
    )
    return [Dated(**row) for row in rows]


async def move_on(waiting: Sequence[tuple[Dated, Rung | None]]) -> None:
    """Each of these certificates waits for this rung from now on, without one for the day from which its next date counts, if any."""
    if waiting:
        await sql(
            """UPDATE profile_certificate c SET next_rung = r.rung, next_rung_on = r.due
               FROM unnest($1::uuid[], $2::smallint[], $3::date[]) AS r(id, rung, due) WHERE c.id = r.id""",
            [one.id for one, _ in waiting],
            [rung and rung.days for _, rung in waiting],
            [rung.on if rung else one.again_on for one, rung in waiting],
        )
