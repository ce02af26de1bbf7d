"""What can be found and what a search gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["item", "bundle", "certificate", "policy", "point"]
AUDIENCES = ("citizen", "enterprise")
KINDS: tuple[Kind, ...] = ("item", "bundle", "certificate", "policy", "point")


@dataclass(frozen=True)
class Document:
    """One findable thing. `regions` are division codes where it holds (none: everywhere); `audiences` citizen, enterprise (none: all).

    `note` is the line shown under its name. `aliases` are names that somebody wrote; those `made` by rule only add their words to it.
    """

    id: str
    kind: Kind
    name: str
    aliases: tuple[str, ...] = ()
    text: str = ""
    regions: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    note: str = ""
    made: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hit:
    """`matched` is the name or alias that was hit."""

    id: str
    name: str
    matched: str
    note: str


@dataclass(frozen=True)
class Group:
    kind: Kind
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Results:
    """Groups with the best hit's group first. `sure` is False where single characters are all that fits: guesses, not finds."""

    groups: tuple[Group, ...]
    took_ms: float
    from_fallback: bool
    sure: bool = True


@dataclass(frozen=True)
class Suggestion:
    """`text` completes what is being typed; picking it leads to `id`."""

    text: str
    id: str
    kind: Kind
    name: str
