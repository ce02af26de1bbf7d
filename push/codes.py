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
# The official account's template messages: what differs from the mini-program's codes.
OFFICIAL: dict[int, tuple[Verdict, str]] = WECHAT | {
    40003: (Verdict.UNLINK, "公众号不认识这个用户"),
    43004: (Verdict.UNLINK, "用户没有关注公众号"),
    43019: (Verdict.NEXT, "用户已被公众号拉黑"),
    43101: (Verdict.NEXT, "用户拒收公众号消息"),
    43117: (Verdict.NEXT, "给该用户的公众号消息太频繁"),
}
# Alibaba's `isv.*`, Tencent's `FailedOperation.*` and their kin; no code of one means something else at the other.
SMS: dict[str, tuple[Verdict, str]] = {
    # By the minute, the hour or the day, it doesn't say which: tried for some minutes, then the inbox has to do.
    "isv.BUSINESS_LIMIT_CONTROL": (Verdict.BACKOFF, "该号码短信太频繁"),
    "isv.DAY_LIMIT_CONTROL": (Verdict.MIDNIGHT, "短信当日额度用完"),
    "isv.MONTH_LIMIT_CONTROL": (Verdict.PAUSE, "短信当月额度用完"),
    "isv.MOBILE_NUMBER_ILLEGAL": (Verdict.NEXT, "手机号码无法接收短信"),
    "isv.MOBILE_COUNT_OVER_LIMIT": (Verdict.DEAD, "一次发送的号码太多"),
    "isv.BLACK_KEY_CONTROL_LIMIT": (Verdict.HOLD, "短信文字被判为敏感"),
    "isv.PARAM_NOT_SUPPORT_URL": (Verdict.HOLD, "短信变量里不能有网址"),
    "isv.PARAM_LENGTH_LIMIT": (Verdict.DEAD, "短信变量太长"),
    "isv.INVALID_PARAMETERS": (Verdict.DEAD, "短信参数不正确"),
    "isv.INVALID_JSON_PARAM": (Verdict.DEAD, "短信参数不正确"),
    "isv.TEMPLATE_MISSING_PARAMETERS": (Verdict.DEAD, "短信模板缺少参数"),
    "isv.SMS_TEMPLATE_ILLEGAL": (Verdict.DEAD, "短信模板不存在或未审核通过"),
    "isv.SMS_SIGNATURE_ILLEGAL": (Verdict.PAUSE, "短信签名不存在或未审核通过"),
    "isv.AMOUNT_NOT_ENOUGH": (Verdict.PAUSE, "短信账户余额不足"),
    "isv.OUT_OF_SERVICE": (Verdict.PAUSE, "短信业务已停机"),
    "isv.ACCOUNT_ABNORMAL": (Verdict.PAUSE, "短信账户异常"),
    "isp.RAM_PERMISSION_DENY": (Verdict.PAUSE, "没有发送短信的权限"),
    "SignatureDoesNotMatch": (Verdict.PAUSE, "短信接口签名不正确"),
    "InvalidAccessKeyId.NotFound": (Verdict.PAUSE, "短信接口密钥无效"),
    "Throttling.User": (Verdict.BACKOFF, "短信接口限频"),
    "isv.SYSTEM_ERROR": (Verdict.BACKOFF, "短信网关繁忙"),
    "isp.SYSTEM_ERROR": (Verdict.BACKOFF, "短信网关繁忙"),
    "AuthFailure.SignatureFailure": (Verdict.PAUSE, "短信接口签名不正确"),
    "AuthFailure.SecretIdNotFound": (Verdict.PAUSE, "短信接口密钥无效"),
    "FailedOperation.ContainSensitiveWord": (Verdict.HOLD, "短信文字被判为敏感"),
    "FailedOperation.InsufficientBalanceInSmsPackage": (Verdict.PAUSE, "短信套餐余量不足"),
    "FailedOperation.PhoneNumberInBlacklist": (Verdict.NEXT, "号码已退订短信"),
    "FailedOperation.SignatureIncorrectOrUnapproved": (Verdict.PAUSE, "短信签名不存在或未审核通过"),
    "FailedOperation.TemplateIncorrectOrUnapproved": (Verdict.DEAD, "短信模板不存在或未审核通过"),
    "FailedOperation.TemplateParamSetNotMatchApprovedTemplate": (Verdict.DEAD, "短信参数与模板不符"),
    "FailedOperation.TemplateUnapprovedOrNotExist": (Verdict.DEAD, "短信模板不存在或未审核通过"),
    "InvalidParameterValue.IncorrectPhoneNumber": (Verdict.NEXT, "手机号码无法接收短信"),
    "InvalidParameterValue.TemplateParameterLengthLimit": (Verdict.DEAD, "短信变量太长"),
    "LimitExceeded.PhoneNumberThirtySecondLimit": (Verdict.BACKOFF, "该号码短信太频繁"),
    "LimitExceeded.PhoneNumberOneHourLimit": (Verdict.BACKOFF, "该号码短信太频繁"),
    "LimitExceeded.PhoneNumberDailyLimit": (Verdict.NEXT, "该号码当日短信太多"),
    "LimitExceeded.AppDailyLimit": (Verdict.MIDNIGHT, "短信当日额度用完"),
    "LimitExceeded.DeliveryFrequencyLimit": (Verdict.BACKOFF, "短信接口限频"),
    "RequestLimitExceeded": (Verdict.BACKOFF, "短信接口限频"),
    "InternalError.OtherError": (Verdict.BACKOFF, "短信网关繁忙"),
    "InternalError.Timeout": (Verdict.BACKOFF, "短信网关繁忙"),
    "UnauthorizedOperation.SmsSdkAppIdVerifyFail": (Verdict.PAUSE, "短信应用校验失败"),
}
# SMTP's reply codes (RFC 5321): 4xx may pass, 5xx will not.
EMAIL: dict[str, tuple[Verdict, str]] = {
    "421": (Verdict.BACKOFF, "邮件服务器暂停服务"),
    "450": (Verdict.BACKOFF, "对方邮箱暂时不可用"),
    "451": (Verdict.BACKOFF, "邮件服务器处理出错"),
    "452": (Verdict.BACKOFF, "邮件服务器空间不足"),
    "535": (Verdict.PAUSE, "邮件服务器拒绝登录"),
    "550": (Verdict.NEXT, "对方邮箱不存在"),
    "551": (Verdict.NEXT, "对方邮箱不在这里"),
    "552": (Verdict.NEXT, "对方邮箱已满"),
    "553": (Verdict.NEXT, "邮箱地址不正确"),
    "554": (Verdict.HOLD, "邮件被拒收"),
}
_NUMBERED = {"wechat": WECHAT, "official": OFFICIAL}
_NAMED = {"sms": SMS, "email": EMAIL}


# A no that is about one recipient says nothing of the channel's health.
PERSONAL = frozenset({"43108", "isv.BUSINESS_LIMIT_CONTROL"})


def is_trouble(channel: str, code: str) -> bool:
    """Whether this refusal counts against the channel itself."""
    return code not in PERSONAL and verdict(channel, code)[0] is Verdict.BACKOFF


def verdict(channel: str, code: str) -> tuple[Verdict, str]:
    """What `code` of `channel` means. An unknown one is tried again a few times: it is a no, and we don't know for how long."""
    if channel in _NUMBERED and code.lstrip("-").isdigit():
        return _NUMBERED[channel].get(int(code), (Verdict.BACKOFF, "微信返回未知错误"))
    return _NAMED.get(channel, SMS).get(code, (Verdict.BACKOFF, "渠道返回未知错误"))
