"""The tantivy index of one generation: its fields, how a document becomes entries, and how entries are scored.

Each name and each written alias is an entry of its own; a thing's score is its best entry's, and a tenth of the next one's.
Made names are no entries: shorter than what people wrote, they would go before it. They lend the name the words it lacks.
Each kind has fields of its own, so that thousands of points neither crowd out the items nor change what a word is worth among them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson
import tantivy
from tantivy import Occur, Query

from hall.search import places, text
from hall.search.documents import AUDIENCES, KINDS, Document, Kind

FORMAT = "6"
PLACED = "."
HEAP = 64_000_000
SMALL_HEAP = 15_000_000
SINGLE, PAIR, SOUND, MADE, BODY = 1.0, 1.0, 1.0, 1.0, 0.15
NEXT = 0.1
OWN_PLACE = 1.5  # for what holds around the place; what is the place itself, or in it, gets as much again
LONGEST = 40
DEPTH = 6
OTHERS = 8


def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    for name in (f"{field}_{kind}" for kind in KINDS for field in ("words", "sounds", "made", "body")):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in ("place", "not_for", "kind"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("thing", fast=True)
    builder.add_bytes_field("shown", stored=True)
    return builder.build()


SCHEMA = schema()


def key_of(kind: str, ref: str) -> str:
    return f"{kind}:{ref}"


def _thing(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode("utf-8", "ignore"), digest_size=8).digest(), "big") >> 1


def write(writer: tantivy.IndexWriter, document: Document) -> int:
    """Adds every entry of a document; says how many."""
    key = key_of(document.kind, document.id)
    thing = _thing(key)
    own = text.plain(document.name, text.NAME_MAX)
    around = _place_words(document.regions or places.codes_in(own))
    entries = dict.fromkeys((document.name, *document.aliases))
    for number, entry in enumerate(entries):
        folded = own if number == 0 else text.plain(entry, text.NAME_MAX)
        made = tantivy.Document()
        made.add_text("key", text.readable(key))
        made.add_unsigned("thing", thing)
        made.add_text("kind", document.kind)
        made.add_text(f"words_{document.kind}", " ".join(text.grams(folded)))
        made.add_text(f"sounds_{document.kind}", " ".join(text.sounds(folded)))
        if number == 0 and document.made:
            made.add_text(f"made_{document.kind}", " ".join(_lent(own, document.made)))
        if number == 0 and document.text:
            made.add_text(f"body_{document.kind}", " ".join(text.pairs(text.plain(document.text, text.BODY_MAX))))
        for word in around:
            made.add_text("place", word)
        for word in AUDIENCES if document.audiences else ():
            if word not in document.audiences:
                made.add_text("not_for", word)
        shown = (document.kind, document.id, document.name, entry, document.note, " ".join(document.made) if number == 0 else "")
        made.add_bytes("shown", orjson.dumps([text.readable(part) for part in shown]))
        writer.add_document(made)
    return len(entries)


def _lent(own: str, made: Iterable[str]) -> list[str]:
    """What the made names say that the name itself does not."""
    said = set(text.grams(own))
    grams = dict.fromkeys(gram for one in made for gram in text.grams(text.wanted(text.plain(one))))
    return [gram for gram in grams if gram not in said]


def _place_words(codes: Iterable[str]) -> list[str]:
    """`=330106` says exactly there, `<3301` and `<33` that it lies within; nothing for what holds everywhere."""
    words = [f"{sign}{code}" for one in codes for sign, code in [("=", places.stem(one)), *(("<", outer) for outer in places.above(one))]]
    return [PLACED, *dict.fromkeys(words)] if words else []


def build(folder: Path, documents: Iterable[Document]) -> int:
    """A new index in an empty folder; says how many entries it holds."""
    folder.mkdir(parents=True, exist_ok=True)
    index = tantivy.Index(SCHEMA, str(folder), reuse=False)
    writer = index.writer(HEAP, 1)
    count = sum(write(writer, document) for document in documents)
    writer.commit()
    writer.wait_merging_threads()
    return count


def replace(folder: Path, keys: Sequence[str], documents: Iterable[Document]) -> None:
    """Takes the things of these keys out and puts the documents in, in one commit."""
    writer = tantivy.Index.open(str(folder)).writer(SMALL_HEAP, 1)
    for key in keys:
        writer.delete_documents_by_term("key", key)
    for document in documents:
        write(writer, document)
    writer.commit()
    writer.wait_merging_threads()


@dataclass(frozen=True)
class Asked:
    """A question as the index takes it: `plain` text, filters as codes, and the asker's own region."""

    words: str
    regions: tuple[tuple[str, ...], ...] = ()
    audience: str = ""
    home: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Found:
    """A thing found, with the entry that scored best and the made names that lent it words."""

    score: float
    kind: Kind
    id: str
    name: str
    matched: str
    note: str
    made: str = ""


def _any(field: str, words: Iterable[str]) -> Query:
    return Query.boolean_query([(Occur.Should, Query.term_query(SCHEMA, field, word)) for word in words])


