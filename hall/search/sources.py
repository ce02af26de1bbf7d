"""Where findable things come from. A part of the hall that has some registers a source; the index is built from all of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from core.tables import sql
from hall.search import generator
from hall.search.documents import Document, Kind
from profile import rules

PAGE = 1000


@dataclass(frozen=True)
class Source:
    """`read` gives every document of a kind; `one` a single one by id; `stamp` is cheap and changes when something did.

    Without `one` a change of a single document waits for the next build; without `stamp` nothing but a new release is noticed.
    """

    kind: Kind
    read: Callable[[], AsyncIterator[Document]]
    one: Callable[[str], Awaitable[Document | None]] | None = None
    stamp: Callable[[], Awaitable[str]] | None = None


_sources: dict[Kind, Source] = {}


def register(source: Source) -> None:
    """Adds a source, or puts it in the place of the one of its kind. Call it where the module is imported."""
    _sources[source.kind] = source


def sources() -> tuple[Source, ...]:
    return tuple(_sources.values())


async def everything() -> AsyncIterator[Document]:
    """All documents of all kinds, with the everyday names that were given to them."""
    for source in sources():
        aliases = {} if source.kind == "item" else await _aliases(source.kind)
        async for document in source.read():
            given = aliases.get(document.id, ())
            yield replace(document, aliases=(*document.aliases, *given)) if given else document


async def one(kind: str, ref: str) -> Document | None:
    """A single document as it is now; None when it is gone or can't be read alone."""
    source = next((one for one in sources() if one.kind == kind), None)
    if source is None or source.one is None:
        return None
    document = await source.one(ref)
    if document is None or kind == "item":
        return document
    return replace(document, aliases=(*document.aliases, *(await _aliases(kind)).get(ref, ())))


async def stamps() -> dict[str, str]:
    """What every source says of its state; compared with what an index was built from."""
    found: dict[str, str] = {source.kind: await source.stamp() for source in sources() if source.stamp}
    rows = await sql("SELECT count(*) AS n, max(created_at) AS last FROM hall_alias")
    return {**found, "kinds": " ".join(sorted(one.kind for one in sources())), "aliases": f"{rows[0]['n']} {rows[0]['last']}"}


async def _aliases(kind: str) -> dict[str, tuple[str, ...]]:
    rows = await sql("SELECT target, text FROM hall_alias WHERE kind = $1 ORDER BY target, generated, created_at, text", kind)
    return {target: tuple(row["text"] for row in found) for target, found in groupby(rows, key=lambda row: str(row["target"]))}


_ITEMS = """SELECT s.code, s.name, s.plain_name, s.level, s.parent_name, s.result, s.for_citizens, s.for_enterprises, d.name AS department,
        coalesce(a.written, '{}') AS aliases, coalesce(a.made, '{}') AS made
    FROM hall_service s LEFT JOIN LATERAL (
        SELECT array_agg(text ORDER BY created_at, text) FILTER (WHERE NOT generated) AS written,
            array_agg(text ORDER BY created_at, text) FILTER (WHERE generated) AS made
        FROM hall_alias WHERE kind = 'item' AND target = s.code) a ON true
    JOIN hall_department d ON d.id = s.department_id WHERE s.status = '在用'"""


def beneath(row: Mapping[str, Any]) -> str:
    """The line under an item's name: whose it is and of which level, for several offices may have one of the same name."""
    return " · ".join(str(row[name]) for name in ("department", "level") if row[name])


def _item(row: dict[str, Any]) -> Document:
    audiences = tuple(name for name, has in (("citizen", row["for_citizens"]), ("enterprise", row["for_enterprises"])) if has)
    aliases = tuple(str(one) for one in (row["plain_name"], *row["aliases"]) if one)
    about = " ".join(str(row[name]) for name in ("parent_name", "result") if row[name])
    return Document(row["code"], "item", row["name"], aliases, about, (), audiences, beneath(row), tuple(row["made"]))


async def _items() -> AsyncIterator[Document]:
    after = ""
    while True:
        rows = await sql(f"{_ITEMS} AND s.code > $1 ORDER BY s.code LIMIT {PAGE}", after)
        for row in rows:
            yield _item(row)
        if len(rows) < PAGE:
            return
        after = rows[-1]["code"]


async def _one_item(code: str) -> Document | None:
    rows = await sql(f"{_ITEMS} AND s.code = $1", code)
    return _item(rows[0]) if rows else None


async def _items_stamp() -> str:
    rows = await sql("SELECT count(*) AS n, max(updated_at) AS last FROM hall_service")
    return f"{rows[0]['n']} {rows[0]['last']}"


async def _certificates() -> AsyncIterator[Document]:
    for one in rules.types().values():
        audiences = ("enterprise",) if one.holder == "enterprise" else ()
        yield Document(one.code, "certificate", one.name, audiences=audiences, note=one.department, made=generator.made(one.name))


register(Source("item", _items, _one_item, _items_stamp))
register(Source("certificate", _certificates))
