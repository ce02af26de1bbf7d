"""What operators do: each act is written before it is done, or it isn't done; what became of it is a row of its own. Neither is ever
changed, and a chain follows each, as it follows the reads.

An outcome is written once the act's own transactions are over and before the answer leaves. So none can say "done" of what was rolled back;
where a process ends in between, the act stands without an outcome, and is shown as one of which nobody knows.
"""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from core import clock, crypto
from core.masks import scrub
from core.tables import sql
from profile.chains import Chain

Outcome = Literal["done", "refused", "failed"]
ACTS = Chain("profile_act", "act_id", ("id", "created_at", "staff_id", "act", "about", "asked"), "ledger/acts.json")
OUTCOMES = Chain("profile_act_outcome", "outcome_id", ("id", "created_at", "act_id", "outcome", "reason"), "ledger/outcomes.json")
_NOTE = "INSERT INTO profile_act (id, created_at, staff_id, act, about, asked) VALUES (uuidv7(), $1, $2, $3, $4, $5) RETURNING id"
_SETTLE = "INSERT INTO profile_act_outcome (id, created_at, act_id, outcome, reason) VALUES (uuidv7(), $1, $2, $3, $4)"


async def note(staff_id: UUID, act: str, about: str = "", asked: bytes = b"") -> UUID:
    """`act` is the door and what is done there, `about` the things it is done to, by id or code. Of the words that came along only a keyed
    digest is kept: they may name people."""
    digest = crypto.blind_index(asked.decode(errors="replace"), "act") if asked else ""
    rows = await sql(_NOTE, clock.now(), staff_id, act[:120], scrub(about)[:200], digest)
    return UUID(str(rows[0]["id"]))


async def settle(act_id: UUID, outcome: Outcome, reason: str = "") -> None:
    """Once for each act; `reason` is the code of what was answered, no sentence: those may name people."""
    await sql(_SETTLE, clock.now(), act_id, outcome, reason[:64])
