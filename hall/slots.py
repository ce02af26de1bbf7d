"""The materials of a case: which are asked for, which are spared and why, which one is missing. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from hall import kinds
from hall.listings import ListedMaterial
from hall.prefill import REAL_NAME, Known
from hall.promises import CORRECTED, out_of_reach
from hall.sparing import COUNTER, FORM, SHARED


@dataclass(frozen=True)
class Slot:
    """One listed material. `waived_source` says what spares the upload; `accept` are media types, sizes are bytes.

    `looked_up`: the department gets it from shared data, nobody here has seen it. `note` says why such a one may be uploaded all the same.
    """

    kind: str
    name: str
    profile: str
    required: bool
    waived_source: str | None
    accept: tuple[str, ...]
    max_bytes: int
    hint: str
    looked_up: bool = False
    note: str = ""

    @property
    def waived(self) -> bool:
        return self.waived_source is not None


def slots(listed: Iterable[ListedMaterial], known: Known, *, corrected: bool = False) -> tuple[Slot, ...]:
    """One slot for each kind, in the catalogue's order. Once `corrected`, what shared data was to give may be uploaded as well."""
    found: dict[str, Slot] = {}
    for one in listed:
        kind = kinds.kind_of(one.name)
        if kind.kind not in found:
            found[kind.kind] = _slot(one, kind, known, corrected)
    return tuple(found.values())


def _slot(one: ListedMaterial, kind: kinds.Kind, known: Known, corrected: bool) -> Slot:
    source = waived_by(kind, known)
    plain = Slot(kind.kind, kind.name, kind.profile, source is None and bool(kind.accept), source, kind.accept, kinds.MAX_BYTES, kind.hint)
    if source or not one.prefillable:
        return plain
    why_not = out_of_reach(one.name, known)
    if why_not:
        return replace(plain, note=why_not)
    shared = one.source or SHARED
    if corrected:
        return replace(plain, required=False, looked_up=True, note=CORRECTED.format(source=shared))
    return replace(plain, required=False, waived_source=shared, looked_up=True)


def waived_by(kind: kinds.Kind, known: Known) -> str | None:
    """What stands in for the material and is known here already."""
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
