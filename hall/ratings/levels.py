"""The five levels of the national rating (国办发〔2019〕51号), the online indicators, and what ratings come to. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.errors import Invalid

LEVELS = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}
ASPECTS = {"efficiency": "办事效率", "guide": "办事指南精确度", "convenience": "办事便捷度", "platform": "平台操作性"}
CONTENT, BAD = 3, 2
WORDS_MAX = 300
SHOWN_FROM = 1


@dataclass(frozen=True)
class Opinion:
    """What somebody says of a case. `words` may name people: never logged."""

    level: int
    aspects: Mapping[str, int] = field(default_factory=dict)
    words: str = field(default="", repr=False)


@dataclass(frozen=True)
class Summary:
    """All ratings of a service. `satisfied` is the share of the three upper levels in whole percent, None where nobody rated."""

    count: int
    satisfied: int | None
    levels: tuple[tuple[int, str, int], ...]


def check(opinion: Opinion) -> None:
    """Raises `Invalid` for a level or an indicator that there is not."""
    if opinion.level not in LEVELS:
        raise Invalid("rating.level", "请从非常满意到非常不满意中选一项。", "level")
    if not set(opinion.aspects) <= set(ASPECTS) or not set(opinion.aspects.values()) <= set(LEVELS):
        raise Invalid("rating.aspect", "分项评价有误，请重新选择。", "aspects")
    if len(opinion.words) > WORDS_MAX:
        raise Invalid("rating.words", f"文字最多 {WORDS_MAX} 个字。", "words")


def is_bad(level: int) -> bool:
    """不满意 and 非常不满意 must be put right (差评)."""
    return level <= BAD


def summed(counts: Mapping[int, int]) -> Summary:
    """What the ratings of a service come to. Who has not rated counts for nothing."""
    total = sum(counts.get(level, 0) for level in LEVELS)
    if total < SHOWN_FROM:
        return Summary(0, None, ())
    content = sum(counts.get(level, 0) for level in LEVELS if level >= CONTENT)
    return Summary(total, content * 100 // total, tuple((level, name, counts.get(level, 0)) for level, name in LEVELS.items()))
