"""The API's front: `granian --interface asgi --factory api.main:create_app`. A route without a lock stops the start."""

from __future__ import annotations

import gc

gc.disable()  # of all that is loaded here nothing is thrown away: looking through it again and again takes a sixth of the start

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from prometheus_client import start_http_server
from starlette.middleware.cors import CORSMiddleware

from api import citizen, department, enterprise, health, notify, operator, pages, problems, public, sms, wechat
from api.locks import must_all_be_locked
from api.middleware import Entrance
from api.public import guides
from core import cache, fresh, log, outside, queue, tables
from core.settings import settings

gc.enable()
PREFIX = "/api/v1"


@asynccontextmanager
async def _lifespan(_: FastAPI) -> AsyncIterator[None]:
    log.configure()
    await tables.connect()
    queue.configure()
    await fresh.look()
    await guides.ready()
    gc.freeze()  # as the worker does: what was loaded by now stays, and need not be looked through again
    looking = asyncio.create_task(fresh.keep_looking())
    if settings().metrics_port:
        start_http_server(settings().metrics_port, settings().host)
    yield
    looking.cancel()
    await outside.close()
    await cache.close()
    await tables.disconnect()


def described() -> FastAPI:
    """The doors with their locks and shapes, needing no settings: enough to describe the API."""
    app = FastAPI(
        title="知办 API", version=public.VERSION, lifespan=_lifespan, docs_url=None, redoc_url=None, openapi_url="/openapi.json",
        telemetry={"tracing": False, "metrics": False, "logs": False},  # nobody listens, and each request would ask whether somebody does
    )  # fmt: skip
    # At the root, since Notify's client libraries know no other place; first, since routes are tried in order and senders are many.
    app.include_router(notify.router)
    for door in (citizen, enterprise, operator, public, wechat, sms, department):
        app.include_router(door.router, prefix=PREFIX)
    app.include_router(health.router)
    problems.install(app)
    must_all_be_locked(app)
    return app


def create_app() -> FastAPI:
    """The whole API with its pages and its entrance."""
    app = described()
    pages.serve(app)
    app.add_middleware(notify.Shortcut)
    if settings().allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings().allowed_origins,
            allow_methods=["GET", "POST", "PATCH", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "X-Request-Id", "X-HTTP-Method-Override"],
            expose_headers=["Retry-After", "X-Request-Id"],
            max_age=600,
        )
    app.add_middleware(Entrance)
    return app
