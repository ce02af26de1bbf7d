"""Who is asking. Every route hangs behind exactly one of these locks; a route without one stops the start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.types import Scope

from api.outcomes import ACT
from core import tokens
from core.settings import settings
from core.tokens import Bearer, Role
from profile import acts, sessions
from push.notify import senders
from push.notify.senders import Sending

LOOKING = ("GET", "HEAD")
TRYING = ("/check", "/preview")  # asked while somebody types; nothing comes of it
_header = HTTPBearer(auto_error=False, description="访问令牌，15 分钟有效")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_header)]


async def _bearer(credentials: HTTPAuthorizationCredentials | None, role: Role) -> Bearer:
    if credentials is None:
        raise tokens.signed_out()
    bearer = tokens.read_access_token(credentials.credentials)
    if bearer.role != role or not await sessions.stands(bearer):
        raise tokens.signed_out()
    return bearer


async def citizen(credentials: Credentials) -> Bearer:
    """A person who is signed in, on a session that still stands."""
    return await _bearer(credentials, "citizen")


async def operator(request: Request, credentials: Credentials) -> Bearer:
    """A member of staff who is signed in. What they do is written down first, what they only look at is not."""
    bearer = await _bearer(credentials, "staff")
    door = route_of(request.scope)
    if is_act(request.method, door):
        words = await request.body() if request.headers.get("content-type", "").startswith("application/json") else b""
        about = " ".join(map(str, request.path_params.values()))
        request.scope[ACT] = await acts.note(bearer.subject, f"{request.method} {door}", about, words)
    return bearer


def is_act(method: str, door: str) -> bool:
    """Whether something may come of it."""
    return method not in LOOKING and not door.endswith(TRYING)


def route_of(scope: Scope) -> str:
    """The address of a route as it is written in the house, without anybody's ids."""
    found = scope.get("fastapi", {}).get("effective_route_context") or scope.get("route")
    return str(getattr(found, "path", "other"))


async def anyone() -> None:
    """Open to all: said aloud, so that no door is open by oversight."""


async def visitor(credentials: Credentials) -> Bearer | None:
    """Open to all; somebody who is signed in sees what is theirs as well. An ended session is refused, not ignored."""
    return await _bearer(credentials, "citizen") if credentials else None


async def signed() -> None:
    """For machines: the verb behind the route checks a signature over the whole body."""


async def sender(request: Request) -> Sending:
    """A department's or an operators' desk's program, by a token signed with one of its API keys."""
    return await senders.admit(request.headers.get("authorization", ""))


Sender = Annotated[Sending, Depends(sender)]
Citizen = Annotated[Bearer, Depends(citizen)]
Visitor = Annotated[Bearer | None, Depends(visitor)]
Operator = Annotated[Bearer, Depends(operator)]
LOCKS: frozenset[Callable[..., Any]] = frozenset({citizen, operator, sender, anyone, visitor, signed})


@dataclass(frozen=True)
class Locked:
    """A route as people reach it, with the names of its locks."""

    path: str
    methods: frozenset[str]
    locks: frozenset[str]


def routes_of(app: FastAPI) -> list[Locked]:
    """Every route of the API, those of included routers too, with its locks however they got there."""
    contexts = [context for context in iter_route_contexts(app.routes) if isinstance(context.original_route, APIRoute)]
    return [Locked(context.path or "", frozenset(context.methods or ()), _locks(context.dependant)) for context in contexts]


def _locks(dependant: Dependant) -> frozenset[str]:
    return frozenset(one.call.__name__ for one in dependant.dependencies if one.call in LOCKS)


def must_all_be_locked(app: FastAPI) -> None:
    """Raises when a route has no lock, or two different ones."""
    for route in routes_of(app):
        if len(route.locks) != 1:
            raise RuntimeError(f"{route.path}: a route needs exactly one lock, this has {', '.join(sorted(route.locks)) or 'none'}")


def device(request: Request) -> str:
    """How the person's own list of sign-ins names this device."""
    return request.headers.get("user-agent", "")[:120]


def address(request: Request) -> str:
    """The network address of the other side, for limits: what the nearest proxy that is not ours wrote down, if we stand behind one.

    Without `ZHIBAN_TRUSTED_PROXIES` the header counts for nothing: anybody can write one.
    """
    hops = [request.client.host if request.client else "-"]
    hops += [hop.strip() for hop in reversed(request.headers.get("x-forwarded-for", "").split(",")) if hop.strip()]
    return next((hop for hop in hops if not _is_ours(hop)), hops[0])


def _is_ours(hop: str) -> bool:
    try:
        place = ip_address(hop)
    except ValueError:
        return False
    return any(place in network for network in settings().trusted_proxies)
