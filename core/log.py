"""Structured logs (JSON lines) that carry the request's id from door to worker to outside call, and no personal data."""

from __future__ import annotations

import logging
import re
import sys
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

import orjson
import structlog
from structlog.typing import EventDict, WrappedLogger

from core import clock
from core.masks import scrub
from core.settings import settings

_LONG_NUMBER = re.compile(r"[0-9]{11}")  # no escape can stand inside of one, so a line shows it as its part does
# Asked for at every call that leaves the house; structlog's own way walks through all that the context holds.
_request: ContextVar[str] = ContextVar("request_id", default="-")


def configure() -> None:
    """Called once by each process before its first line."""
    level = logging.getLevelName(settings().log_level)
    logging.basicConfig(level=level, stream=sys.stdout, format="%(message)s", force=True)
    for noisy in ("tortoise", "aiohttp.access", "asyncio", "httpx", "urllib3"):
        logging.getLogger(noisy).setLevel(max(level, logging.WARNING))
    structlog.configure(
        processors=[
            _known,
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            _line,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    get.cache_clear()


@lru_cache
def get(name: str) -> Any:
    """A room's log; kept, since to put one together costs as much as a line."""
    return structlog.get_logger(room=name)


def _known(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    event.setdefault("request_id", _request.get())
    event["timestamp"] = clock.machine()
    return event


def _line(_: WrappedLogger, __: str, event: EventDict) -> str:
    """Most lines hold nothing like a number of somebody, and a look at the whole costs a fifth of one at each part."""
    line = _encoded(event)
    if _LONG_NUMBER.search(line):
        line = _encoded({key: scrub(value) if isinstance(value, str) else value for key, value in event.items()})
    return line


def _encoded(event: EventDict) -> str:
    return orjson.dumps(event, default=repr, option=orjson.OPT_UTC_Z).decode()


def bind(request_id: str) -> None:
    _request.set(request_id)


def request_id() -> str:
    """The id of the request that caused this work, or `-` for work that nobody asked for."""
    return _request.get()
