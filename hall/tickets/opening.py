"""The person's side: a challenge or a wish for correction, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from core import clock, crypto
from core.calendar import workdays
from core.errors import Conflict, Invalid, TooMany
from core.tables import sql, transaction, uuid7
from hall.models import Ticket
from profile import enterprises, events, ledger

WORDS_MAX, OPEN_MAX = 300, 10
ANSWER_WORKDAYS = 15  # 个人信息保护法 §50 asks for prompt handling; 网络数据安全管理条例 §23 likewise
KINDS = {"read": "质疑查看记录", "correction": "更正信息"}
OUTCOMES = {"upheld": "情况属实，已处理", "corrected": "已更正", "explained": "查看有依据，已说明", "refused": "不予更正，已说明理由"}
OF_KIND = {"read": ("upheld", "explained"), "correction": ("corrected", "refused")}
OURSELVES = "知办平台"
_OPEN = "SELECT count(*) AS n FROM hall_ticket WHERE citizen_id = $1 AND closed_at IS NULL"
_SAME = """
SELECT 1 FROM hall_ticket
WHERE citizen_id = $1 AND kind = $2 AND subject = $3 AND subject_id IS NOT DISTINCT FROM $4 AND closed_at IS NULL
"""


@dataclass(frozen=True)
class Own:
    """One of the person's tickets. `reply` is empty until it is closed."""

    id: UUID
    kind: str
    kind_name: str
    subject: str
    department: str
    words: str
    state_text: str
    created_at: datetime
    due_on: date
    reply: str
    closed_at: datetime | None


async def challenge(citizen_id: UUID, read_id: UUID, words: str) -> Own:
    """Disputes a line of the person's own ledger. Raises `NotFound` for another's, `Conflict` while one about it is open."""
    async with transaction():
        line = await ledger.own(citizen_id, read_id)
        return await _open(citizen_id, About("read", f"{line.kind_name}：{line.purpose}", OURSELVES, read_id), words)


async def challenge_for(citizen_id: UUID, enterprise_id: UUID, read_id: UUID, words: str) -> Own:
    """Disputes a line of the ledger of an enterprise that the person answers for; others of it get `Forbidden`."""
    async with transaction():
        space = await enterprises.administered(citizen_id, enterprise_id)
        line = await ledger.own(enterprise_id, read_id)
        return await _open(citizen_id, About("read", f"{space.name}，{line.kind_name}：{line.purpose}", OURSELVES, read_id), words)


async def correct(citizen_id: UUID, label: str, source: str, words: str) -> Own:
    """Asks the department that a fact comes from to put it right; the caller knows that the person has that fact."""
    async with transaction():
        return await _open(citizen_id, About("correction", label, source), words)


@dataclass(frozen=True)
class About:
    """What a ticket is about, in words that name nobody, and who has to answer."""

    kind: str
    subject: str
    department: str
    subject_id: UUID | None = None


async def _open(citizen_id: UUID, about: About, words: str) -> Own:
    text = words.strip()
    if not text or len(text) > WORDS_MAX:
        raise Invalid("ticket.words", f"请写 1 到 {WORDS_MAX} 个字，说说哪里不对。", "words")
    await sql("SELECT 1 FROM profile_citizen WHERE id = $1 FOR UPDATE", citizen_id)
    if await sql(_SAME, citizen_id, about.kind, about.subject, about.subject_id):
        raise Conflict("ticket.open", "这一条您已经提出过，正在处理。")
    if int((await sql(_OPEN, citizen_id))[0]["n"]) >= OPEN_MAX:
        raise TooMany("ticket.too_many", "正在处理的已经有10条，请等有了答复再提。", 86_400)
    ticket_id = uuid7()
    row = await Ticket.create(
        id=ticket_id,
        citizen_id=citizen_id,
        kind=about.kind,
        subject_id=about.subject_id,
        subject=about.subject[:200],
        department=about.department[:100],
        words_sealed=crypto.seal(text, sealed_in("words", ticket_id)),
        due_on=_due(),
    )
    await events.record("ticket.opened", citizen_id=citizen_id, subject_id=ticket_id)
    return own(row)


def _due() -> date:
    calendar = workdays()
    return calendar.shift(calendar.received_on(clock.local(clock.now())), ANSWER_WORKDAYS)


async def mine(citizen_id: UUID) -> list[Own]:
    """The person's tickets, newest first."""
    return [own(row) for row in await Ticket.filter(citizen_id=citizen_id).order_by("-id").limit(50)]


def own(row: Ticket) -> Own:
    state = OUTCOMES[row.outcome] if row.closed_at and row.outcome else "正在处理" if row.owner_id else "等待处理"
    words, reply = opened(row, "words"), opened(row, "reply")
    return Own(
        row.id, row.kind, KINDS[row.kind], row.subject, row.department, words, state, row.created_at, row.due_on, reply, row.closed_at
    )


def sealed_in(column: str, ticket_id: UUID) -> str:
    """Ties what is sealed to its cell."""
    return f"hall_ticket.{column}:{ticket_id}"


def opened(row: Ticket, column: str) -> str:
    blob = row.words_sealed if column == "words" else row.reply_sealed
    return crypto.unseal(bytes(blob), sealed_in(column, row.id)) if blob else ""
