"""Versions of services (事项版本): edited as a draft, shown as a difference, published, rolled back."""

from __future__ import annotations

from hall.versions.publishing import discard, edit, publish, roll_back
from hall.versions.reading import Draft, Present, Version, between, content_of, present, versions

__all__ = [
    "Draft",
    "Present",
    "Version",
    "between",
    "content_of",
    "discard",
    "edit",
    "present",
    "publish",
    "roll_back",
    "versions",
]
