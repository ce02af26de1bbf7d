"""WeChat's events as they reach the product: JSON or XML, in plain or in encrypted mode."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from aiohttp import ClientError, ClientTimeout

from sandbox.faults import Fault
from sandbox.journal import Event
from sandbox.outbound import Parcel
from sandbox.wechat import crypto
from sandbox.world import World

ACCOUNT = "gh_5a6e8b1c2d3f"
_STALE_SECONDS = 3600
_ELEMENTS = {
    "subscribe_msg_popup_event": "SubscribeMsgPopupEvent",
    "subscribe_msg_change_event": "SubscribeMsgChangeEvent",
    "subscribe_msg_sent_event": "SubscribeMsgSentEvent",
}


@dataclass(frozen=True)
class Account:
    """Where one account's events go and what closes them."""

    url: str
    token: str
    aes_key: str
    app_id: str


def account(world: World, channel: str) -> Account:
    own = world.settings
    if channel == "official":
        return Account(own.official_callback_url, own.official_callback_token, own.official_aes_key, own.official_app_id)
    return Account(own.callback_url, own.callback_token, own.aes_key, own.app_id)


def wrap(world: World, event: Event, fault: Fault | None) -> Parcel:
    """Sign one event and, in encrypted mode, close it; faults spoil the signature or the time."""
    own, content = account(world, event["channel"]), event["content"]
    kind = fault.kind if fault else ""
    stamp = str(int(world.clock.time()) - (_STALE_SECONDS if kind == "stale_timestamp" else 0))
    nonce = str(secrets.randbelow(10**9) + 10**9)
    token = "wrong" if kind == "bad_signature" else own.token
    query = {"signature": crypto.signature(token, stamp, nonce), "timestamp": stamp, "nonce": nonce}
    query["openid"] = content["openid"]
    form = world.settings.callback_format
    body = message(content, form)
    if world.settings.callback_mode == "aes":
        encrypted = crypto.encrypt(own.aes_key, own.app_id, body)
        query |= {"encrypt_type": "aes", "msg_signature": crypto.signature(token, stamp, nonce, encrypted)}
        body = _envelope(encrypted, form)
    media = "application/json" if form == "json" else "text/xml"
    return Parcel(own.url, query, {"Content-Type": media}, body.encode(), (b"success", b""))


async def verify(world: World) -> bool:
    """Ask the address to give a random text back, as WeChat does before it pushes anything there."""
    assert world.http is not None
    stamp, nonce, text = str(int(world.clock.time())), str(secrets.randbelow(10**9)), str(secrets.randbelow(10**18))
    query = {"signature": crypto.signature(world.settings.callback_token, stamp, nonce), "timestamp": stamp, "nonce": nonce}
    try:
        async with world.http.get(world.settings.callback_url, params=query | {"echostr": text}, timeout=ClientTimeout(5)) as answer:
            return answer.status == 200 and (await answer.content.read(64)).decode(errors="replace") == text
    except (ClientError, TimeoutError, OSError):
        return False


def message(content: dict[str, Any], form: str) -> str:
    """One event. In JSON a single list item stands as an object, several as an array."""
    head = {
        "ToUserName": ACCOUNT,
        "FromUserName": content["openid"],
        "CreateTime": content["created"],
        "MsgType": "event",
        "Event": content["event"],
    }
    items = content["items"]
    if content["event"] not in _ELEMENTS:  # the official account's events are flat
        return json.dumps(head | items[0], ensure_ascii=False) if form == "json" else f"<xml>{_xml(head | items[0])}</xml>"
    if form == "json":
        return json.dumps(head | {"List": items[0] if len(items) == 1 else items}, ensure_ascii=False)
    element = _ELEMENTS[content["event"]]
    listed = "".join(f"<List>{_xml(item)}</List>" for item in items)
    return f"<xml>{_xml(head)}<{element}>{listed}</{element}></xml>"


def _xml(fields: dict[str, Any]) -> str:
    return "".join(
        f"<{name}>{value if isinstance(value, int) else f'<![CDATA[{escape(str(value))}]]>'}</{name}>" for name, value in fields.items()
    )


def _envelope(encrypted: str, form: str) -> str:
    fields = {"ToUserName": ACCOUNT, "Encrypt": encrypted}
    return json.dumps(fields) if form == "json" else f"<xml>{_xml(fields)}</xml>"
