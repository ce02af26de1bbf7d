"""What spares a person a material before anything is known of them. Pure.

What an office may look up must not be asked for again (浙江省保障“最多跑一次”改革规定 第七条).
"""

from __future__ import annotations

from collections.abc import Mapping

from hall import kinds

SHARED = "数据共享"
FORM = "由系统按表单生成"
COUNTER = "到窗口现场办理"


def spared(name: str, shared: Mapping[str, str]) -> str | None:
    """Where a material comes from when it need not be brought; `shared` are those that the service looks up itself, and from whom."""
    if name in shared:
        return shared[name] or SHARED
    return {"form": FORM, "counter": COUNTER}.get(kinds.kind_of(name).source)
