"""The kinds of service items (政务服务事项): which can be applied for and which an office takes up of its own accord. Pure."""

from __future__ import annotations

# The ten powers and public services; what an office does by its own duty (依职权) is listed for people to read, not to apply for.
ON_APPLICATION = ("行政许可", "行政给付", "行政确认", "行政奖励", "行政裁决", "其他行政权力", "公共服务")
OF_OFFICE = ("行政处罚", "行政强制", "行政征收", "行政检查")
TYPES = ON_APPLICATION + OF_OFFICE


def why_not(name: str, item_type: str, status: str) -> str | None:
    """Why nobody can apply for this now, in words; None when it can be applied for."""
    if item_type in OF_OFFICE:
        return f"「{name}」属于{item_type}，不是依申请办理的事项，不能在这里提交申请。请按办理部门的通知或申报渠道办理。"
    if status == "暂停":
        return f"「{name}」暂停办理，请过些日子再来看看，或咨询办理部门。"
    if status == "取消":
        return f"「{name}」已经取消，不用再办。如有疑问请咨询办理部门。"
    return None
