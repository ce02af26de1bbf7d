"""Canonical data elements (数据元) and the form sections made of them: what is the same question in every form. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from hall import vocabulary


@dataclass(frozen=True)
class Element:
    """One question that every form asks alike. `kind`: text, phone, date, choice, address; `fact` names what may answer it.
    What not everybody has, or an office can look up, is not `required`."""

    key: str
    label: str
    kind: str
    choices: tuple[str, ...]
    fact: str
    hint: str
    required: bool


@lru_cache(maxsize=1)
def elements() -> Mapping[str, Element]:
    rows = vocabulary.table("elements.csv")
    return {
        row["element"]: Element(
            row["element"], row["label"], row["kind"], _parts(row["choices"]), row["fact"], row["hint"], row["required"] != "no"
        )
        for row in rows
    }


@lru_cache(maxsize=1)
def sections() -> Mapping[str, tuple[Element, ...]]:
    """The elements of each form section, by the section's name."""
    known = elements()
    return {row["section"]: tuple(known[key] for key in _parts(row["elements"])) for row in vocabulary.table("sections.csv")}


def _parts(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(";")))
