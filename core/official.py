"""The official account (公众号) beside the mini-program: template messages, and who of its followers is whom."""

from __future__ import annotations

from core import wechat
from core.settings import settings

SEND, INFO = "/cgi-bin/message/template/send", "/cgi-bin/user/info"


def _account() -> wechat.Account:
    return wechat.Account(settings().official_app_id, settings().official_app_secret.get_secret_value())


async def send_template(openid: str, template: str, page: str, data: dict[str, str], client_msg_id: str) -> str:
    """Sends one template message that opens a page of the mini-program; WeChat's message id.

    The same `client_msg_id` to the same openid is delivered once within ten minutes, however often it is sent.
    Raises as `wechat.send_subscribe` does.
    """
    body = {
        "touser": openid,
        "template_id": template,
        "client_msg_id": client_msg_id,
        "miniprogram": {"appid": settings().wechat_app_id, "pagepath": page},
        "data": {keyword: {"value": value} for keyword, value in data.items()},
    }
    result = await wechat.exchange(_account(), "POST", SEND, {}, body)
    return str(result.get("msgid", ""))


async def unionid(openid: str) -> str | None:
    """Who a follower is across the accounts of one open platform; None for somebody who follows no more."""
    result = await wechat.exchange(_account(), "GET", INFO, {"openid": openid, "lang": "zh_CN"}, None)
    return str(result["unionid"]) if result.get("subscribe") and result.get("unionid") else None
