"""What helpers ask to be added, as it waits for the holder's word."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

import orjson

from core import clock
from core.tables import sql
from profile import rules
from profile.delegations.scope import ACTIONS, More

_WAITING = """
SELECT id, delegation_id, actions, types, all_types, created_at, answer_by FROM profile_widening
WHERE delegation_id = ANY($1::uuid[]) AND state = 'asked' AND answer_by > $2
"""


async def waiting(delegation_ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """What waits for the holder's word, by delegation: what exactly would be added."""
    rows = await sql(_WAITING, list(delegation_ids), clock.now()) if delegation_ids else []
    return {row["delegation_id"]: _shown(row) for row in rows}


def more_in(row: dict[str, Any], prefix: str = "") -> More:
    """What a row asks for."""
    actions, types = orjson.loads(row[f"{prefix}actions"]), orjson.loads(row[f"{prefix}types"])
    return More(frozenset(actions), frozenset(types), row["all_types"])


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    more = more_in(row)
    return {
        "id": row["id"],
        "actions": [{"key": key, "name": ACTIONS[key]} for key in ACTIONS if key in more.actions],
        "types": [{"key": code, "name": rules.types()[code].name} for code in sorted(more.types) if code in rules.types()],
        "all_types": more.all_types,
        "created_at": row["created_at"],
        "answer_by": row["answer_by"],
    }
