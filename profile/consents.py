"""Consents: what a person agreed to, in which wording and when; taken back as easily as given (个人信息保护法 §14–16)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from core import clock
from core.errors import Conflict, Forbidden, NotFound
from core.tables import sql, transaction
from profile import delegations, events, people
from profile.models import Consent

PURPOSES = Path(__file__).parent / "data" / "consents.csv"
PERSONALISED, SHARING, FACE = "personalised", "sharing", "face_check"


@dataclass(frozen=True)
class Purpose:
    """Something that needs agreement, in the wording of today; `default_on`: the law allows it until the person says no."""

    purpose: str
    version: str
    name: str
    wording: str
    given_here: bool
    withdrawable: bool
    default_on: bool
    sensitive: bool
    consequence: str


@dataclass(frozen=True)
class Row:
    """How one person stands to one purpose."""

    purpose: str
    name: str
    wording: str
    version: str
    on: bool
    given_at: datetime | None
    withdrawn_at: datetime | None
    can_give: bool
    can_withdraw: bool
    consequence: str
    sensitive: bool


@lru_cache(maxsize=1)
def purposes() -> Mapping[str, Purpose]:
    """Every purpose, by its key."""
    with PURPOSES.open(encoding="utf-8", newline="") as file:
        return {row["purpose"]: _purpose(row) for row in csv.DictReader(file)}


def _purpose(row: Mapping[str, str]) -> Purpose:
    flags = (row["given_where"] == "here", row["withdrawable"] == "1", row["default_on"] == "1", row["sensitive"] == "1")
    return Purpose(row["purpose"], row["version"], row["name"], row["wording"], *flags, row["consequence"])


async def record(citizen_id: UUID, purpose: str) -> None:
    """Writes down that the person agreed, in the wording of today and in the caller's transaction; what stands stays as it is.

    Raises `Forbidden` for a sensitive purpose of somebody under fourteen whom no guardian looks after (§31).
    """
    about = purposes()[purpose]
    guardian = await _guardian(citizen_id) if about.sensitive else None
    if not await Consent.exists(citizen_id=citizen_id, purpose=purpose, version=about.version, withdrawn_at=None):
        await Consent.create(citizen_id=citizen_id, purpose=purpose, version=about.version, guardian_id=guardian)


async def _guardian(citizen_id: UUID) -> UUID | None:
    """The guardian of somebody under fourteen; None for everybody else."""
    born, now = (await people.person(citizen_id)).birth_date, clock.now()
    if not delegations.is_child(born, clock.today()):
        return None
    found = [one for one in (await delegations.helpers_of([citizen_id], now)).get(citizen_id, []) if one.relation == "guardian"]
    if not found:
        raise Forbidden("consent.guardian", "未满14周岁，这一项要由监护人同意。请监护人先在“我的亲友”里建立监护关系。")
    return found[0].helper_id


async def mine(citizen_id: UUID) -> tuple[Row, ...]:
    """Every purpose and how the person stands to it."""
    newest = await sql(
        """SELECT DISTINCT ON (purpose) purpose, version, created_at, withdrawn_at FROM profile_consent WHERE citizen_id = $1
           ORDER BY purpose, id DESC""",
        citizen_id,
    )
    said = {row["purpose"]: row for row in newest}
    personalised = bool((await people.person(citizen_id)).preferences["personalised"])
    return tuple(_row(one, said.get(one.purpose), personalised=personalised) for one in purposes().values())


def _row(one: Purpose, said: Mapping[str, object] | None, *, personalised: bool) -> Row:
    on = personalised if one.purpose == PERSONALISED else (said["withdrawn_at"] is None if said else one.default_on)
    given, withdrawn = (said["created_at"], said["withdrawn_at"]) if said else (None, None)
    assert given is None or isinstance(given, datetime)
    assert withdrawn is None or isinstance(withdrawn, datetime)
    version = str(said["version"]) if said else one.version
    may = (one.given_here and not on, one.withdrawable and on)
    return Row(one.purpose, one.name, one.wording, version, on, given, withdrawn, *may, one.consequence, one.sensitive)


async def stands(citizen_id: UUID, purpose: str) -> bool:
    """Whether the person agrees at this moment; what is on by default stands until they say no."""
    return next(row.on for row in await mine(citizen_id) if row.purpose == purpose)


async def still_stands(citizen_id: UUID, purpose: str) -> bool:
    """The same with the person's row held until the caller's transaction ends: a word taken back while somebody was asked counts, and an
    account closed meanwhile agrees to nothing."""
    held = await sql("SELECT 1 FROM profile_citizen WHERE id = $1 AND id_number_index IS NOT NULL FOR UPDATE", citizen_id)
    return bool(held) and await stands(citizen_id, purpose)


async def change(citizen_id: UUID, purpose: str, *, on: bool) -> None:
    """Gives or takes back, with effect at once; a word that stands already changes nothing. One at a time for one person."""
    async with transaction():
        await sql("SELECT 1 FROM profile_citizen WHERE id = $1 FOR UPDATE", citizen_id)
        row = next((one for one in await mine(citizen_id) if one.purpose == purpose), None)
        if row is None:
            raise NotFound("consent.unknown", "没有找到这一项授权。")
        if on == row.on:
            return
        if not (row.can_give if on else row.can_withdraw):
            raise Conflict("consent.elsewhere", row.consequence if not on else "这一项在办理时同意，不能在这里开启。")
        await _write(citizen_id, purpose, on=on)
        if purpose == PERSONALISED:
            await people.prefer(citizen_id, {PERSONALISED: on})
        await _follow(citizen_id, purpose, on=on)
        await events.record("consent.given" if on else "consent.withdrawn", citizen_id=citizen_id, purpose=purpose)


async def _write(citizen_id: UUID, purpose: str, *, on: bool) -> None:
    """A word against what stands by default is kept as a row of its own, given and taken back in one."""
    if on:
        await record(citizen_id, purpose)
    elif not await Consent.filter(citizen_id=citizen_id, purpose=purpose, withdrawn_at=None).update(withdrawn_at=clock.now()):
        await Consent.create(citizen_id=citizen_id, purpose=purpose, version=purposes()[purpose].version, withdrawn_at=clock.now())


async def _follow(citizen_id: UUID, purpose: str, *, on: bool) -> None:
    if purpose == FACE:  # what the face check had proven counts no more
        await sql("UPDATE profile_citizen SET level = 2 WHERE id = $1 AND level > 2", citizen_id)
    if purpose == SHARING:
        await sql("UPDATE profile_citizen SET registry_due = $2 WHERE id = $1 AND level >= 2", citizen_id, clock.now() if on else None)


async def prefer(citizen_id: UUID, changes: dict[str, object]) -> None:
    """The preferences page: what is agreed to there is a consent like any other."""
    personalised = changes.pop(PERSONALISED, None)
    if personalised is not None:
        await change(citizen_id, PERSONALISED, on=bool(personalised))
    if changes:
        await people.prefer(citizen_id, changes)
