"""Canonical data elements (数据元) and the form sections made of them: what is the same question in every form. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from hall import vocabulary

RENEWED = "*"


@dataclass(frozen=True)
class Printed:
    """A `part` of a certificate (name, number, issued_on, expires_on) of this type, or of what the service renews (`*`)."""

    part: str
    type_code: str


@dataclass(frozen=True)
class Element:
    """One question that every form asks alike. `kind`: text, phone, date, choice, address.

    What may answer it: a `fact`, its codes told in `words`, or what is printed on one of `certificates`.
    A date lies in the `when`: past, future, or anywhere. What not everybody has, or an office can look up, is not `required`.
    """

    key: str
    label: str
    kind: str
    choices: tuple[str, ...]
    when: str
    fact: str
    words: tuple[tuple[str, str], ...]
    certificates: tuple[Printed, ...]
    hint: str
    required: bool


@lru_cache(maxsize=1)
def elements() -> Mapping[str, Element]:
    return {row["element"]: _element(row) for row in vocabulary.table("elements.csv")}


def _element(row: Mapping[str, str]) -> Element:
    words = tuple((code, word) for code, _, word in (one.partition("=") for one in _parts(row["words"])))
    printed = tuple(Printed(*one.split(":")) for one in _parts(row["certificate"]))
    choices, required = _parts(row["choices"]), row["required"] != "no"
    return Element(row["element"], row["label"], row["kind"], choices, row["when"], row["fact"], words, printed, row["hint"], required)


@lru_cache(maxsize=1)
def sections() -> Mapping[str, tuple[Element, ...]]:
    """The elements of each form section, by the section's name."""
    known = elements()
    return {row["section"]: tuple(known[key] for key in _parts(row["elements"])) for row in vocabulary.table("sections.csv")}


@lru_cache(maxsize=1)
def numbers() -> frozenset[str]:
    """The elements that ask for a certificate's number."""
    return frozenset(key for key, one in elements().items() if any(printed.part == "number" for printed in one.certificates))


def _parts(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(";")))
