"""Pages that lie ready, a row a person: good on their day, under their stamp, while nothing that they rest on was touched since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from core import clock, crypto
from core.gathering import Gathering
from core.tables import sql
from profile import people, touched
from recommend import present
from recommend.present import Present

# One row, whether a page lies there or not.
_FIND = f"""SELECT {present.COLUMNS}, g.page_sealed, g.stamp FROM (SELECT $1::uuid AS id) one LEFT JOIN recommend_page g
ON g.citizen_id = one.id AND g.judged_on = $2 AND NOT {touched.SINCE.format(holders="g.holders", seen="g.seen")}"""  # noqa: S608
_KEEP = f"""
INSERT INTO recommend_page (citizen_id, kept_at, judged_on, stamp, holders, seen, page_sealed)
SELECT k.citizen_id, $5, $6, $7, k.holders::uuid[], k.seen::uuid[], k.page
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[]) AS k(citizen_id, holders, seen, page)
  JOIN {people.OPEN} o ON o.id = k.citizen_id
ON CONFLICT (citizen_id) DO UPDATE SET kept_at = excluded.kept_at, judged_on = excluded.judged_on, stamp = excluded.stamp,
  holders = excluded.holders, seen = excluded.seen, page_sealed = excluded.page_sealed
"""  # noqa: S608
_FORGET = """
DELETE FROM recommend_page WHERE judged_on < $1::date - 1
  AND NOT EXISTS (SELECT 1 FROM recommend_scoring WHERE day = $1 AND finished_at IS NULL)
"""


@dataclass(frozen=True)
class Found:
    """The present, and a page of today that nothing was touched of, if there is one. It is to be told only under the stamp of now."""

    present: Present
    sealed: bytes | None
    stamp: str | None


@dataclass(frozen=True)
class Judged:
    """A page as it is told, whose marks count for it, and those that its statement saw."""

    citizen_id: UUID
    text: str
    holders: Sequence[UUID]
    seen: Sequence[UUID]


async def found(citizen_id: UUID, today: date) -> Found:
    """What lies ready for a person; with it, which catalogue and which learned order are the present ones."""
    row = (await sql(_FIND, citizen_id, today))[0]
    return Found(present.read(row), row["page_sealed"], row["stamp"])


def told(citizen_id: UUID, sealed: bytes) -> str:
    """Its text, opened."""
    return crypto.unseal(sealed, _context(citizen_id))


async def keep(pages: Sequence[Judged], today: date, stamp: str) -> None:
    """Lays pages ready, in place of those that lay there. Closed accounts have none."""
    columns = [
        [page.citizen_id for page in pages],
        [_array(page.holders) for page in pages],
        [_array(page.seen) for page in pages],
        [crypto.seal(page.text, _context(page.citizen_id)) for page in pages],
    ]
    await sql(_KEEP, *columns, clock.now(), today, stamp)


def _array(ids: Sequence[UUID]) -> str:
    """As Postgres reads it: arrays of one length alone travel side by side."""
    return f"{{{','.join(map(str, ids))}}}"


def keep_soon(page: Judged, today: date, stamp: str) -> None:
    """Lays it ready a moment later, together with those of others. A change meanwhile leaves a mark that it has not seen."""
    _soon.add(page.citizen_id, (page, today, stamp))


async def _keep_all(pages: Sequence[tuple[Judged, date, str]]) -> None:
    for today, stamp in {(day, stamp) for _, day, stamp in pages}:
        await keep([page for page, *under in pages if under == [today, stamp]], today, stamp)


_soon = Gathering("pages", _keep_all)


async def forget(today: date) -> None:
    """Once a night is over: pages that neither it nor the one before wrote. Nobody opens them."""
    await sql(_FORGET, today)


def _context(citizen_id: UUID) -> str:
    return f"recommend_page.page_sealed:{citizen_id}"
