"""Without an index, or with a damaged one, people still find what they look for."""

from __future__ import annotations

import shutil

from hall import search
from hall.search import building, folder
from local.instance import Instance
from tests.search.test_finding import ids


async def test_without_an_index_postgres_answers_in_the_same_shape(database: Instance) -> None:
    assert folder.current() is None
    results = await search.find("社保卡丢了", audience="citizen")
    assert results.from_fallback
    assert "IT009" in ids(results)[:5]
    assert [one.text for one in await search.suggest("社保卡")]
    assert "certificate" in {group.kind for group in (await search.find("驾驶证")).groups}


async def test_a_damaged_index_is_noticed_gone_round_and_mended(database: Instance) -> None:
    await building.rebuild()
    assert not (await search.find("社保卡丢了")).from_fallback
    for damage in (_emptied, _no_segments, _gone):
        damaged = folder.current()
        damage()
        results = await search.find("社保卡丢了")
        assert results.from_fallback or damage is _no_segments  # files that were open are still read
        assert "IT009" in ids(results)[:5]
        await building.sweep()
        assert folder.current() != damaged
        assert not (await search.find("社保卡丢了")).from_fallback, damage


def _emptied() -> None:
    generation = folder.current()
    assert generation
    (generation / "meta.json").write_text("{")


def _no_segments() -> None:
    generation = folder.current()
    assert generation
    for path in generation.iterdir():
        if path.name not in {"meta.json", "stamps.json"}:
            path.unlink()
    (generation / "meta.json").touch()


def _gone() -> None:
    generation = folder.current()
    assert generation
    shutil.rmtree(generation)
