"""The senders' door, compatible with GOV.UK Notify v2 so that its client libraries work against it: https://docs.notifications.service.gov.uk."""

from __future__ import annotations

from fastapi import APIRouter

from api.notify import notifications, templates
from api.notify.shortcut import Shortcut

__all__ = ["Shortcut", "router"]
router = APIRouter()
router.include_router(notifications.hot)
router.include_router(notifications.router)
router.include_router(templates.router)
