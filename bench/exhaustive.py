"""Search as it is defined, counted out: BM25 of every entry in plain sums, no index, nothing passed over. The oracle of `bench.finding`."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from hall.search import index, text
from hall.search.documents import Document
from hall.search.index import Asked, Found

K1, B = 1.2, 0.75
CLOSE = 2e-3  # the index sums in single precision
# Lengths as an inverted index keeps them, in one byte: exact to 40, then in steps that double every eight.
_KEPT: list[int] = [*range(40), *(40 + 16 * (2**power - 1) + step * 2 ** (power + 1) for power in range(12) for step in range(8))]


def kept(length: int) -> int:
    return _KEPT[bisect_right(_KEPT, length) - 1]


class Exhaustive:
    """Holds what `questions` can ask about `documents`, and scores every entry for each."""

    def __init__(self, documents: Iterable[Document], questions: Iterable[Asked]) -> None:
        wanted = {gram for asked in questions for gram in (*text.grams(asked.words), *text.sounds(asked.words))}
        self.things: list[str] = []
        self.postings: defaultdict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        lengths: dict[str, list[int]] = {field: [] for field in ("words", "sounds", "made", "body")}
        for document in documents:
            for number, entry in enumerate(dict.fromkeys((document.name, *document.aliases))):
                for field, terms in self._terms(document, entry, number == 0).items():
                    lengths[field].append(len(terms))
                    for term, times in Counter(term for term in terms if term in wanted).items():
                        self.postings[field, term].append((len(self.things), times))
                self.things.append(document.id)
        self.averages = {field: sum(all_of) / len(all_of) for field, all_of in lengths.items()}
        self.lengths = {field: np.array([kept(one) for one in all_of], float) for field, all_of in lengths.items()}

    @staticmethod
    def _terms(document: Document, entry: str, is_name: bool) -> dict[str, list[str]]:
        folded = text.plain(entry, text.NAME_MAX)
        lent = index._lent(folded, document.made) if is_name else []
        body = text.pairs(text.plain(document.text, text.BODY_MAX)) if is_name else []
        return {"words": text.grams(folded), "sounds": text.sounds(folded), "made": lent, "body": body}

    def scores(self, asked: Asked) -> NDArray[np.float64]:
        total = np.zeros(len(self.things))
        for field, term, weight in index.weighted(asked.words, lambda field, term: (field, term) in self.postings):
            rows = np.array(self.postings[field, term])
            entries, times = rows[:, 0], rows[:, 1]
            rarity = math.log(1 + (len(self.things) - len(rows) + 0.5) / (len(rows) + 0.5))
            norm = K1 * (1 - B + B * self.lengths[field][entries] / self.averages[field])
            total[entries] += weight * rarity * (K1 + 1) * times / (times + norm)
        return total

    def wrong(self, asked: Asked, found: Sequence[Found], limit: int) -> str:
        """What differs from the best `limit` things among the best entries; empty when nothing does. Ties may fall either way."""
        scores = self.scores(asked)
        order = np.argsort(-scores)
        edge = float(scores[order[: limit * index.DEPTH][-1]])
        entries: defaultdict[str, list[float]] = defaultdict(list)
        for at in order[scores[order] > max(edge - CLOSE, 0)]:
            entries[self.things[at]].append(float(scores[at]))
        least = {thing: of[0] + index.NEXT * sum(one for one in of[1:2] if one > edge + CLOSE) for thing, of in entries.items()}
        most = {thing: of[0] + index.NEXT * sum(of[1:2]) for thing, of in entries.items()}
        last = found[-1].score if len(found) == limit else edge
        odd = [one.id for one in found if not least.get(one.id, 1e9) - CLOSE <= one.score <= most.get(one.id, 0) + CLOSE]
        missed = [thing for thing, score in least.items() if score > last + CLOSE and thing not in {one.id for one in found}]
        return f"{asked.words}: scored otherwise {odd[:3]}, passed over {missed[:3]}" if odd or missed else ""
