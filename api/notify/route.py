"""How this door answers: JSON under no cache, and errors in Notify's shape, whatever went wrong."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from api.locks import sender
from api.problems import STORES_AWAY
from core import log
from core.errors import Later, Refusal
from push.notify import errors
from push.notify.errors import NotifyError

DEEPEST = 16


class NotifyRoute(APIRoute):
    """A route whose refusals are `{status_code, errors: [{error, message}]}`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = self._handler()

        async def answered(request: Request) -> Response:
            try:
                return await handle(request)
            except NotifyError as error:
                return refused(error.status, error.code, error.sentence, error.retry_after)
            except RequestValidationError as error:
                return refused(400, "ValidationError", "; ".join(f"{one['loc'][-1]} {one['msg']}" for one in error.errors()))
            except Refusal as error:
                retry = error.retry_after if isinstance(error, Later) else None
                return refused(error.status, type(error).__name__, error.sentence, retry)
            except STORES_AWAY as error:
                log.get("api").warning("store away", reason=type(error).__name__)
                return refused(503, "ServiceUnavailable", "The service is busy, please try again", 5)

        return answered

    def _handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        return super().get_route_handler()


class HotRoute(NotifyRoute):
    """Where messages come in by the thousand: `(request, who)` is called straight, since solving dependencies costs more than the message.

    The lock stands in the signature as everywhere, for the check at the start; here it is turned by hand.
    """

    def _handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        async def straight(request: Request) -> Response:
            response: Response = await self.endpoint(request, await sender(request))
            return response

        return straight


def answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    told = {"Cache-Control": "no-store", **(headers or {})}
    return Response(orjson.dumps(body), status, told, media_type="application/json")


def refused(status: int, error: str, message: str, retry_after: int | None = None) -> Response:
    headers = {"Retry-After": str(retry_after)} if retry_after else None
    return answer({"status_code": status, "errors": [{"error": error, "message": message}]}, status, headers)


async def body_of(request: Request) -> dict[str, Any]:
    """The body as a JSON object. Raises `NotifyError`."""
    try:
        raw = await request.body()
        found = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise errors.bad("Invalid JSON supplied in POST data") from error
    if not isinstance(found, dict):
        raise errors.invalid("body is not of type object")
    if b"\\u0000" in raw or raw.count(b"{") + raw.count(b"[") > DEEPEST:
        must_be_readable(found, 0)
    return found


def must_be_readable(value: Any, depth: int) -> None:
    """What no database can hold is refused; orjson itself refuses lone surrogates."""
    if depth > DEEPEST or (isinstance(value, str) and "\0" in value):
        raise errors.bad("Unreadable content supplied in POST data")
    for part in [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else ():
        must_be_readable(part, depth + 1)


def uuid(text: str, name: str) -> UUID:
    """Raises `NotifyError` in Notify's words."""
    try:
        return UUID(text)
    except (ValueError, AttributeError, TypeError) as error:
        raise errors.invalid(f"{name} is not a valid UUID") from error


def stamp(moment: datetime | None) -> str | None:
    """2026-03-10T02:00:00.000000Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if moment else None
