"""What is wrong with a guide's text, each fault with its place, against the catalogue as it is now."""

from __future__ import annotations

from dataclasses import dataclass

from hall import bundles, guides, situations
from hall.authoring import texts
from hall.situations import Tree


@dataclass(frozen=True)
class Fault:
    """`place` is the question, the situation or the line; empty for the whole."""

    place: str
    sentence: str


async def faults(kind: str, code: str, text: str) -> tuple[Fault, ...]:
    """Everything that keeps a text from being published; empty when nothing does."""
    reason = texts.reason_against(text)
    if reason:
        return (Fault("", reason),)
    if kind == guides.BUNDLE:
        return tuple(Fault("", sentence) for sentence in await bundles.wrong_with(code, text))
    try:
        situations.read_one(code, 1, False, text, await situations.known())
    except situations.Broken as broken:
        return tuple(Fault(one.path, one.sentence) for one in broken.problems)
    return ()


def tree_of(code: str, text: str) -> Tree | None:
    """The tree that a text tells, as far as it can be walked; None for one with a fault in its shape."""
    if texts.reason_against(text):
        return None
    try:
        return situations.read_one(code, 1, False, text)
    except situations.Broken:
        return None
