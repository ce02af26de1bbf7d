"""The base of every shape that comes in or goes out, and those that several doors share."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

DEEPEST = 16


class Shape(BaseModel):
    """Unknown fields are refused, text is trimmed; what no database can hold (NUL, lone surrogates) is refused too."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, from_attributes=True)


class Asked(Shape):
    """The base of what comes in."""

    @model_validator(mode="before")
    @classmethod
    def _readable(cls, value: Any) -> Any:
        _must_be_readable(value, 0)
        return value


def _must_be_readable(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise PydanticCustomError("too_deep", "nested too deeply")
    if isinstance(value, str):
        if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            raise PydanticCustomError("unreadable", "unreadable characters")
    elif isinstance(value, dict):
        for name, part in value.items():
            _must_be_readable(name, depth + 1)
            _must_be_readable(part, depth + 1)
    elif isinstance(value, list):
        for part in value:
            _must_be_readable(part, depth + 1)


class Done(Shape):
    """A sentence that says what has happened."""

    sentence: str
