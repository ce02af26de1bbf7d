"""WeChat's addresses, at the root as they are on the real host."""

from __future__ import annotations

from aiohttp import web

from sandbox import outbound
from sandbox.wechat import face, login, official, push, quota, subscribe, templates, tokens
from sandbox.wechat.answers import wechat


def add(app: web.Application) -> None:
    """GET addresses answer GET; the others answer any method, so that 43002 can be told."""
    router = app.router
    outbound.WRAPPERS |= {"callback": push.wrap, "official": push.wrap}
    router.add_get("/sns/jscode2session", wechat("wechat.session", login.session, post=False))
    router.add_get("/cgi-bin/token", wechat("wechat.token", tokens.token, post=False))
    router.add_get("/wxa/checksession", wechat("wechat.session", login.check_session, post=False))
    router.add_get("/cgi-bin/user/info", wechat("wechat.official", official.info, post=False))
    router.add_get("/wxaapi/newtmpl/gettemplate", wechat("", templates.listed, post=False))
    for path, target, handler in (
        ("/cgi-bin/stable_token", "wechat.token", tokens.stable_token),
        ("/wxa/business/getuserphonenumber", "wechat.phone", login.phone_number),
        (subscribe.PATH, "wechat.send", subscribe.send),
        (official.PATH, "wechat.official", official.send),
        ("/cgi-bin/openapi/quota/get", "", quota.shown),
        ("/cgi-bin/clear_quota", "", quota.cleared),
        ("/cityservice/face/identify/getverifyid", "wechat.face", face.get_verify_id),
        ("/cityservice/face/identify/queryverifyinfo", "wechat.face", face.query_verify_info),
    ):
        router.add_route("*", path, wechat(target, handler))
