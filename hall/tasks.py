"""The hall's work in the background: each task loads by id, calls one verb, and stops."""

from __future__ import annotations

from uuid import UUID

from core.queue import task
from hall import inspection, routing


@task("hall.check_material")
async def check_material(material_id: str) -> None:
    await inspection.check(UUID(material_id))


@task("hall.sweep_materials", every=20)
async def sweep_materials() -> None:
    await inspection.sweep()


@task("hall.route", every=5)
async def route() -> None:
    await routing.route()
