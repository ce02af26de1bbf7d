"""A certificate's ladder of reminders as its page shows it: what was said, what comes, what was left out, and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from core import clock
from core.tables import sql
from hall import cases
from profile.certificates import Held
from profile.rules import Rung
from push.wording import day

_SAID = """
SELECT rung, created_at FROM push_reminder
WHERE certificate_id = $1 AND certificate_version = $2 AND rule IN ('opening', 'expiring', 'annual')
"""


async def of(held: Held) -> list[dict[str, Any]]:
    """`[{days, on, state: sent|next|planned|skipped|stopped, note}]`, in order of time. `days` count back from the last day to act."""
    rows = await sql(_SAID, held.id, held.version)
    said = {int(row["rung"]): row["created_at"] for row in rows}
    return shown(held.ladder, said, today=clock.today(), state=held.state, underway=bool(await cases.under_way([held.id])))


def shown(ladder: Collection[Rung], said: Mapping[int, datetime], *, today: date, state: str, underway: bool) -> list[dict[str, Any]]:
    """The same from values alone."""
    coming = [rung for rung in ladder if rung.days not in said and _still_comes(rung, ladder, today)]
    return [{"days": rung.days, "on": rung.on, **_state(rung, said, coming, state, underway)} for rung in ladder]


def _still_comes(rung: Rung, ladder: Collection[Rung], today: date) -> bool:
    """A rung that has come but was not spoken of is still to come as long as no later one has."""
    return rung.on > today or rung == max((one for one in ladder if one.on <= today), key=lambda one: one.on)


def _state(rung: Rung, said: Mapping[int, datetime], coming: list[Rung], state: str, underway: bool) -> dict[str, str]:
    if rung.days in said:
        return {"state": "sent", "note": f"{day(clock.local(said[rung.days]).date())}已提醒"}
    if state != "valid":
        return {"state": "stopped", "note": "已换新证，不再提醒" if state == "superseded" else "证照已不再有效，不再提醒"}
    if rung not in coming:
        return {"state": "skipped", "note": "已有更近的提醒，这一次不再打扰"}
    if underway:
        return {"state": "stopped", "note": "正在办理，暂不提醒；没办成会再提醒"}
    return {"state": "next" if rung == coming[0] else "planned", "note": because(rung)}


def because(rung: Rung) -> str:
    """Why somebody is reminded on this day."""
    if rung.rule == "opening":
        return "从这天起可以办理" if rung.days else "这天就要办理"
    end = "就到办理期限" if rung.rule == "annual" else "就到最后期限"
    return f"再过{rung.days}天{end}" if rung.days else f"这天{end}"
