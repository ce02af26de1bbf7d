"""The materials of a case: which are asked for, which are spared and why, which one is missing. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hall import kinds
from hall.listings import ListedMaterial
from hall.prefill import REAL_NAME, Known

FORM = "本次填写的表单"
COUNTER = "到窗口现场办理"


@dataclass(frozen=True)
class Slot:
    """One listed material. `waived_source` says what spares the upload; `accept` are media types, sizes are bytes."""

    kind: str
    name: str
    profile: str
    required: bool
    waived_source: str | None
    accept: tuple[str, ...]
    max_bytes: int
    hint: str

    @property
    def waived(self) -> bool:
        return self.waived_source is not None


def slots(listed: Iterable[ListedMaterial], known: Known) -> tuple[Slot, ...]:
    """One slot for each kind, in the catalogue's order."""
    found: dict[str, Slot] = {}
    for one in listed:
        kind = kinds.kind_of(one.name)
        source = waived_by(kind, known)
        needs_upload = source is None and bool(kind.accept)
        found.setdefault(kind.kind, Slot(kind.kind, kind.name, kind.profile, needs_upload, source, kind.accept, kinds.MAX_BYTES, kind.hint))
    return tuple(found.values())


def waived_by(kind: kinds.Kind, known: Known) -> str | None:
    """What stands in for the material: shared data must not be asked for again (浙江省保障“最多跑一次”改革规定 第七条)."""
    match kind.source:
        case "identity":
            return REAL_NAME if known.person.level >= 2 else None
        case "form":
            return FORM
        case "counter":
            return COUNTER
        case "fact":
            names = (name for name in kind.accepted_from if name in known.facts and known.facts[name].value)
            name = next(names, None)
            return known.facts[name].source if name else None
        case "wallet":
            held = (known.held, *known.wallet) if known.held else known.wallet
            shown = next((one for one in held if one.type_code in kind.accepted_from and one.state == "valid"), None)
            return f"电子证照·{shown.type_name}" if shown else None
        case _:
            return None
