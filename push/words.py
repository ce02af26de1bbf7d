"""What the states and channels of a delivery are called, for citizens and for operators. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

CHANNEL_TEXT = {"wechat": "微信", "official": "公众号", "sms": "短信", "inbox": "收件箱", "email": "邮件"}
STATE_TEXT = {
    "pending": "等待发送",
    "leased": "即将发送",
    "sending": "发送中",
    "unknown": "等待回执",
    "sent": "已送达渠道",
    "moved": "已改走下一渠道",
    "uncertain": "无法确认",
    "dead": "需要处理",
    "held": "等待审核",
    "gathered": "已并入汇总",
    "cancelled": "已取消",
}
_CITIZEN = {
    "pending": "正在发送",
    "leased": "正在发送",
    "sending": "正在发送",
    "unknown": "正在确认",
    "sent": "已发送",
    "moved": "没有发出，已换一种方式",
    "uncertain": "可能已送达",
    "dead": "没有发出",
    "held": "正在核对",
    "gathered": "和其他提醒一起发",
    "cancelled": "不再需要，已取消",
}


def for_citizen(state: str, next_at: datetime, now: datetime) -> str:
    """What became of it, as the person reads it."""
    if state == "pending" and next_at - now > timedelta(minutes=5):
        return "夜间不打扰，早上再发" if next_at - now < timedelta(hours=13) else "稍后再发"
    return _CITIZEN[state]
