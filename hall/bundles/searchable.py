"""Bundles among the things that can be searched. Imported where the index is built and where it is asked."""

from __future__ import annotations

from collections.abc import AsyncIterator

from core.errors import NotFound
from hall import guides
from hall.bundles import members
from hall.bundles.library import all as every
from hall.bundles.library import bundle
from hall.bundles.shape import Bundle
from hall.search.documents import Document
from hall.search.sources import Source, register


async def read() -> AsyncIterator[Document]:
    for one in await every():
        yield document(one)


async def by_id(id: str) -> Document | None:  # noqa: A002
    try:
        return document(await bundle(id))
    except NotFound:
        return None


def document(one: Bundle) -> Document:
    """Found by its name, by its name as people ask for it, and by what it holds."""
    listed = one.listed
    names = tuple(member.item.name for member in one.members)
    note = f"一件事 · {len(names)} 个事项一次办"
    return Document(
        one.id, "bundle", listed.name, (f"{listed.name}一件事",), " ".join((listed.stage, *names)), (), (listed.audience,), note
    )


async def _stamp() -> str:
    return f"{await guides.stamp(guides.BUNDLE)} {await members.stamp()}"


register(Source("bundle", read, by_id, _stamp))
