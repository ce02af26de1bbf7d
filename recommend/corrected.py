"""What somebody asked to be corrected of the data that filled a case, told beside that case."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from hall import tickets
from hall.cases import CaseView
from hall.tickets import Own
from recommend import vocabulary


async def beside(citizen_id: UUID, view: CaseView) -> tuple[Own, ...]:
    """The applicant's own; a colleague who looks at the case is told nothing of it."""
    if view.citizen_id != citizen_id or not view.origins:
        return ()
    labels = {one.label or vocabulary.label_of(one.fact) for one in view.origins}
    return relevant(await tickets.mine(citizen_id), labels, view.created_at)


def relevant(asked: Sequence[Own], labels: Collection[str], begun: datetime) -> tuple[Own, ...]:
    """The newest of each thing, unless it was answered before the case was begun and so was filled in already. Pure."""
    newest: dict[str, Own] = {}
    for one in asked:
        if one.kind == "correction" and one.subject in labels:
            newest.setdefault(one.subject, one)
    return tuple(one for one in newest.values() if one.closed_at is None or one.closed_at >= begun)
