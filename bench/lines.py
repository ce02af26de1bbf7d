"""JSON lines of other people's files: what can't be read is told with its file and line, and then nothing is measured."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

MARK = b"\xef\xbb\xbf"
Row = Mapping[str, Any]


class Wrong(SystemExit):
    """Ends the command with a sentence that names the line."""

    def __init__(self, path: Path, line: int, why: str) -> None:
        super().__init__(f"✗ {path.name}, line {line}: {why}")


def rows(path: Path) -> Iterator[tuple[int, Row]]:
    """Each object with the number of its line. A mark at the beginning, empty lines, broken characters and NaN are no reason to stop."""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if text := line.removeprefix(MARK if number == 1 else b"").strip():
                    yield number, _object(path, number, text)
    except OSError as error:
        raise SystemExit(f"✗ {path}: {error.strerror}") from error


def _object(path: Path, number: int, text: bytes) -> Row:
    try:
        found = _read(text)
    except ValueError as error:
        raise Wrong(path, number, f"this is no JSON ({error})") from error
    if not isinstance(found, dict):
        raise Wrong(path, number, "one JSON object is expected on each line")
    return found


def _read(text: bytes) -> object:
    try:
        return orjson.loads(text)
    except ValueError:  # NaN, half a character: Python's own reader lets them pass
        return json.loads(text.decode("utf-8", "replace"))


def identifier(path: Path, number: int, name: str, value: object) -> str:
    """One id, in words: 7, 7.0 and "7" are the same."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise Wrong(path, number, f"“{name}” must hold ids, words or whole numbers, not {json.dumps(value, ensure_ascii=False)[:40]}")
    return _sound(str(value))


def _sound(text: str) -> str:
    """Half a character can be in no index."""
    return text.encode("utf-8", "replace").decode()


def identifiers(path: Path, number: int, row: Row, name: str, *, needed: bool = True) -> list[str]:
    """A list of ids; left out or null it is empty, unless it is `needed`."""
    value = row.get(name)
    if value is None and not needed:
        return []
    if not isinstance(value, list):
        raise Wrong(path, number, f"“{name}” must be a list of ids{'' if name in row else ', and is missing'}")
    return [identifier(path, number, name, one) for one in value]


def words(path: Path, number: int, row: Row, name: str, *, needed: bool = True) -> str:
    """A text; left out or null it is empty, unless it is `needed`."""
    value = row.get(name)
    if value is None and not needed:
        return ""
    if not isinstance(value, str) or (needed and not value.strip()):
        raise Wrong(path, number, f"“{name}” must be a text{'' if name in row else ', and is missing' if needed else ''}")
    return _sound(value)


def texts(path: Path, number: int, row: Row, name: str) -> tuple[str, ...]:
    """A list of texts; left out or null there are none, and empty ones say nothing."""
    found = row.get(name) or []
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise Wrong(path, number, f"“{name}” must be a list of texts")
    return tuple(_sound(one) for one in found if one.strip())
