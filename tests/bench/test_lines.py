"""Other people's files for `bench.recommend` and `bench.search`: read where they can be, else refused with the line that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import recommend, search

READERS = {
    "train": recommend.examples,
    "test": recommend.asked,
    "docs": lambda path: search.documents(path, made=False),
    "queries": search.queries,
}


@pytest.mark.parametrize(
    ("kind", "line", "why"),
    [
        ("train", '{"user":1,"items":[1', "no JSON"),
        ("train", "[1,2]", "one JSON object"),
        ("train", '{"user":1}', "“items” must be a list of ids, and is missing"),
        ("train", '{"user":1,"items":"abc"}', "“items” must be a list"),
        ("train", '{"user":1,"items":[[1]]}', "“items” must hold ids"),
        ("train", '{"user":1,"items":[true]}', "“items” must hold ids"),
        ("train", '{"user":1,"items":[1],"profile":"x"}', "“profile” must be an object"),
        ("test", '{"user":1,"given":[1]}', "“hidden” must be a list of ids, and is missing"),
        ("test", '{"user":1,"given":3,"hidden":[1]}', "“given” must be a list"),
        ("docs", '{"name":"x"}', "“id” must hold ids"),
        ("docs", '{"id":2}', "“name” must be a text, and is missing"),
        ("docs", '{"id":2,"name":" "}', "“name” must be a text"),
        ("docs", '{"id":2,"name":"x","aliases":"y"}', "“aliases” must be a list of texts"),
        ("docs", '{"id":1.0,"name":"x"}', "the id 1 stands on line 1 already"),
        ("queries", '{"query":"","relevant":[1]}', "“query” must be a text"),
        ("queries", '{"query":"x"}', "“relevant” must be a list of ids, and is missing"),
        ("queries", '{"query":"x","relevant":[]}', "“relevant” names no document"),
    ],
)
def test_what_cant_be_read_is_refused_with_its_line(kind: str, line: str, why: str, tmp_path: Path) -> None:
    good = '{"user":1,"items":[1],"hidden":[2],"id":1,"name":"x","query":"x","relevant":[1]}'
    (tmp_path / "some.jsonl").write_text(f"{good}\n\n{line}\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=f"^✗ some.jsonl, line 3: .*{why}"):
        READERS[kind](tmp_path / "some.jsonl")


def test_marks_empty_lines_numbers_nothing_and_half_characters_are_read(tmp_path: Path) -> None:
    file = tmp_path / "some.jsonl"
    file.write_bytes(
        b'\xef\xbb\xbf{"items":[7,7.0,"7"],"profile":{"a":NaN},"hidden":[8]}\r\n\n{"items":[],"profile":null,"given":null,"hidden":["\xff"]}'
    )
    first, second = recommend.examples(file)
    assert (first.items, second.items, second.profile) == (["7", "7", "7"], [], {})
    assert [one.given for one in recommend.asked(file)] == [(), ()]
    file.write_bytes(b'{"id":3,"name":"a\\ud800","aliases":null}\n{"id":"4","name":"b","aliases":["c",""]}')
    assert [(one.id, one.name, one.aliases) for one in search.documents(file, made=False)] == [("3", "a?", ()), ("4", "b", ("c",))]
    with pytest.raises(SystemExit, match="No such file"):
        recommend.examples(tmp_path / "none")
