"""Puts the policies of hall/data/policies/*.yaml on the shelf: `python -m hall.import_policies`. What was edited by hand stays."""

from __future__ import annotations

import asyncio
import hashlib
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson
import yaml

from core import clock, tables
from core.tables import sql, transaction, uuid7
from hall.vocabulary import DATA

FOLDER = DATA / "policies"
AUDIENCES = {"citizen": (True, False), "enterprise": (False, True), "both": (True, True)}
COLUMNS = {
    "title": "text",
    "theme": "text",
    "for_citizens": "boolean",
    "for_enterprises": "boolean",
    "summary": "text",
    "gives": "text",
    "who": "text",
    "how": "text",
    "place": "text",
    "basis": "text[]",
    "services": "text[]",
    "digest": "text",
}
_NAMES = ", ".join(COLUMNS)
_RECORD = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
_CHANGES = ", ".join(f"{name} = excluded.{name}" for name in (*COLUMNS, "updated_at"))
# Every name spliced in comes from COLUMNS above; the values travel as one JSON parameter.
_PUT = f"""
    INSERT INTO hall_policy (id, created_at, updated_at, code, verified, edited, {_NAMES})
    SELECT id, $2, $2, code, false, false, {_NAMES}
    FROM jsonb_to_recordset($1::jsonb) AS given(id uuid, code text, {_RECORD})
    ON CONFLICT (code) DO UPDATE SET {_CHANGES} WHERE hall_policy.digest <> excluded.digest AND NOT hall_policy.edited
    RETURNING (xmax = 0) AS created"""  # noqa: S608


@dataclass(frozen=True)
class Written:
    """A policy as it stands in a file; `how` is a step a line."""

    code: str
    title: str
    theme: str
    for_citizens: bool
    for_enterprises: bool
    summary: str
    gives: str
    who: str
    how: str
    place: str
    basis: list[str]
    services: list[str]

    def digest(self) -> str:
        return hashlib.sha256(orjson.dumps(asdict(self))).hexdigest()


def read(folder: Path = FOLDER) -> list[Written]:
    """Every policy of the folder. Raises `ValueError` naming the file for one that is incomplete or named twice."""
    found: dict[str, Written] = {}
    for path in sorted(folder.glob("*.yaml")):
        for row in yaml.safe_load(path.read_text("utf-8")):
            try:
                made = _written(row)
            except (KeyError, TypeError) as error:
                raise ValueError(f"{path.name}: {row}: {error} is missing or wrong") from error
            if made.code in found:
                raise ValueError(f"{path.name}: {made.code} is there twice")
            found[made.code] = made
    return list(found.values())


def _written(row: dict[str, object]) -> Written:
    words = {name: str(row[name]).strip() for name in ("code", "title", "theme", "summary", "gives", "who", "place")}
    lists = {name: [str(one) for one in row[name]] for name in ("how", "basis", "services")}  # type: ignore[attr-defined]
    citizens, enterprises = AUDIENCES[str(row["audience"])]
    return Written(
        **words,
        for_citizens=citizens,
        for_enterprises=enterprises,
        how="\n".join(lists["how"]),
        basis=lists["basis"],
        services=lists["services"],
    )


async def put(policies: list[Written]) -> tuple[int, int]:
    """Created and updated, in one transaction."""
    async with transaction():
        rows = await sql(_PUT, _json({**asdict(one), "id": uuid7(), "digest": one.digest()} for one in policies), clock.now())
    created = sum(bool(row["created"]) for row in rows)
    return created, len(rows) - created


def _json(rows: Iterable[dict[str, object]]) -> str:
    return orjson.dumps(list(rows)).decode()


async def _run() -> None:
    await tables.connect()
    try:
        policies = read()
        created, updated = await put(policies)
        sys.stdout.write(f"policies: {created} created, {updated} updated, {len(policies) - created - updated} unchanged\n")
    finally:
        await tables.disconnect()


if __name__ == "__main__":
    asyncio.run(_run())
