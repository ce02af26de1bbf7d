"""What a provider's refusal means for us: code → what to do next, as data (WeChat's return codes; the SMS gateway's `isv.*`)."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """What to do after a definite no."""

    NO_GRANT = "no_grant"  # the person has no subscription left: forget the grant, take the next channel
    UNLINK = "unlink"  # the address is dead: forget it, take the next channel
    NEXT = "next"  # this channel can't reach this person: take the next channel
    PAUSE = "pause"  # the channel is closed to us: rest it, raise an alarm, take the next channel
    BACKOFF = "backoff"  # try again soon
    MIDNIGHT = "midnight"  # the day's quota is used up
    DEAD = "dead"  # the message itself is wrong: an operator must look
    HOLD = "hold"  # the words were refused: an operator must release them


WECHAT: dict[int, tuple[Verdict, str]] = {
    -1: (Verdict.BACKOFF, "微信系统繁忙"),
    40001: (Verdict.BACKOFF, "微信凭证失效"),
    40014: (Verdict.BACKOFF, "微信凭证失效"),
    42001: (Verdict.BACKOFF, "微信凭证过期"),
    40003: (Verdict.UNLINK, "微信账号已失效"),
    40037: (Verdict.DEAD, "消息模板不存在"),
    41030: (Verdict.DEAD, "消息跳转页面不存在"),
    43101: (Verdict.NO_GRANT, "用户没有可用的订阅授权"),
    43107: (Verdict.PAUSE, "订阅消息能力被封禁"),
    43108: (Verdict.BACKOFF, "同一用户同时发送"),
    44990: (Verdict.BACKOFF, "微信接口秒级限频"),
    44991: (Verdict.BACKOFF, "微信接口分钟级限频"),
    44993: (Verdict.MIDNIGHT, "微信接口天级限频"),
    45009: (Verdict.MIDNIGHT, "微信接口当日额度用完"),
    45011: (Verdict.BACKOFF, "微信接口分钟级限频"),
    45168: (Verdict.HOLD, "消息文字被判为敏感"),
    47003: (Verdict.DEAD, "消息字段不符合模板规则"),
    48001: (Verdict.PAUSE, "小程序没有该接口权限"),
    50004: (Verdict.PAUSE, "小程序账号被封禁"),
    50007: (Verdict.PAUSE, "小程序账号被冻结"),
}
SMS: dict[str, tuple[Verdict, str]] = {
    # By the minute, the hour or the day, it doesn't say which: tried for some minutes, then the inbox has to do.
    "isv.BUSINESS_LIMIT_CONTROL": (Verdict.BACKOFF, "该号码短信太频繁"),
    "isv.MOBILE_NUMBER_ILLEGAL": (Verdict.NEXT, "手机号码无法接收短信"),
    "isv.BLACK_KEY_CONTROL_LIMIT": (Verdict.HOLD, "短信文字被判为敏感"),
    "isv.TEMPLATE_MISSING_PARAMETERS": (Verdict.DEAD, "短信模板缺少参数"),
    "isv.SMS_TEMPLATE_ILLEGAL": (Verdict.DEAD, "短信模板不存在"),
    "isv.AMOUNT_NOT_ENOUGH": (Verdict.PAUSE, "短信账户余额不足"),
    "isv.SYSTEM_ERROR": (Verdict.BACKOFF, "短信网关繁忙"),
    "isp.SYSTEM_ERROR": (Verdict.BACKOFF, "短信网关繁忙"),
}


# A no that is about one recipient says nothing of the channel's health.
PERSONAL = frozenset({"43108", "isv.BUSINESS_LIMIT_CONTROL"})


def is_trouble(channel: str, code: str) -> bool:
    """Whether this refusal counts against the channel itself."""
    return code not in PERSONAL and verdict(channel, code)[0] is Verdict.BACKOFF


def verdict(channel: str, code: str) -> tuple[Verdict, str]:
    """What `code` of `channel` means. An unknown one is tried again a few times: it is a no, and we don't know for how long."""
    if channel == "wechat" and code.lstrip("-").isdigit():
        return WECHAT.get(int(code), (Verdict.BACKOFF, "微信返回未知错误"))
    return SMS.get(code, (Verdict.BACKOFF, "短信网关返回未知错误"))
