"""The subscribe templates of the mini-program: what they hold and how often they may be sent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from sandbox.doors import Call
from sandbox.town import DATA
from sandbox.wechat import tokens

ONE_TIME, LONG_TERM = 2, 3


@dataclass(frozen=True)
class Template:
    """`type` 2 is one-time, 3 long-term; `rate` limits sends to one person about one code."""

    template_id: str
    title: str
    type: int
    keywords: tuple[dict[str, Any], ...]
    rate: dict[str, Any] | None = None

    @property
    def content(self) -> str:
        return "\n".join(f"{word['name']}:{{{{{word['key']}.DATA}}}}" for word in self.keywords)


@cache
def templates() -> dict[str, Template]:
    """Of the mini-program: subscribe messages."""
    return _read("templates")


@cache
def official_templates() -> dict[str, Template]:
    """Of the official account: template messages."""
    return _read("official_templates")


def _read(name: str) -> dict[str, Template]:
    rows = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return {row["template_id"]: Template(**{**row, "keywords": tuple(row["keywords"])}) for row in rows}


async def listed(call: Call) -> dict[str, Any]:
    """GET /wxaapi/newtmpl/gettemplate."""
    tokens.check(call)
    return {"errcode": 0, "errmsg": "ok", "data": [_row(template) for template in templates().values()]}


def _row(template: Template) -> dict[str, Any]:
    values = [{"keywordCode": w["key"], "enumValueList": w["values"]} for w in template.keywords if "values" in w]
    row = {"priTmplId": template.template_id, "title": template.title, "content": template.content, "type": template.type}
    return row | {"example": "", "keywordEnumValueList": values}
