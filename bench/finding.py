"""The product's search over the whole catalogue with as many aliases as it must carry, against tantivy alone with the same words."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench import search
from bench.cpu import Meter
from bench.exhaustive import Exhaustive
from bench.pairs import Side, Work, compare
from bench.plan import Plan
from bench.report import Figure, Gate, Report
from hall import vocabulary
from hall.search import finding, generator, text
from hall.search.documents import Document
from hall.search.index import Reader, build

GOAL = 2.0
SLIPS = "事是证正政办班保报"


def catalogue(plan: Plan) -> list[Document]:
    """Every item's name with made names, and written ones put together from the words of others until there are enough."""
    dice = random.Random(plan.seed)
    names = list(dict.fromkeys(row["name"] for file in ("items_core.csv", "items_real.csv") for row in vocabulary.table(file)))
    spoken = [row["text"] for row in vocabulary.table("aliases.csv")] + [name[:14] for name in names]

    def alias(name: str) -> str:
        at = dice.randrange(max(1, len(name) - 4))
        return dice.choice(spoken)[: dice.randrange(2, 9)] + name[at : at + dice.randrange(3, 9)]

    each = plan.aliases // len(names)
    return [
        Document(str(number), "item", name, tuple(alias(name) for _ in range(each)), made=generator.made(name, "", each))
        for number, name in enumerate(names)
    ]


def questions(plan: Plan) -> list[str]:
    """Everyday words as they are, asked as a question, and with a slip of the pen."""
    dice = random.Random(plan.seed)
    words = dice.sample([row["text"] for row in vocabulary.table("aliases.csv")], plan.questions)
    shapes = ("{}", "请问{}怎么办", "我想问一下{}需要什么材料")
    return [
        _slipped(shapes[number % 3].format(one), dice) if number % 4 == 3 else shapes[number % 3].format(one)
        for number, one in enumerate(words)
    ]


def _slipped(words: str, dice: random.Random) -> str:
    at = dice.randrange(len(words))
    return words[:at] + dice.choice(SLIPS) + words[at + 1 :]


def by_product(reader: Reader, asked: Sequence[str]) -> Work:
    async def run() -> None:
        for one in asked:
            reader.search(finding.understood(one), search.DEPTH)

    return run


def by_tantivy(reader: Reader, asked: Sequence[str]) -> Work:
    async def run() -> None:
        for one in asked:
            search.alone(reader.searcher, text.plain(one))

    return run


def agrees(reader: Reader, documents: Sequence[Document], asked: Sequence[str]) -> Gate:
    """The index passes most entries over; what it finds must be what counting every one of them finds."""
    understood = [finding.understood(one) for one in asked]
    oracle = Exhaustive(documents, understood)
    told = [oracle.wrong(one, reader.search(one, search.DEPTH), search.DEPTH) for one in understood]
    return Gate("search: finds what counting out every entry finds", tuple(filter(None, told)))


def slowest(reader: Reader, asked: Sequence[str]) -> dict[str, int]:
    """The 99th of a hundred in microseconds, by the clock on the wall and of the processor alone."""
    took = []
    for one in asked:
        wall, cpu = time.perf_counter(), time.thread_time()
        reader.search(finding.understood(one), search.DEPTH)
        took.append((time.perf_counter() - wall, time.thread_time() - cpu))
    walls, cpus = (sorted(column)[int(len(took) * 0.99)] for column in zip(*took, strict=True))
    return {"p99_us": round(walls * 1e6), "p99_cpu_us": round(cpus * 1e6)}


async def against_tantivy(plan: Plan, report: Report) -> None:
    documents, asked = catalogue(plan), questions(plan)
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        entries = build(Path(folder) / "index", documents)
        built = round((time.perf_counter() - began) * 1000)
        reader = Reader(Path(folder) / "index")
        report.gates.append(agrees(reader, documents, asked))
        first, second = Side("product", by_product(reader, asked)), Side("tantivy alone", by_tantivy(reader, asked))
        pair = await compare(first, second, plan.rounds, Meter())
        size = sum(path.stat().st_size for path in (Path(folder) / "index").iterdir() if path.is_file())
        report.rows["search"] = {"entries": entries, "build_ms": built, "index_kb": size // 1000, **slowest(reader, asked)}
    report.figures.append(Figure("search, full catalogue", "tantivy alone, the same words", GOAL, len(asked), pair))
