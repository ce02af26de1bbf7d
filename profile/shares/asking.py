"""Asks departments about one holder, all at once; whoever is away or left alone is missing from the answers, and delays nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core import clock, sharing
from core.errors import Unavailable
from core.registry import HolderKey
from core.sharing import Question, RegisteredFact
from core.tables import sql
from profile.shares.book import PATIENCE, Share, shares, wait

_GATES = "SELECT share, failures, answered_at, closed_until FROM profile_share_gate"
_HEARD = """
INSERT INTO profile_share_gate (id, created_at, share, failures, answered_at, failed_at, closed_until)
SELECT uuidv7(), $1::timestamptz, one.share, one.failures, CASE WHEN one.failures = 0 THEN $1::timestamptz END,
       CASE WHEN one.failures > 0 THEN $1::timestamptz END, one.closed
FROM unnest($2::text[], $3::int[], $4::timestamptz[]) AS one(share, failures, closed) ORDER BY one.share
ON CONFLICT (share) DO UPDATE SET failures = excluded.failures, closed_until = excluded.closed_until,
    answered_at = coalesce(excluded.answered_at, profile_share_gate.answered_at),
    failed_at = coalesce(excluded.failed_at, profile_share_gate.failed_at)
"""
SEEN_EVERY = timedelta(seconds=10)


@dataclass(frozen=True)
class Answers:
    """By class: its facts, or None where the department didn't answer, with how often in a row. `skipped` were not asked."""

    told: Mapping[str, tuple[RegisteredFact, ...] | None]
    failures: Mapping[str, int]
    skipped: frozenset[str] = frozenset()

    @property
    def facts(self) -> list[RegisteredFact]:
        return [fact for some in self.told.values() for fact in some or ()]

    @property
    def answered(self) -> list[str]:
        """The classes that told all they know: what they leave out is not so."""
        return [code for code, some in self.told.items() if some is not None]

    @property
    def shares(self) -> dict[str, str]:
        """Fact → the class that told it."""
        return {fact.name: code for code, some in self.told.items() for fact in some or ()}


async def ask(holder: str, key: HolderKey, number: str, only: Collection[str] | None = None) -> Answers:
    """Every class that knows this kind of holder (`citizen`, `enterprise`), or `only` these."""
    now, gates = clock.now(), {row["share"]: row for row in await sql(_GATES)}
    wanted = [share for share in shares().values() if holder in share.holders and (only is None or share.code in only)]
    closed = {code for code, gate in gates.items() if gate["closed_until"] and gate["closed_until"] > now}
    asked = [share for share in wanted if share.code not in closed]
    answers = await asyncio.gather(*(_one(share, key, number) for share in asked))
    told = dict(zip((share.code for share in asked), answers, strict=True))
    failures = {code: 0 if some is not None else 1 + (gates[code]["failures"] if code in gates else 0) for code, some in told.items()}
    await _hear({code: count for code, count in failures.items() if count or _is_news(gates.get(code), now)}, now)
    return Answers(told, failures, frozenset(share.code for share in wanted) - told.keys())


async def _one(share: Share, key: HolderKey, number: str) -> tuple[RegisteredFact, ...] | None:
    try:
        return tuple(await sharing.ask(Question(share.code, share.purpose, share.basis), key, number))
    except Unavailable:
        return None


def _is_news(gate: Mapping[str, Any] | None, now: datetime) -> bool:
    """A department that goes on answering is noted now and then: nobody waits for anybody's row."""
    return gate is None or gate["failures"] > 0 or gate["answered_at"] is None or gate["answered_at"] < now - SEEN_EVERY


async def _hear(failures: Mapping[str, int], now: datetime) -> None:
    if failures:
        codes = sorted(failures)
        closed = [now + wait(failures[code]) if failures[code] >= PATIENCE else None for code in codes]
        await sql(_HEARD, now, codes, [failures[code] for code in codes], closed)
