"""Errors as RFC 9457 problem+json: a code for machines, a sentence in Chinese for people, never a trace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from core import cache, log, tables
from core.errors import Later, Refusal

TITLES = {
    400: "请求有误",
    401: "请先登录",
    403: "没有权限",
    404: "没有找到",
    405: "不支持的操作",
    409: "现在不能这样做",
    413: "内容太大",
    422: "填写有误",
    429: "操作太频繁",
    500: "系统出了点问题",
    503: "暂时没有响应",
}
SENTENCES = {
    404: "没有找到您要的内容，请返回上一页再试。",
    405: "这个地址不支持这样的操作。",
}
WORDS = {
    "missing": "请填写这一项。",
    "string_too_long": "内容太长了，请删减一些。",
    "string_too_short": "内容太短了，请补充完整。",
    "extra_forbidden": "不认识这一项。",
    "uuid_parsing": "编号不正确。",
    "uuid_type": "编号不正确。",
    "json_invalid": "请求内容不是有效的 JSON。",
    "bool_type": "请选择是或否。",
    "bool_parsing": "请从给出的选项里选择。",
    "literal_error": "请从给出的选项里选择。",
    "unreadable": "内容里有无法识别的字符，请删去后重试。",
}
STORES_AWAY = (*tables.AWAY, *cache.AWAY)


def problem(
    status: int, code: str, sentence: str, errors: Sequence[dict[str, str]] = (), headers: dict[str, str] | None = None
) -> JSONResponse:
    """One problem document (RFC 9457); `code` is ours, `errors` name fields."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": TITLES.get(status, "请求没有成功"),
        "status": status,
        "detail": sentence,
        "code": code,
        "request_id": log.request_id(),
    }
    if errors:
        body["errors"] = list(errors)
    return JSONResponse(body, status, headers, media_type="application/problem+json")


async def refused(_: Request, error: Refusal) -> JSONResponse:
    fields = [{"field": error.field, "detail": error.sentence}] if error.field else []
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, Later) else None
    return problem(error.status, error.code, error.sentence, fields, headers)


async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
    fields = [
        {
            "field": ".".join(str(part) for part in one["loc"][1:]) or str(one["loc"][0]),
            "detail": WORDS.get(one["type"], "这一项填写不正确，请检查。"),
        }
        for one in error.errors()[:20]
    ]
    return problem(422, "request.invalid", "有内容填写不正确，请检查标出的地方。", fields)


def too_large() -> JSONResponse:
    return problem(413, "request.too_large", "内容太大，请删减后再试。")


async def http(_: Request, error: HTTPException) -> JSONResponse:
    if error.status_code == 413:
        return too_large()
    sentence = SENTENCES.get(error.status_code, "请求没有成功，请稍后再试。")
    return problem(error.status_code, f"http.{error.status_code}", sentence, headers=dict(error.headers or {}))


async def broken(_: Request, error: Exception) -> JSONResponse:
    if isinstance(error, STORES_AWAY) or tables.is_passing(error):
        log.get("api").warning("a store is away", reason=type(error).__name__)
        return problem(503, "store.unavailable", "系统正忙，请过几秒再试，您填的内容没有丢。", headers={"Retry-After": "5"})
    log.get("api").error("unexpected failure", exc_info=error)
    return problem(500, "server.failed", "系统出了点问题，我们已经记录下来。请稍后再试。")


def install(app: FastAPI) -> None:
    handlers: list[tuple[type[Exception], Any]] = [(Refusal, refused), (RequestValidationError, invalid), (HTTPException, http)]
    handlers += [(kind, broken) for kind in (*STORES_AWAY, tables.QueryFailed)]
    for kind, handler in handlers:
        app.add_exception_handler(kind, handler)
