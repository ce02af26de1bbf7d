"""Whether the process lives, and whether each store behind it answers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from api.locks import anyone
from core import cache, log, storage, tables

router = APIRouter(tags=["运维"], dependencies=[Depends(anyone)])
PATIENCE_S = 3


async def _postgres() -> None:
    await tables.sql("SELECT 1")


STORES: dict[str, Callable[[], Awaitable[None]]] = {"postgres": _postgres, "redis": cache.ready, "storage": storage.ready}


@router.get("/healthz")
async def alive() -> JSONResponse:
    return JSONResponse({"status": "ok"})


@router.get("/readyz")
async def ready() -> JSONResponse:
    """200 when every store answers; 503 names those that don't."""
    states = dict(zip(STORES, await asyncio.gather(*(_asked(name) for name in STORES)), strict=True))
    fine = all(state == "ok" for state in states.values())
    return JSONResponse({"status": "ok" if fine else "unavailable", "stores": states}, 200 if fine else 503)


async def _asked(name: str) -> str:
    try:
        async with asyncio.timeout(PATIENCE_S):
            await STORES[name]()
    except Exception as error:
        log.get("health").warning("store not ready", store=name, reason=type(error).__name__)
        return "unavailable"
    return "ok"
