"""A mail server in a box (SMTP, RFC 5321): takes a message to any address and shows it; some addresses are refused, faults strike."""

from __future__ import annotations

import asyncio
import email
import email.policy
import re
from dataclasses import dataclass, field

from sandbox.faults import Fault, Faults
from sandbox.journal import Event
from sandbox.state import State, on
from sandbox.world import World

LARGEST = 1 << 20
# What a mailbox answers, by the part before its @.
REFUSED = {"nobody": "550 5.1.1 no such mailbox", "full": "552 5.2.2 mailbox full", "later": "450 4.2.1 try again later"}
_PATH = re.compile(r"<([^<>\s]*)>")


async def listen(world: World, faults: Faults) -> asyncio.Server | None:
    """Serves until closed; nothing without a port."""
    if not world.settings.mail_port:
        return None

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _Talk(world, faults, reader, writer).run()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    return await asyncio.start_server(serve, world.settings.host, world.settings.mail_port, limit=LARGEST)


@dataclass
class _Talk:
    """One client's conversation."""

    world: World
    faults: Faults
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    sender: str = ""
    to: list[str] = field(default_factory=list)

    async def run(self) -> None:
        fault = self.faults.draw("mail")
        if fault and fault.kind == "torn":
            return
        await self._say("421 4.3.0 busy" if fault and fault.kind in ("busy", "unavailable") else "220 sandbox ESMTP")
        while line := (await self.reader.readline()).decode(errors="replace").strip():
            word = line[:4].upper()
            if word == "QUIT":
                await self._say("221 bye")
                return
            if word == "DATA":
                if not await self._data(fault):
                    return
                continue
            await self._say(self._answer(word, line))

    def _answer(self, word: str, line: str) -> str:
        path = found[1] if (found := _PATH.search(line)) else ""
        if word in ("EHLO", "HELO"):
            return "250 sandbox"
        if word == "MAIL":
            self.sender, self.to = path, []
            return "250 2.1.0 ok"
        if word == "RCPT":
            refusal = REFUSED.get(path.partition("@")[0])
            self.to += [] if refusal else [path]
            return refusal or "250 2.1.5 ok"
        return "250 2.0.0 ok" if word in ("RSET", "NOOP") else "502 5.5.2 not known here"

    async def _data(self, fault: Fault | None) -> bool:
        """Takes the message; False when the line is cut without an answer."""
        await self._say("354 go ahead")
        raw = await self.reader.readuntil(b"\r\n.\r\n")
        body = b"\r\n".join(line[1:] if line.startswith(b"..") else line for line in raw[:-5].split(b"\r\n"))
        kind = fault.kind if fault else ""
        if kind == "hang":
            return False
        message = email.message_from_bytes(body, policy=email.policy.default)
        text = message.get_content() if not message.is_multipart() else ""
        known = {"message_id": str(message["Message-ID"] or ""), "sender": self.sender, "subject": str(message["Subject"] or "")}
        for to in self.to:
            self.world.record("mail.accepted", to=to, text=str(text).strip(), **known)
        await self.world.journal.durable()
        if kind.endswith("_after_accept"):
            return False
        await self._say("250 2.0.0 taken")
        return True

    async def _say(self, words: str) -> None:
        self.writer.write(f"{words}\r\n".encode())
        await self.writer.drain()


@on("mail.accepted")
def _accepted(state: State, event: Event) -> None:
    message = {"id": event["seq"], "channel": "email", "at": event["at"], "title": event["subject"], "text": event["text"]}
    state.messages[event["to"]].append(message | {"message_id": event["message_id"]})
