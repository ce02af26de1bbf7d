"""What of a case is sealed at rest, and how it is opened: answers, reasons, notes, file names. Each tied to its cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from core import crypto
from hall.forms import Answer


def seal_answers(case_id: UUID, answers: Mapping[str, Answer]) -> bytes:
    return crypto.seal_json({key: asdict(answer) for key, answer in answers.items()}, f"hall_case.fields_sealed:{case_id}")


def open_answers(case_id: UUID, blob: bytes | None) -> dict[str, Answer]:
    if not blob:
        return {}
    kept = crypto.unseal_json(bytes(blob), f"hall_case.fields_sealed:{case_id}")
    return {key: Answer(**answer) for key, answer in kept.items()}


def seal_ruling(case_id: UUID, ruling: Mapping[str, Any]) -> bytes:
    return crypto.seal_json(dict(ruling), f"hall_case.ruling_sealed:{case_id}")


def open_ruling(case_id: UUID, blob: bytes | None) -> dict[str, Any]:
    """The inputs and reasons that the decision table judged by; empty when it did not rule."""
    return dict(crypto.unseal_json(bytes(blob), f"hall_case.ruling_sealed:{case_id}")) if blob else {}


def seal_reason(case_id: UUID, reason: str) -> bytes | None:
    return crypto.seal(reason, f"hall_case.reason_sealed:{case_id}") if reason else None


def open_reason(case_id: UUID, blob: bytes | None) -> str:
    return crypto.unseal(bytes(blob), f"hall_case.reason_sealed:{case_id}") if blob else ""


def seal_note(event_id: UUID, note: str | None) -> bytes | None:
    return crypto.seal(note, f"hall_case_event.note_sealed:{event_id}") if note else None


def open_note(event_id: UUID, blob: bytes | None) -> str | None:
    return crypto.unseal(bytes(blob), f"hall_case_event.note_sealed:{event_id}") if blob else None


def seal_file_name(material_id: UUID, name: str) -> bytes:
    return crypto.seal(name, f"hall_material.file_name_sealed:{material_id}")


def open_file_name(material_id: UUID, blob: bytes) -> str:
    return crypto.unseal(bytes(blob), f"hall_material.file_name_sealed:{material_id}")
