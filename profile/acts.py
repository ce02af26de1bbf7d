"""What operators do: each act is written before it is done, or it isn't done; never changed, followed by a chain as the reads are."""

from __future__ import annotations

from uuid import UUID

from core import clock, crypto
from core.tables import sql
from profile.chains import Chain

ACTS = Chain("profile_act", "act_id", ("id", "created_at", "staff_id", "act", "about", "asked"), "ledger/acts.json")
_NOTE = "INSERT INTO profile_act (id, created_at, staff_id, act, about, asked) VALUES (uuidv7(), $1, $2, $3, $4, $5)"


async def note(staff_id: UUID, act: str, about: str = "", asked: bytes = b"") -> None:
    """`act` is the door and what is done there, `about` the things it is done to, by id or code. Of the words that came along only a keyed
    digest is kept: they may name people."""
    await sql(
        _NOTE, clock.now(), staff_id, act[:120], about[:200], crypto.blind_index(asked.decode(errors="replace"), "act") if asked else ""
    )
