"""What people text back: kept sealed, and a STOP in any of its words is heard."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from core import clock, crypto, sms
from core.errors import Invalid
from core.tables import sql, transaction, uuid7
from profile.mobiles import mobile
from push import preferences

# TD is what carriers in China print under every message; the others are what people write.
_STOP = re.compile(r"(?:拒收请?回复)?(?:TD|T|N|0000|R|QX|退订|退|取消|拒收|STOP|UNSUBSCRIBE)[!！。.]*", re.IGNORECASE)
_SEEN = """
INSERT INTO push_received_text (id, created_at, reply_key, phone_index, sealed, stops) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (reply_key) DO NOTHING RETURNING id
"""


def stops(text: str) -> bool:
    """Whether somebody asks to hear no more by text."""
    return _STOP.fullmatch(re.sub(r"[\s\u200b-\u200f\"“”]", "", unicodedata.normalize("NFKC", text))) is not None


async def record(pushed: object) -> None:
    """Writes what a pushed list of replies says; committed when it returns, each once."""
    try:
        replies = sms.read_replies(pushed)
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid("sms.reply_unreadable", "短信回复内容不完整。") from error
    for reply in replies:
        if phone := mobile(reply.phone):
            async with transaction():
                await _keep(reply, phone, clock.now())


async def _keep(reply: sms.Reply, phone: str, now: datetime) -> None:
    row_id, stop = uuid7(), stops(reply.text)
    sealed = crypto.seal_json({"phone": phone, "text": reply.text}, context(str(row_id)))
    index = crypto.blind_index(phone, "phone")
    if await sql(_SEEN, row_id, now, crypto.digest(reply.id), index, sealed, stop) and stop:
        await preferences.stop_sms(phone)


def context(row_id: str) -> str:
    """Ties a sealed text to its row."""
    return f"push_received_text.sealed:{row_id}"
