"""What became of an operator's act, read off the answer just before it leaves: done, refused with the code of the reason, or failed."""

from __future__ import annotations

from uuid import UUID

import orjson
from starlette.types import Message, Scope, Send

from core import log
from profile import acts
from profile.acts import Outcome

ACT = "zhiban.act"  # where the operators' lock leaves the act's id


class Settling:
    """Holds an act's answer back until its outcome is written. All other answers pass."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope, self._send = scope, send
        self._held: Message | None = None

    async def send(self, message: Message) -> None:
        act: UUID | None = self._scope.get(ACT)
        if act and message["type"] == "http.response.start":
            self._held = message
            return
        if act and self._held:
            await _settle(act, *outcome_of(self._held["status"], message.get("body", b"")))
            held, self._held = self._held, None
            await self._send(held)
        await self._send(message)


def outcome_of(status: int, body: bytes) -> tuple[Outcome, str]:
    """A refusal changed nothing; of what failed nobody knows how far it came. Pure."""
    if status < 400:
        return "done", ""
    return ("refused" if status < 500 else "failed"), _code(body) or f"http.{status}"


def _code(body: bytes) -> str:
    try:
        return str(orjson.loads(body)["code"])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return ""


async def _settle(act: UUID, outcome: Outcome, reason: str) -> None:
    """The act is over, whatever becomes of this: to tell its doer that it failed would be wrong. Without a row its outcome is not known."""
    try:
        await acts.settle(act, outcome, reason)
    except Exception as error:
        log.get("api").error("an act's outcome could not be written", act=str(act), reason=type(error).__name__)
