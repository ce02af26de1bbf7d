"""Face check v2: a handle for the client, a result for the server, and a phone that says how it went."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import Any

from sandbox.doors import Call
from sandbox.journal import Event
from sandbox.state import State, on
from sandbox.town import Person
from sandbox.wechat import tokens
from sandbox.wechat.answers import WeChatError
from sandbox.world import World

LIFETIME = 3600
PASSED, WRONG_NUMBER, WRONG_FACE, UNFINISHED, CANCELLED = 10000, 10003, 10004, 10300, 90004
RESULTS = {"pass": PASSED, "mismatch": WRONG_FACE, "cancel": CANCELLED}
_SEQUENCE = re.compile(r"[A-Za-z0-9_-]{5,32}")


async def get_verify_id(call: Call) -> dict[str, Any]:
    """POST /cityservice/face/identify/getverifyid. The 840xx numbers are documented as a range; who gets which is our reading."""
    tokens.check(call)
    world, openid, sequence = call.world, call.text("openid"), call.text("out_seq_no")
    if world.by_openid(openid) is None and openid not in world.state.strangers:
        raise WeChatError(40003)
    if not _SEQUENCE.fullmatch(sequence):
        raise WeChatError(84010, "invalid out_seq_no")
    if sequence in world.state.face_sequences:
        raise WeChatError(84011, "out_seq_no repeated")
    certificate = _certificate(call.body.get("cert_info"))
    verify_id = world.unique("face-")
    world.record("wechat.face", verify_id=verify_id, sequence=sequence, openid=openid, certificate=certificate)
    await world.journal.durable()
    return {"errcode": 0, "errmsg": "ok", "verify_id": verify_id, "expires_in": LIFETIME}


async def query_verify_info(call: Call) -> dict[str, Any]:
    """POST /cityservice/face/identify/queryverifyinfo: every particular must be that of the beginning."""
    tokens.check(call)
    face = call.world.state.faces.get(call.text("verify_id"))
    if face is None:
        raise WeChatError(84021, "invalid verify_id")
    for wrong, code, text in (
        (face["openid"] != call.text("openid"), 84017, "openid not match"),
        (not hmac.compare_digest(cert_hash(face["certificate"]).encode(), call.text("cert_hash").encode()), 84018, "cert_hash not match"),
        (face["sequence"] != call.text("out_seq_no"), 84020, "out_seq_no not match"),
        (call.world.clock.time() - face["t"] > LIFETIME and face["result"] is None, 84022, "verify_id expired"),
    ):
        if wrong:
            raise WeChatError(code, text)
    return {"errcode": 0, "errmsg": "ok", "verify_ret": UNFINISHED if face["result"] is None else face["result"]}


def check(world: World, person: Person, verify_id: str, chosen: str) -> int | None:
    """The phone runs the check: what was chosen, unless name, number and face cannot belong together. None: no such handle."""
    face = world.state.faces.get(verify_id)
    if face is None or face["openid"] != person.openid or world.clock.time() - face["t"] > LIFETIME:
        return None
    result = RESULTS[chosen]
    if result == PASSED:
        result = _verdict(world, person, face["certificate"])
    world.record("wechat.face_done", verify_id=verify_id, result=result)
    return result


def cert_hash(certificate: dict[str, str]) -> str:
    """SHA-256 over type, name and number, each in base64."""
    joined = "&".join(f"{name}={base64.b64encode(certificate[name].encode()).decode()}" for name in ("cert_type", "cert_name", "cert_no"))
    return hashlib.sha256(joined.encode()).hexdigest()


def _certificate(given: object) -> dict[str, str]:
    if not isinstance(given, dict):
        raise WeChatError(84012, "invalid cert_info")
    for name, code in (("cert_type", 84013), ("cert_name", 84014), ("cert_no", 84015)):
        if not isinstance(given.get(name), str) or not given[name]:
            raise WeChatError(code, f"invalid {name}")
    if given["cert_type"] != "IDENTITY_CARD":
        raise WeChatError(84013, "invalid cert_type")
    return {name: given[name] for name in ("cert_type", "cert_name", "cert_no")}


def _verdict(world: World, person: Person, certificate: dict[str, str]) -> int:
    """A seeded person passes as themselves only; a guest passes as anybody the authority knows."""
    owner = next((p for p in world.everyone() if p.id_number == certificate["cert_no"]), None)
    if owner is None or owner.name != certificate["cert_name"]:
        return WRONG_NUMBER
    return PASSED if owner.user == person.user or not person.id_number else WRONG_FACE


@on("wechat.face")
def _begun(state: State, event: Event) -> None:
    state.face_sequences.add(event["sequence"])
    state.faces[event["verify_id"]] = {k: event[k] for k in ("sequence", "openid", "certificate", "t")} | {"result": None}


@on("wechat.face_done")
def _done(state: State, event: Event) -> None:
    state.faces[event["verify_id"]]["result"] = event["result"]
