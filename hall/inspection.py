"""The check of an uploaded file, from store to verdict, and the sweep that leaves no file in the air."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from uuid import UUID

from tortoise.expressions import F

from core import clock, log, storage
from core.errors import NotFound, Unavailable
from core.tables import sql, transaction
from hall import checks, kinds, materials, situated
from hall.checks import Finding, Verdict
from hall.models import Case, Material

TRIES = 5
SWEEP = 50
NEVER_CAME = Finding("never_arrived", "没有收到文件，可能是网络中断。请重新上传。")
NOT_CHECKED = Finding("check_failed", "检查没有完成，不是您的问题。请重新上传一次。")


async def check(material_id: UUID) -> None:
    """Checks one file and keeps its verdict. Safe twice: only a material in `checking` is touched.

    With the store away the material stays in `checking` and the sweep comes back to it, however long that lasts.
    """
    material = await Material.get_or_none(id=material_id, state="checking")
    if material is None:
        return
    try:
        data = await storage.fetch(material.upload_key, kinds.MAX_BYTES)
        # Counted before the file is opened: one that kills the worker is given up in the end.
        await Material.filter(id=material.id).update(attempts=F("attempts") + 1)
        verdict = await asyncio.to_thread(checks.check, data, await _profile(material))
        await _keep(material, verdict, len(data))
    except NotFound:
        await _settle(material, "missing", (NEVER_CAME,))
    except Unavailable:
        log.get("hall").warning("file store away, check put off", material=str(material.id))


async def _profile(material: Material) -> str:
    case = await Case.get(id=material.case_id)
    listed = (kinds.kind_of(one.name) for one in (await situated.service_of(case)).materials)
    return next((kind.profile for kind in listed if kind.kind == material.kind), "document")


async def _keep(material: Material, verdict: Verdict, size: int) -> None:
    """The clean copy under its own key, the verdict on the row, the original gone."""
    if verdict.clean is None:
        await _settle(material, "failed", verdict.findings, size=size)
    else:
        key = f"materials/{material.case_id}/{material.id}{'.pdf' if verdict.media_type == 'application/pdf' else '.jpg'}"
        await storage.store(key, verdict.clean, verdict.media_type)
        clean = {"object_key": key, "media_type": verdict.media_type, "size": len(verdict.clean)}
        if not await _settle(material, "passed", verdict.findings, **clean):
            await materials.forget(key)
            return
    await materials.forget(material.upload_key)


async def _settle(material: Material, state: str, findings: tuple[Finding, ...], **changes: object) -> int:
    """Writes the verdict, unless the material was replaced or settled meanwhile."""
    found = [asdict(finding) for finding in findings]
    late = materials.when_the_form_is_worthless(material)
    return await Material.filter(id=material.id, state="checking").update(state=state, findings=found, look_at=late, **changes)


async def sweep() -> int:
    """Looks after what is overdue: uploads nobody spoke of again, and checks that died. How many it looked at."""
    async with transaction():
        rows = await sql(
            "SELECT id FROM hall_material WHERE look_at <= $1 ORDER BY look_at LIMIT $2 FOR UPDATE SKIP LOCKED", clock.now(), SWEEP
        )
        due = await Material.filter(id__in=[row["id"] for row in rows])
        for material in due:
            await _look_after(material)
    return len(due)


async def _look_after(material: Material) -> None:
    if material.state not in {"awaiting", "checking"}:
        # The form was good for some minutes more: a file posted again after the verdict, place and all, must not stay.
        await materials.forget(material.upload_key)
        await Material.filter(id=material.id).update(look_at=None)
    elif material.attempts >= TRIES:
        log.get("hall").warning("check given up", material=str(material.id))
        await _settle(material, "failed", (NOT_CHECKED,))
    else:
        # An upload whose phone went away may well have arrived: the check finds the file, or that it never came.
        await materials.begin_check(material)
