"""python -m bench.search --docs FILE --queries FILE: how well and how fast the product's own search finds, on any data.

JSON lines: docs `{"id","name","aliases":[…],"text"?,"regions"?,"audiences"?}`,
queries `{"qid","query","relevant":[ids],"region"?,"audience"?}`.
Everything is given made aliases, as in the product (`--plain`: nothing is). Beside it the same words go to tantivy alone.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import orjson
import tantivy

from hall.search import finding, generator, index, text
from hall.search.documents import Document

DEPTH = 10


@dataclass(frozen=True)
class Query:
    query: str
    relevant: frozenset[str]
    region: str | None = None
    audience: str | None = None


@dataclass(frozen=True)
class Figures:
    """Shares of queries, milliseconds; `floor_*` is tantivy alone with the same terms and depth in the same run.

    Processor time is what tells on a busy machine.
    """

    documents: int
    entries: int
    queries: int
    s_at_1: float
    s_at_5: float
    mrr_at_10: float
    p50_ms: float
    p99_ms: float
    cpu_p50_ms: float
    cpu_p99_ms: float
    floor_p50_ms: float
    floor_p99_ms: float
    floor_cpu_p50_ms: float
    floor_cpu_p99_ms: float
    build_s: float
    index_mb: float


def lines(path: Path) -> list[dict[str, Any]]:
    """Other people's files: a mark at the beginning, broken characters and empty lines are no reason to stop."""
    return [json.loads(line) for line in path.read_text("utf-8-sig", "replace").split("\n") if line.strip()]


def documents(rows: Iterable[dict[str, Any]], made: bool) -> list[Document]:
    """The documents as the product would index them."""
    given = [
        Document(
            str(row["id"]), "item", str(row["name"]), tuple(map(str, row.get("aliases") or ())), str(row.get("text") or ""),
            tuple(row.get("regions") or ()), tuple(row.get("audiences") or ()),
        )
        for row in rows
    ]  # fmt: skip
    return [_completed(one) for one in given] if made else given


def _completed(one: Document) -> Document:
    return replace(one, made=generator.made(one.name, "", len(one.aliases)))


def queries(rows: Iterable[dict[str, Any]]) -> list[Query]:
    return [Query(str(row["query"]), _ids(row["relevant"]), row.get("region"), row.get("audience")) for row in rows]


def _ids(given: object) -> frozenset[str]:
    """One id or several, numbers or words."""
    return frozenset(map(str, given)) if isinstance(given, list) else frozenset({str(given)})


def measure(given: Sequence[Document], asked: Sequence[Query], folder: Path, rounds: int) -> Figures:
    began = time.perf_counter()
    entries = index.build(folder, given)
    built = time.perf_counter() - began
    reader = index.Reader(folder)

    def product(one: Query) -> list[str]:
        understood = finding.understood(one.query, one.region, one.audience)
        return [found.id for found in reader.search(understood, DEPTH)]

    def floor(one: Query) -> object:
        return alone(reader.searcher, text.plain(one.query))

    ranks = [_rank(product(one), one.relevant) for one in asked]
    # By turns, so that a busy moment of the machine meets both; a query's time is the middle one of its rounds.
    both = [[(*_timed(product, one), *_timed(floor, one)) for _ in range(rounds)] for one in asked]
    times = [_quantiles([statistics.median(one[column] for one in taken) for taken in both]) for column in range(4)]
    size = sum(path.stat().st_size for path in folder.iterdir() if path.is_file()) / 1e6
    share = [sum(rank <= limit for rank in ranks) / len(ranks) for limit in (1, 5)]
    mrr = sum(1 / rank for rank in ranks if rank <= DEPTH) / len(ranks)
    values = (*share, mrr, *(one for pair in times for one in pair), built, size)
    return Figures(len(given), entries, len(asked), *(round(value, 3) for value in values))


def alone(searcher: tantivy.Searcher, words: str) -> object:
    """The floor: the words' 1–2-grams as one plain query, no pinyin, no grouping, nothing read back."""
    terms = [tantivy.Query.term_query(index.SCHEMA, "words_item", gram) for gram in dict.fromkeys(text.grams(words))]
    return searcher.search(tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms]), DEPTH * index.DEPTH, count=False)


def _timed(work: Callable[[Query], object], one: Query) -> tuple[float, float]:
    """Milliseconds by the clock on the wall, and of the processor alone."""
    wall, cpu = time.perf_counter(), time.thread_time()
    work(one)
    return (time.perf_counter() - wall) * 1000, (time.thread_time() - cpu) * 1000


def _rank(found: Sequence[str], relevant: frozenset[str]) -> int:
    return next((place for place, one in enumerate(found, 1) if one in relevant), sys.maxsize)


def _quantiles(taken: list[float]) -> tuple[float, float]:
    return statistics.median(taken), sorted(taken)[int(len(taken) * 0.99)]


def table(figures: Figures) -> str:
    rows = asdict(figures)
    width = max(map(len, rows))
    return "\n".join(f"{name.ljust(width)}  {value:>12,}" for name, value in rows.items())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.search", description="how well and how fast the search finds")
    parser.add_argument("--docs", type=Path, required=True)
    parser.add_argument("--queries", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=3, help="how often each query is timed")
    parser.add_argument("--plain", action="store_true", help="no made aliases")
    given = parser.parse_args()
    asked = queries(lines(given.queries))
    if not asked:
        raise SystemExit("✗ no queries in the file")
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(documents(lines(given.docs), not given.plain), asked, Path(folder) / "index", given.rounds)
    print(table(figures))
    print(orjson.dumps(asdict(figures)).decode())


if __name__ == "__main__":
    main()
