"""What is promised of a material before a case begins, so that the case can keep it: shared data gives it, or why it can't. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hall import kinds
from hall.prefill import Known
from hall.sparing import spared

CORRECTED = "平时由{source}提供。部门请您补这份材料的，在这里上传；不是这份就不用管。"


@dataclass(frozen=True)
class Promise:
    """What is said of a material before a case is begun, and what the case then keeps: `source` spares it; `note` says why it does not."""

    source: str | None
    note: str


def promise(name: str, shared: Mapping[str, str], known: Known | None) -> Promise:
    """What somebody is told; `known` is None as long as nobody has signed in."""
    source = spared(name, shared)
    why_not = out_of_reach(name, known) if known and name in shared else None
    return Promise(None, why_not) if why_not else Promise(source, "")


def out_of_reach(name: str, known: Known) -> str | None:
    """Why shared data can't give this person's material, in a sentence; None as long as nothing speaks against it."""
    kind = kinds.kind_of(name)
    held = [one for one in known.wallet if one.type_code in kind.accepted_from]
    if held and all(one.state != "valid" for one in held):
        return f"您的{held[0].type_name}已被注销或撤销，数据共享提供不了，需要上传现在有效的。"
    facts = [known.facts[one] for one in kind.accepted_from if one in known.facts]
    if facts and not any(one.value for one in facts):
        return f"{facts[0].source}没有查到您的{name}，数据共享提供不了，需要您上传。"
    return None
