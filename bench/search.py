"""python -m bench.search --docs FILE --queries FILE: how well and how fast the product's own search finds, on any data.

JSON lines: docs `{"id","name","aliases":[…],"text"?,"regions"?,"audiences"?}`,
queries `{"qid","query","relevant":[ids],"region"?,"audience"?}`.
Everything is given made aliases, as in the product (`--plain`: nothing is). Beside it the same words go to tantivy alone.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import orjson
import tantivy

from bench import lines
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


def documents(path: Path, made: bool) -> list[Document]:
    """The documents as the product would index them; each id once."""
    found: dict[str, tuple[int, Document]] = {}
    for at, row in lines.rows(path):
        one = _document(path, at, row)
        if one.id in found:
            raise lines.Wrong(path, at, f"the id {one.id} stands on line {found[one.id][0]} already")
        found[one.id] = at, _completed(one) if made else one
    return [one for _, one in found.values()]


def _document(path: Path, at: int, row: lines.Row) -> Document:
    aliases, regions, audiences = (lines.texts(path, at, row, name) for name in ("aliases", "regions", "audiences"))
    name, text = lines.words(path, at, row, "name"), lines.words(path, at, row, "text", needed=False)
    return Document(lines.identifier(path, at, "id", row.get("id")), "item", name, aliases, text, regions, audiences)


def _completed(one: Document) -> Document:
    return replace(one, made=generator.made(one.name, "", len(one.aliases)))


def queries(path: Path) -> list[Query]:
    return [_query(path, at, row) for at, row in lines.rows(path)]


def _query(path: Path, at: int, row: lines.Row) -> Query:
    """`relevant` is one id or several; a question without words or without an answer can't be judged."""
    one = row.get("relevant")
    several = one is None or isinstance(one, list)
    answers = lines.identifiers(path, at, row, "relevant") if several else [lines.identifier(path, at, "relevant", one)]
    if not answers:
        raise lines.Wrong(path, at, "“relevant” names no document")
    region, audience = (lines.words(path, at, row, name, needed=False) or None for name in ("region", "audience"))
    return Query(lines.words(path, at, row, "query"), frozenset(answers), region, audience)


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


def unknown(given: Sequence[Document], asked: Sequence[Query]) -> str:
    """A word on questions that nothing can answer: they count as missed."""
    ids = {one.id for one in given}
    missed = sum(not one.relevant & ids for one in asked)
    return f"{missed} of {len(asked)} queries want documents that are not in the file" if missed else ""


LABELS = {"s_at_1": "S@1", "s_at_5": "S@5", "mrr_at_10": "MRR@10", "p50_ms": "p50 ms", "p99_ms": "p99 ms"}


def table(figures: Figures) -> str:
    rows = {LABELS.get(name, name): value for name, value in asdict(figures).items()}
    width = max(map(len, rows))
    return "\n".join(f"{name.ljust(width)}  {value:>12,}" for name, value in rows.items())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.search", description="how well and how fast the search finds")
    parser.add_argument("--docs", type=Path, required=True)
    parser.add_argument("--queries", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=3, help="how often each query is timed")
    parser.add_argument("--plain", action="store_true", help="no made aliases")
    given = parser.parse_args()
    told, asked = documents(given.docs, not given.plain), queries(given.queries)
    if not told or not asked:
        raise SystemExit("✗ no documents to find, or no queries to ask")
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(told, asked, Path(folder) / "index", given.rounds)
    print(table(figures))
    if missed := unknown(told, asked):
        print(missed)
    print(orjson.dumps(asdict(figures)).decode())


if __name__ == "__main__":
    main()
