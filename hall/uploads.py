"""Uploaded files as people see them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core import storage
from hall import sealed
from hall.models import Material

PREVIEW_SECONDS = 300


@dataclass(frozen=True)
class FindingView:
    """One thing the pre-review saw: `error` or `warning`, with what to do."""

    code: str
    sentence: str
    severity: str


@dataclass(frozen=True)
class MaterialView:
    """One upload. `state`: awaiting, checking, passed, failed or missing; `size` in bytes once it was looked at."""

    id: UUID
    kind: str
    state: str
    file_name: str
    size: int | None
    findings: tuple[FindingView, ...]
    preview_url: str | None


async def shown(material: Material) -> MaterialView:
    """The view of one upload; a passed one can be looked at for five minutes."""
    name = sealed.open_file_name(material.id, material.file_name_sealed)
    passed = material.state == "passed"
    # A document is saved, never opened in the browser; a picture was encoded by us and may be shown.
    saved_as = f"{material.id}.pdf" if material.media_type == "application/pdf" else None
    preview = await storage.presign_get(material.object_key, PREVIEW_SECONDS, saved_as) if passed else None
    findings = tuple(FindingView(**one) for one in material.findings)
    return MaterialView(material.id, material.kind, material.state, name, material.size, findings, preview)


async def live(case_id: UUID) -> dict[str, MaterialView]:
    """The present upload of each kind."""
    rows = await Material.filter(case_id=case_id).exclude(state="removed")
    return {row.kind: await shown(row) for row in rows}
