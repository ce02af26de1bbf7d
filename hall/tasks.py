"""The hall's work in the background: each task loads by id, calls one verb, and stops."""

from __future__ import annotations

from uuid import UUID

import hall.findable  # noqa: F401 -- sources of what is searched
from core.queue import task
from core.tables import sql
from hall import bundles, inspection, redue, routing
from hall.bundles import searchable  # noqa: F401 -- a source of what is searched
from hall.search import building
from profile import workcalendar


@task("hall.check_material")
async def check_material(material_id: str) -> None:
    await inspection.check(UUID(material_id))


@task("hall.sweep_materials", every=20)
async def sweep_materials() -> None:
    await inspection.sweep()


@task("hall.route", every=5)
async def route() -> None:
    await routing.route()


@task("hall.index_service")
async def index_service(service_id: str) -> None:
    rows = await sql("SELECT code FROM hall_service WHERE id = $1", UUID(service_id))
    for row in rows:
        await building.update("item", row["code"])
        for bundle in await bundles.holding(row["code"]):
            await building.update("bundle", bundle)


@task("hall.index_thing")
async def index_thing(kind: str, ref: str) -> None:
    await building.update(kind, ref)


@task("hall.index_sweep", every=15)
async def index_sweep() -> None:
    await building.sweep()


@task("hall.redue")
async def redue_cases() -> None:
    await workcalendar.refresh()
    await redue.redue()
