"""What the house promises of its doors."""

from __future__ import annotations

from ipaddress import ip_network
from types import SimpleNamespace

import pytest
from fastapi import APIRouter, Depends, FastAPI, Request

from api.locks import address, anyone, is_act, must_all_be_locked, operator, routes_of
from api.main import described
from api.operator import acts

OPEN = {
    "/api/v1/sessions/wechat",
    "/api/v1/sessions/sms-codes",
    "/api/v1/sessions/sms",
    "/api/v1/sessions/refresh",
    "/api/v1/services",
    "/api/v1/services/facets",
    "/api/v1/services/{code}",
    "/api/v1/services/{code}/ratings",
    "/api/v1/services/{code}/situations",
    "/api/v1/services/{code}/situations/answers",
    "/api/v1/bundles",
    "/api/v1/bundles/{id}",
    "/api/v1/points",
    "/api/v1/points/{id}",
    "/api/v1/policies",
    "/api/v1/policies/{id}",
    "/api/v1/public/info",
    "/api/v1/search",
    "/api/v1/search/suggestions",
    "/api/v1/operator/sessions",
    "/api/v1/operator/sessions/refresh",
    "/healthz",
    "/readyz",
}


def test_every_route_has_exactly_one_lock() -> None:
    must_all_be_locked(described())


def test_a_route_without_a_lock_stops_the_start() -> None:
    app, outer, inner = FastAPI(), APIRouter(), APIRouter()
    inner.get("/forgotten")(lambda: None)
    outer.include_router(inner)
    app.include_router(outer)
    with pytest.raises(RuntimeError, match="/forgotten"):
        must_all_be_locked(app)


def test_a_route_with_two_locks_stops_the_start() -> None:
    app = FastAPI()
    app.get("/both", dependencies=[Depends(anyone), Depends(operator)])(lambda: None)
    with pytest.raises(RuntimeError, match="exactly one"):
        must_all_be_locked(app)


def test_only_the_doors_listed_here_are_open_to_all() -> None:
    assert {route.path for route in routes_of(described()) if route.locks & {"anyone", "visitor"}} == OPEN


def test_operators_routes_open_to_operators_alone() -> None:
    inside = [route for route in routes_of(described()) if route.path.startswith("/api/v1/operator/") and route.path not in OPEN]
    assert len(inside) > 5
    assert {route.locks for route in inside} == {frozenset({"operator"})}


def test_whatever_operators_do_has_a_name_and_a_kind_for_the_auditor() -> None:
    doors = {f"{method} {route.path}" for route in routes_of(described()) for method in route.methods if is_act(method, route.path)}
    named = {door: kind for door, (kind, _) in acts.doors().items() if " /" in door}
    assert set(named) == {door for door in doors if " /api/v1/operator/" in door} - {"POST /api/v1/operator/sessions/refresh"}
    assert set(named.values()) == set(acts.KINDS)


def test_only_a_proxy_of_ours_is_believed_about_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    def seen(client: str, forwarded: str) -> str:
        scope = {"type": "http", "client": (client, 1), "headers": [(b"x-forwarded-for", forwarded.encode())]}
        return address(Request(scope))

    monkeypatch.setattr("api.locks.settings", lambda: SimpleNamespace(trusted_proxies=[ip_network("172.16.0.0/12")]))
    assert seen("203.0.113.9", "198.51.100.1") == "203.0.113.9"
    assert seen("172.18.0.5", "198.51.100.1") == "198.51.100.1"
    assert seen("172.18.0.5", "6.6.6.6, 198.51.100.1, 172.18.0.7") == "198.51.100.1"
    assert seen("172.18.0.5", "") == "172.18.0.5"
