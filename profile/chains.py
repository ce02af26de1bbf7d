"""A chain over rows that are never changed: each gets a link soon after it was written; a changed, moved or missing one is found."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson

from core import clock, crypto, storage
from core.errors import NotFound
from core.tables import sql, transaction, uuid7

BATCH = 2000
KEPT = timedelta(days=3 * 365)  # afterwards the row may go; its link stays
LATE = timedelta(minutes=10)


@dataclass(frozen=True)
class Verdict:
    """How far the chain holds; `fault` is empty when it holds to its end."""

    links: int
    head: str
    fault: str = ""


@dataclass(frozen=True)
class Chain:
    """The rows of `table`, whose `names` are bound; their links in `table`_seal, each naming its row by `row`; and where the head is kept
    outside the database."""

    table: str
    row: str
    names: tuple[str, ...]
    head: str

    @property
    def seals(self) -> str:
        return f"{self.table}_seal"

    @property
    def _columns(self) -> str:
        return ", ".join(f"r.{name}" for name in self.names)

    async def seal(self) -> int:
        """Links every row that has none yet; how many. One process at a time."""
        made = 0
        while found := await self._batch():
            made += found
        return made

    async def _batch(self) -> int:
        async with transaction():
            await sql("SELECT pg_advisory_xact_lock(hashtext($1))", self.seals)
            rows = await self._open()
            if not rows:
                return 0
            number, before = await self._last()
            links = []
            for row in rows:
                number, before = number + 1, crypto.link(before, self.text_of(row))
                links.append((uuid7(), number, row["id"], before))
            await sql(
                f"""INSERT INTO {self.seals} (id, created_at, number, {self.row}, mac) SELECT one.id, $1, one.number, one.row, one.mac
                FROM unnest($2::uuid[], $3::bigint[], $4::uuid[], $5::text[]) AS one(id, number, row, mac)""",  # noqa: S608
                clock.now(),
                *(list(column) for column in zip(*links, strict=True)),
            )
        return len(rows)

    async def _open(self) -> list[dict[str, Any]]:
        """A row may be committed after one with a later time: whoever came within the last hour is looked at again."""
        return await sql(
            f"""SELECT {self._columns} FROM {self.table} r LEFT JOIN {self.seals} s ON s.{self.row} = r.id
            WHERE s.id IS NULL AND r.created_at >= coalesce((SELECT created_at FROM {self.seals} ORDER BY number DESC LIMIT 1)
              - interval '1 hour', '-infinity'::timestamptz) ORDER BY r.created_at, r.id LIMIT {BATCH}"""  # noqa: S608
        )

    async def _last(self) -> tuple[int, str]:
        rows = await sql(f"SELECT number, mac FROM {self.seals} ORDER BY number DESC LIMIT 1")  # noqa: S608
        return (int(rows[0]["number"]), str(rows[0]["mac"])) if rows else (0, "")

    def text_of(self, row: dict[str, Any]) -> str:
        """The row in one fixed form. Pure."""
        return orjson.dumps({name: row[name] for name in self.names}, option=orjson.OPT_SORT_KEYS, default=str).decode()

    async def anchor(self) -> None:
        """Keeps the head outside the database, so that a chain cut off at its end is found too."""
        number, mac = await self._last()
        if number:
            await storage.store(self.head, orjson.dumps({"number": number, "mac": mac}), "application/json")

    async def length(self) -> int:
        """How many links there are; they are numbered from one."""
        return (await self._last())[0]

    async def check(self, told: Callable[[int], Awaitable[None]] | None = None) -> Verdict:
        """Walks the whole chain, telling after each batch how many links it has seen. The first fault ends the walk."""
        number, before = 0, ""
        while rows := await self._walk(number):
            if told:
                await told(number)
            for row in rows:
                if fault := self._fault(row, number, before):
                    return Verdict(number, before, fault)
                number, before = int(row["number"]), str(row["mac"])
        return Verdict(number, before, await self._beyond(number))

    async def _walk(self, after: int) -> list[dict[str, Any]]:
        return await sql(
            f"""SELECT s.number, s.mac, s.{self.row} AS row_id, s.created_at AS sealed_at, {self._columns}
            FROM {self.seals} s LEFT JOIN {self.table} r ON r.id = s.{self.row}
            WHERE s.number > $1 ORDER BY s.number LIMIT {BATCH}""",  # noqa: S608
            after,
        )

    def _fault(self, row: dict[str, Any], number: int, before: str) -> str:
        if row["number"] != number + 1:
            return f"link {number + 1} is missing"
        if row["id"] is None:
            old = row["sealed_at"] < clock.now() - KEPT
            return "" if old else f"row {row['row_id']} of link {row['number']} is missing"
        whole = crypto.same(crypto.link(before, self.text_of(row)), row["mac"])
        return "" if whole else f"row {row['id']} or link {row['number']} was changed"

    async def _beyond(self, number: int) -> str:
        """What the chain itself can't tell: rows that were never linked, and a head that was cut off."""
        late = await sql(
            f"""SELECT r.id FROM {self.table} r LEFT JOIN {self.seals} s ON s.{self.row} = r.id
            WHERE s.id IS NULL AND r.created_at < $1 ORDER BY r.id LIMIT 1""",  # noqa: S608
            clock.now() - LATE,
        )
        if late:
            return f"row {late[0]['id']} was never linked"
        try:
            kept = orjson.loads(await storage.fetch(self.head, 1000))
        except NotFound:
            return ""
        rows = await sql(f"SELECT mac FROM {self.seals} WHERE number = $1", kept["number"])  # noqa: S608
        return "" if rows and rows[0]["mac"] == kept["mac"] else f"link {kept['number']}, kept outside, is not in the chain of {number}"
