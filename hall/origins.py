"""What an answer of a case was filled from, as the person's own data call it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hall.forms import Answer, Field
from hall.prefill import ACCOUNT, BY_HAND, REAL_NAME
from hall.printed import PRINTED
from profile.certificates import Held

PARTS = {"name": "姓名", "id_number": "证件号码"}


@dataclass(frozen=True)
class Origin:
    """`label` as my data writes it, or `fact`, which has a label there; the other is empty."""

    label: str = ""
    fact: str = ""


def origins(fields: Iterable[Field], answers: Mapping[str, Answer], held: Held | None) -> tuple[Origin, ...]:
    """What the answers were filled from, each once; what was typed comes from nowhere."""
    found = (_origin(field, answers[field.key], held) for field in fields if field.key in answers)
    return tuple(dict.fromkeys(one for one in found if one))


def _origin(field: Field, answer: Answer, held: Held | None) -> Origin | None:
    if answer.source in ("", BY_HAND):
        return None
    if answer.source == REAL_NAME:
        return Origin(PARTS["id_number" if field.key.endswith("id_number") else "name"])
    if answer.source == ACCOUNT:
        return Origin("手机号")
    if answer.source.startswith(PRINTED):
        return Origin(answer.source.removeprefix(PRINTED))
    if field.fact:
        return Origin(fact=field.fact)
    return Origin(held.type_name) if held and answer.source == held.source else None
