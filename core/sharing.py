"""The one door to the departments' shared data (数据高铁): facts about a holder by class, each asked for with its purpose and basis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import orjson

from core import department, outside
from core.errors import Unavailable
from core.registry import HolderKey
from core.settings import settings


@dataclass(frozen=True)
class RegisteredFact:
    name: str
    value: Any
    source: str
    as_of: date


@dataclass(frozen=True)
class Question:
    """What is asked of one class, and why it may be."""

    share: str
    purpose: str
    basis: str


async def ask(question: Question, key: HolderKey, number: str) -> list[RegisteredFact]:
    """Every fact of this class about this holder, with its source and date. Raises `Unavailable` when the department doesn't answer."""
    body = orjson.dumps({key: number, "purpose": question.purpose, "basis": question.basis})
    url = f"{settings().departments_base_url}/shares/v1/{quote(question.share)}"
    try:
        answer = await outside.call("share", "POST", url, body=body, headers=department.signed(f"share-{uuid4()}", body))
        return [_fact(row) for row in answer.json()["facts"]]
    except (outside.Unreached, outside.Doubtful, KeyError, TypeError, ValueError) as error:
        raise Unavailable("share.unavailable", "这个部门的数据共享暂时没有响应，稍后会自动再取。", 30) from error


def _fact(row: dict[str, Any]) -> RegisteredFact:
    return RegisteredFact(str(row["name"]), row["value"], str(row["source"]), date.fromisoformat(row["as_of"][:10]))
