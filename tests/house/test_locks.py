"""What the house promises of its doors."""

from __future__ import annotations

import pytest
from fastapi import APIRouter, Depends, FastAPI

from api.locks import anyone, locks_of, must_all_be_locked, operator
from api.main import described

OPEN = {
    "/api/v1/sessions/wechat", "/api/v1/sessions/sms-codes", "/api/v1/sessions/sms", "/api/v1/sessions/refresh", "/api/v1/services",
    "/api/v1/services/facets", "/api/v1/services/{code}", "/api/v1/public/info", "/api/v1/operator/sessions",
    "/api/v1/operator/sessions/refresh", "/healthz", "/readyz",
}


def test_every_route_has_exactly_one_lock() -> None:
    must_all_be_locked(described())


def test_a_route_without_a_lock_stops_the_start() -> None:
    app, router = FastAPI(), APIRouter()
    router.get("/forgotten")(lambda: None)
    app.include_router(router)
    with pytest.raises(RuntimeError, match="/forgotten"):
        must_all_be_locked(app)


def test_a_route_with_two_locks_stops_the_start() -> None:
    app = FastAPI()
    app.get("/both", dependencies=[Depends(anyone), Depends(operator)])(lambda: None)
    with pytest.raises(RuntimeError, match="exactly one"):
        must_all_be_locked(app)


def test_only_the_doors_listed_here_are_open_to_all() -> None:
    found = {route.path for route in described().routes if hasattr(route, "dependant") and locks_of(route) & {"anyone", "visitor"}}
    assert found == OPEN


def test_operators_routes_open_to_operators_alone() -> None:
    for route in described().routes:
        if hasattr(route, "dependant") and route.path.startswith("/api/v1/operator/") and route.path not in OPEN:
            assert locks_of(route) == {"operator"}, route.path
