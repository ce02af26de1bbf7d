"""The 195 types and their cases as they ship with the house, checked row by row when they are first read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from profile.rules import content
from profile.rules.content import Content
from profile.rules.types import CertificateType, table

_GIVEN = ("issued_on", "birth_date", "printed_until", "version", "registered_on", "clean_record", "as_of")
_EXPECTED = ("expires_on", "opens_on", "deadline_on", "rungs")


def basics(row: Mapping[str, str]) -> dict[str, str]:
    """What nobody edits of a type."""
    return {"code": row["code"], "name": row["name"], "holder": row["holder"], "department": row["issuing_dept"], "tag": row["tag"]}


def read(rows: Iterable[Mapping[str, str]]) -> dict[str, CertificateType]:
    """Builds types from rows of the table. ValueError names the first row that is wrong."""
    found: dict[str, CertificateType] = {}
    for row in rows:
        try:
            kind = content.kind(basics(row), content.of_row(row))
        except (KeyError, TypeError, ValueError) as wrong:
            raise ValueError(f"certificate type {row.get('code')}: {wrong}") from wrong
        if kind.code in found:
            raise ValueError(f"certificate type {kind.code}: the code is used twice")
        found[kind.code] = kind
    return found


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, CertificateType]:
    return read(table("certificate_types.csv"))


def contents() -> dict[str, tuple[dict[str, str], Content]]:
    """Every type's basics and whole content, its cases too, by code: what is put into the database."""
    cases: dict[str, list[dict[str, Any]]] = {}
    for row in table("certificate_cases.csv"):
        given, expected = ({name: row[name] for name in names if row[name]} for names in (_GIVEN, _EXPECTED))
        cases.setdefault(row["type_code"], []).append({"name": row["case"], "given": given, "expect": expected})
    rows = table("certificate_types.csv")
    return {row["code"]: (basics(row), {**content.of_row(row), "cases": cases.get(row["code"], [])}) for row in rows}
