"""The operators' door: deliveries and cases, with people masked."""

from __future__ import annotations

from fastapi import APIRouter

from api.operator import (
    acts,
    board,
    calls,
    catalogue,
    editing,
    guides,
    learning,
    privacy,
    ratings,
    rules,
    scenes,
    searches,
    sending,
    sessions,
)

router = APIRouter(prefix="/operator")
router.include_router(sessions.router)
router.include_router(board.router)
router.include_router(calls.router)
router.include_router(catalogue.router)
router.include_router(searches.router)
router.include_router(rules.router)
router.include_router(guides.router)
router.include_router(editing.router)
router.include_router(ratings.router)
router.include_router(learning.router)
router.include_router(scenes.router)
router.include_router(sending.router)
router.include_router(privacy.router)
router.include_router(acts.router)
