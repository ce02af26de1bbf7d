"""Writes HTML as Python calls; text is escaped unless it is already HTML."""

from __future__ import annotations

import html
import json
from typing import Any

_VOID = frozenset({"input", "link", "meta", "br", "img", "hr"})


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def el(tag: str, /, *children: Any, **attributes: Any) -> Html:
    """One element. `class_` and `for_` lose their underscore, others become dashes; True stands alone, None and False vanish."""
    head = "".join(_attribute(key.strip("_").replace("_", "-"), value) for key, value in attributes.items())
    inner = "".join(_child(child) for child in children)
    return Html(f"<{tag}{head}>" if tag in _VOID else f"<{tag}{head}>{inner}</{tag}>")


def join(*children: Any) -> Html:
    """Several pieces one after the other."""
    return Html("".join(_child(child) for child in children))


def action(label: str, path: str, body: dict[str, Any] | None = None, **attributes: Any) -> Html:
    """A button that posts JSON to the control plane."""
    given = {"type": "button", "data_post": path, "data_body": json.dumps(body or {}, ensure_ascii=False)}
    return el("button", label, **given, **attributes)


def page(title: str, *body: Any, kind: str = "") -> Html:
    """A whole document: our style, our script, nothing from elsewhere."""
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("title", title),
        el("link", rel="icon", href="/static/icon.svg"),
        el("link", rel="stylesheet", href="/static/page.css"),
        el("script", src="/static/page.js", defer=True),
    )
    note = el("p", id="note", role="status", aria_live="polite")
    return join(Html("<!doctype html>"), el("html", head, el("body", *body, note, class_=kind or None), lang="zh-CN"))


def _attribute(name: str, value: Any) -> str:
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{html.escape(str(value))}"'


def _child(child: Any) -> str:
    if child is None:
        return ""
    if isinstance(child, Html):
        return child
    if isinstance(child, str):
        return html.escape(child, quote=False)
    return "".join(_child(one) for one in child)
