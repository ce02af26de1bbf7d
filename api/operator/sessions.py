"""Operators sign in with name and password; half an hour without a sign of life ends it."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request

from api.locks import Operator as Who
from api.locks import anyone, device
from api.shapes.people import Refresh
from api.shapes.staff import Operator, OperatorSession, PasswordSignIn
from profile import sessions, staff
from profile.sessions import Keys

router = APIRouter(tags=["运营登录"])
ROLES = {"operator": "运营人员", "auditor": "审计员", "admin": "管理员"}


async def _described(keys: Keys) -> OperatorSession:
    return OperatorSession(
        access_token=keys.access_token,
        refresh_token=keys.refresh_token,
        expires_in=keys.expires_in,
        operator=_shape(await staff.operator(keys.subject)),
    )


def _shape(one: staff.Operator) -> Operator:
    return Operator(id=one.id, username=one.username, display_name=one.display_name, role=one.role, role_name=ROLES.get(one.role, one.role))


@router.post("/sessions", dependencies=[Depends(anyone)])
async def sign_in(asked: PasswordSignIn, request: Request) -> OperatorSession:
    return await _described(await staff.sign_in(asked.username, asked.password, device(request)))


@router.post("/sessions/refresh", dependencies=[Depends(anyone)])
async def refresh(asked: Refresh) -> OperatorSession:
    return await _described(await sessions.renew(asked.refresh_token, "staff"))


@router.delete("/sessions/current", status_code=204)
async def sign_out(who: Who) -> None:
    await sessions.end(who.session, "signed_out")


@router.get("/me")
async def me(who: Who) -> Operator:
    return _shape(await staff.operator(who.subject))
