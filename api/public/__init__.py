"""The public door: what anyone may know."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from api.locks import anyone
from api.public import guides, points, policies, ratings, search
from api.shapes.people import PublicInfo
from core import clock
from core.settings import settings

about = APIRouter(prefix="/public", tags=["公开"])
VERSION = "0.1.0"


@about.get("/info", dependencies=[Depends(anyone)])
async def info() -> PublicInfo:
    return PublicInfo(
        name="知办",
        environment=settings().environment,
        demo=settings().environment == "demo",
        now=clock.now(),
        version=VERSION,
        h5_wechat=False,
    )


router = APIRouter()
for part in (about, guides.router, search.router, points.router, policies.router, ratings.router):
    router.include_router(part)
