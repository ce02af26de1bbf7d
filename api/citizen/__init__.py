"""The citizens' door: behind one lock, except for signing in."""

from __future__ import annotations

from fastapi import APIRouter

from api.citizen import (
    cases,
    certificates,
    home,
    materials,
    me,
    messages,
    notifications,
    privacy,
    ratings,
    realname,
    relatives,
    services,
    sessions,
)

router = APIRouter()
# Home first: routes are tried in order, and nothing is opened as often.
for part in (home, sessions, me, realname, services, certificates, cases, materials, messages, notifications, ratings, relatives, privacy):
    router.include_router(part.router)
