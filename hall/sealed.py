"""What of a case is sealed at rest, and how it is opened: answers, reasons, notes, file names, ratings. Each tied to its cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
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


@dataclass(frozen=True)
class Contact:
    """What was written to somebody who rated badly, when (ISO) and by whom. Never logged."""

    at: str
    words: str = field(repr=False)
    staff_id: str = ""


def seal_rating(rating_id: UUID, words: str) -> bytes | None:
    return crypto.seal(words, f"hall_rating.words_sealed:{rating_id}") if words else None


def open_rating(rating_id: UUID, blob: bytes | None) -> str:
    return crypto.unseal(bytes(blob), f"hall_rating.words_sealed:{rating_id}") if blob else ""


def seal_contacts(task_id: UUID, contacts: Iterable[Contact]) -> bytes:
    return crypto.seal_json({"contacts": [asdict(one) for one in contacts]}, f"hall_rectification.contacts_sealed:{task_id}")


def open_contacts(task_id: UUID, blob: bytes | None) -> tuple[Contact, ...]:
    kept = crypto.unseal_json(bytes(blob), f"hall_rectification.contacts_sealed:{task_id}")["contacts"] if blob else ()
    return tuple(Contact(**one) for one in kept)


def seal_result(task_id: UUID, result: str) -> bytes:
    return crypto.seal(result, f"hall_rectification.result_sealed:{task_id}")


def open_result(task_id: UUID, blob: bytes | None) -> str:
    return crypto.unseal(bytes(blob), f"hall_rectification.result_sealed:{task_id}") if blob else ""
