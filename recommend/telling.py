"""A page as the JSON that is shown and kept: what a person sees, and nothing of how it was ordered but the sentence. Pure."""

from __future__ import annotations

from typing import Any

import orjson

from recommend.cards import Card
from recommend.pages import Page

_SHOWN = ("id", "kind", "scene_code", "title", "reason", "facts", "urgency", "due_on", "days_left", "action", "services", "rests")


def json_of(page: Page) -> str:
    """`{ordered_by, sentence, cards}`."""
    told = {"ordered_by": page.ordered_by, "sentence": page.sentence, "cards": [_card(one) for one in page.cards]}
    return orjson.dumps(told).decode()


def _card(card: Card) -> dict[str, Any]:
    return {name: getattr(card, name) for name in _SHOWN}
