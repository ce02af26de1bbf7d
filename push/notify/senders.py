"""Who may send, as the API needs it at every request: a sender with its keys and its templates, looked at anew each second."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson

from core import crypto, tokens
from core.tables import sql
from push.notify.errors import denied, unauthorised

KEPT_S = 1.0
MOST_KEPT = 1000
_KEYS = "SELECT id, name, kind, secret_sealed, revoked_at FROM push_sender_key WHERE sender_id = $1"
_TEMPLATES = """
SELECT DISTINCT ON (v.template_id) v.template_id, t.kind, t.name, t.weight, t.topic, v.version, v.subject, v.body
FROM push_notice_version v JOIN push_notice_template t ON t.id = v.template_id
WHERE t.sender_id = $1 AND t.archived_at IS NULL ORDER BY v.template_id, v.version DESC
"""


@dataclass(frozen=True)
class Key:
    """`kind`: normal, team (reaches the guest list alone), test (nothing leaves the house)."""

    id: UUID
    kind: str
    secret: str = field(repr=False)
    revoked: bool = False


@dataclass(frozen=True)
class Text:
    """The newest version of a template."""

    template_id: UUID
    kind: str
    name: str
    weight: str
    topic: str | None
    version: int
    subject: str
    body: str


@dataclass(frozen=True)
class Sender:
    """A department or a desk of the operators', with what it may do."""

    id: UUID
    name: str
    daily_limit: int
    minute_limit: int
    guests: frozenset[str]
    keys: tuple[Key, ...]
    templates: dict[UUID, Text]


@dataclass(frozen=True)
class Sending:
    """Who is asking: a sender, by one of its keys."""

    sender: Sender
    key: Key


_kept: dict[UUID, tuple[float, Sender]] = {}


def secret_context(key_id: UUID) -> str:
    """Ties a key's sealed secret to its row."""
    return f"push_sender_key.secret_sealed:{key_id}"


async def sender(sender_id: UUID) -> Sender | None:
    """An active sender, at most a second old."""
    kept = _kept.get(sender_id)
    if kept and time.monotonic() - kept[0] < KEPT_S:
        return kept[1]
    rows = await sql("SELECT id, name, daily_limit, minute_limit, guests FROM push_sender WHERE id = $1 AND active", sender_id)
    if not rows:
        _kept.pop(sender_id, None)
        return None
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    found = await _with_all(rows[0])
    _kept[sender_id] = (time.monotonic(), found)
    return found


async def _with_all(row: dict[str, Any]) -> Sender:
    keys = [
        Key(one["id"], one["kind"], crypto.unseal(bytes(one["secret_sealed"]), secret_context(one["id"])), one["revoked_at"] is not None)
        for one in await sql(_KEYS, row["id"])
    ]
    texts = {one["template_id"]: Text(**one) for one in await sql(_TEMPLATES, row["id"])}
    guests = frozenset(one["index"] for one in orjson.loads(row["guests"]))
    return Sender(row["id"], row["name"], row["daily_limit"], row["minute_limit"], guests, tuple(keys), texts)


async def admit(authorization: str) -> Sending:
    """Who sends this request: a JWT (HS256) issued by the sender's id in the last thirty seconds, signed with one of its keys."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise unauthorised("Unauthorized: authentication token must be provided")
    issuer = tokens.issuer(token)
    if issuer is None:
        raise denied("Invalid token: iss field not provided")
    try:
        found = await sender(UUID(issuer))
    except ValueError as error:
        raise denied("Invalid token: service id is not the right data type") from error
    if found is None:
        raise denied("Invalid token: service not found")
    return _fitting(found, token)


def _fitting(found: Sender, token: str) -> Sending:
    for key in found.keys:
        issued = tokens.service_token(token, key.secret)
        if issued is None:
            continue
        if key.revoked:
            raise denied("Invalid token: API key revoked")
        if not tokens.is_timely(issued):
            raise denied("Error: Your system clock must be accurate to within 30 seconds")
        return Sending(found, key)
    raise denied("Invalid token: API key not found")
