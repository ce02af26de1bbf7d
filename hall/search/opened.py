"""The reader of this process: opened once, looked after at every question, replaced when there is something newer."""

from __future__ import annotations

import threading

from core import log
from hall.search import folder, index
from hall.search.index import Asked, Found, Reader

Sign = tuple[str, int]
_opening = threading.Lock()
_open: tuple[Sign, Reader] | None = None
_broken: Sign | None = None


def search(asked: Asked, limit: int) -> list[Found] | None:
    """The best things, best first; None when there is no index or it is damaged."""
    sign = _sign()
    if sign is None or sign == _broken:
        return None
    try:
        return _reader(sign).search(asked, limit)
    except BaseException as error:
        index.must_be_damage(error)
        _give_up(sign, error)
        return None


def _sign() -> Sign | None:
    generation = folder.current()
    try:
        return folder.sign(generation) if generation else None
    except OSError:
        return None


def _reader(sign: Sign) -> Reader:
    """The reader for this state of the index. A commit is read in place; a new generation is opened."""
    global _open
    held = _open
    if held is not None and held[0] == sign:
        return held[1]
    with _opening:
        if held is not None and held[0][0] == sign[0]:
            reader = held[1]
            reader.refresh()
        else:
            reader = Reader(folder.base() / sign[0])
        _open = (sign, reader)
    return reader


def _give_up(sign: Sign, error: BaseException) -> None:
    """Says once that the index is damaged; until it changes nobody tries it again."""
    global _open, _broken
    _open, _broken = None, sign
    folder.report_damage()
    log.get("hall").error("search index damaged, searching Postgres", reason=type(error).__name__)