def _free(query: Query, score: float = 0.0) -> Query:
    return Query.const_score_query(query, score)


def there(codes: Iterable[str]) -> list[str]:
    """The place words of what lies in one of these places or around it."""
    words = [word for code in codes for word in [f"<{places.stem(code)}", *(f"={outer}" for outer in places.above(code))]]
    return list(dict.fromkeys(words))


Term = tuple[str, str, float]
Known = Callable[[str, str], bool]


def weighted(asked: str, known: Known) -> list[Term]:
    """Field, term and weight of everything a text is looked up by; nothing that isn't there: one such term would cost tantivy
    the shortcut (block-max WAND) by which it passes over most of what fits badly.

    A pair that is written nowhere may be a slip of the pen: it is looked up by its sound, and only then, for sounds are many.
    """
    pairs = text.pairs(asked)[:LONGEST]
    slips = [pair for pair in pairs if not known("words", pair)]
    terms = [("words", char, SINGLE) for char in text.singles(asked)[:LONGEST]]
    terms += [("words", pair, PAIR) for pair in pairs if pair not in slips]
    terms += [("sounds", sound, SOUND) for sound in dict.fromkeys(sound for pair in slips for sound in text.sounds(pair))]
    terms += [("made", gram, MADE) for gram in (*text.singles(asked)[:LONGEST], *pairs)]
    terms += [("body", pair, BODY) for pair in pairs]
    return [(field, term, weight) for field, term, weight in terms if known(field, term)]


def compiled(asked: Asked, kind: Kind, terms: Iterable[Term]) -> Query:
    """The query among one kind; only terms built here, so nothing a person writes is ever read as syntax."""
    parts = [(Occur.Should, _boosted(Query.term_query(SCHEMA, f"{field}_{kind}", term), weight)) for field, term, weight in terms]
    fitting = Query.boolean_query(parts)
    shut_out = [_elsewhere(codes) for codes in asked.regions]
    if asked.audience:
        shut_out.append(Query.term_query(SCHEMA, "not_for", asked.audience))
    near = [code for codes in asked.regions for code in codes] + ([asked.home] if asked.home else [])
    if not shut_out and not near:
        return fitting
    inside = [f"<{places.stem(code)}" for code in near]
    wishes = [(Occur.Should, _free(_any("place", words), OWN_PLACE)) for words in (there(near), inside)]
    return Query.boolean_query([(Occur.Must, fitting), *((Occur.MustNot, one) for one in shut_out), *wishes])


def _elsewhere(codes: Iterable[str]) -> Query:
    """What has places, and none of these. Shutting out is a third of the work of letting in: most things hold everywhere."""
    return Query.boolean_query([(Occur.Must, Query.term_query(SCHEMA, "place", PLACED)), (Occur.MustNot, _any("place", there(codes)))])


def _boosted(query: Query, weight: float) -> Query:
    return query if weight == 1 else Query.boost_query(query, weight)


class Reader:
    """One opened generation. Searching it needs no lock; it sees commits after `refresh`."""

    def __init__(self, folder: Path) -> None:
        self._index = tantivy.Index.open(str(folder))
        self._index.config_reader("manual")
        self.refresh()

    def refresh(self) -> None:
        self._index.reload()
        self.searcher = self._index.searcher()
        self.kinds = [kind for kind in KINDS if self.searcher.doc_freq("kind", kind)]

    def search(self, asked: Asked, limit: int) -> list[Found]:
        """The best things of every kind, at most `limit` of each, best first, each once."""
        kinds = [kind for kind in self.kinds if asked.kind in ("", kind)]
        found = [one for kind in kinds for one in self._among(asked, kind, limit if kind == "item" else min(limit, OTHERS))]
        return sorted(found, key=lambda one: -one.score) if len(kinds) > 1 else found

    def _among(self, asked: Asked, kind: Kind, limit: int) -> list[Found]:
        def known(field: str, term: str) -> bool:
            return self.searcher.doc_freq(f"{field}_{kind}", term) > 0

        terms = weighted(asked.words, known)
        hits = self.searcher.search(compiled(asked, kind, terms), limit * DEPTH, count=False).hits if terms else []
        things = self.searcher.fast_field_values("thing", [address for _, address in hits])
        entries: dict[object, list[tuple[float, tantivy.DocAddress]]] = {}
        for hit, thing in zip(hits, things, strict=True):
            entries.setdefault(thing, []).append(hit)
        best = [(sum(score for score, _ in of[1:2]) * NEXT + of[0][0], of[0][1]) for of in entries.values()]
        return [self._shown(score, address) for score, address in sorted(best, key=lambda one: -one[0])[:limit]]

    def _shown(self, score: float, address: tantivy.DocAddress) -> Found:
        return Found(score, *orjson.loads(self.searcher.doc(address)["shown"][0]))


def must_be_damage(error: BaseException) -> None:
    """Lets pass what a broken index raises; anything else goes on. tantivy panics on some damage, which is no `Exception`."""
    if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
        raise error
