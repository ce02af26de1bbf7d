"""Text made comparable: folded to plain simplified characters, cut into 1–2-grams, and into syllables for the ear. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import orjson
from opencc import OpenCC

QUERY_MAX = 100
NAME_MAX = 400
BODY_MAX = 4000
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_RUNS = re.compile(f"[{_HAN}]+|[a-z0-9]+")
# What people say around the thing they want. It carries no meaning in a catalogue of services.
_AROUND = re.compile(
    "请问|你好|您好|我?想?(?:咨询|问)一下|我想咨询|我想要?|我要|我们?|想要|怎么样?|如何|怎样|在?哪[里儿个些]|是什么|有?什么|需要|可不可以|可以|能不能|能否|是否|是不是|应该"
    "|多少|多久|一下|[吗呢啊呀吧么了]"
)
_TONES = str.maketrans("āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜüńňǹḿ", "aaaaooooeeeeiiiiuuuuvvvvvnnnm")


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")


def readable(text: str) -> str:
    """Without lone surrogates, which no store takes."""
    return text.encode("utf-8", "ignore").decode("utf-8")


def plain(text: str, limit: int = QUERY_MAX) -> str:
    """Lower-case, half-width, simplified; nothing but readable characters. Whatever was given, lone surrogates included."""
    folded = unicodedata.normalize("NFKC", readable(text[:limit]))[:limit].lower()
    return folded if folded.isascii() else str(_converter().convert(folded))


def runs(text: str) -> list[str]:
    """Stretches of Han characters and of Latin letters and digits, of text that is `plain` already."""
    return _RUNS.findall(text)


def wanted(text: str) -> str:
    """A question without the words around it; the whole question where nothing would be left."""
    kept = " ".join(runs(_AROUND.sub(" ", text)))
    return kept if len(kept.replace(" ", "")) > 1 else " ".join(runs(text))


def singles(text: str) -> list[str]:
    """Each Han character once, in order."""
    return list(dict.fromkeys(char for run in runs(text) if not run.isascii() for char in run))


def pairs(text: str) -> list[str]:
    """Each pair of neighbouring Han characters, and each Latin or digit run whole, once, in order."""
    found = [run if run.isascii() else run[at : at + 2] for run in runs(text) for at in range(1 if run.isascii() else len(run) - 1)]
    return list(dict.fromkeys(found))


def grams(text: str) -> list[str]:
    """All 1–2-grams as often as they occur: what a document is indexed by."""
    found: list[str] = []
    for run in runs(text):
        if run.isascii():
            found.append(run)
        else:
            found.extend(run)
            found.extend(run[at : at + 2] for at in range(len(run) - 1))
    return found


@lru_cache(maxsize=1)
def _readings() -> dict[str, str]:
    """pypinyin's table of characters alone, by code: importing the library would load 47,000 phrases that nothing here asks for."""
    found = find_spec("pypinyin")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("pypinyin")
    table: dict[str, str] = orjson.loads(Path(found.origin).with_name("pinyin_dict.json").read_bytes())
    return table


@lru_cache(maxsize=16_384)
def syllable(char: str) -> str:
    """The first reading of a character without its tone; both sides read alike, so which reading hardly matters."""
    reading = _readings().get(str(ord(char)), "")
    return reading.partition(",")[0].translate(_TONES)


def sounds(text: str) -> list[str]:
    """Pairs of neighbouring syllables, as `shen-fen`; a run of Latin letters that spells pinyin counts as what it spells."""
    found: list[str] = []
    for run in runs(text):
        read = spelt(run) if run.isascii() else tuple(map(syllable, run))
        found.extend(f"{first}-{second}" for first, second in pairwise(read) if first and second)
    return found


@lru_cache(maxsize=1)
def _syllables() -> frozenset[str]:
    common = range(0x4E00, 0x9FA6)
    return frozenset(one for code in common if (one := syllable(chr(code))).isascii() and one.isalpha())


@lru_cache(maxsize=4096)
def spelt(run: str) -> tuple[str, ...]:
    """`shenfenzheng` as its syllables, the fewest there can be; nothing for what is no pinyin."""
    if not run.isalpha() or len(run) > 60:
        return ()
    best: list[tuple[str, ...] | None] = [()] + [None] * len(run)
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - 6), end):
            before, part = best[start], run[start:end]
            found = best[end]
            if before is not None and part in _syllables() and (found is None or len(before) + 1 < len(found)):
                best[end] = (*before, part)
    return best[-1] or ()
