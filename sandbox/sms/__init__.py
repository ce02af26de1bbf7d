"""The SMS gateways in a box: one network behind two shapes, Alibaba Cloud's and Tencent Cloud's."""

from __future__ import annotations

from aiohttp import web

from sandbox import outbound
from sandbox.sms import aliyun, reports, tencent


def add(app: web.Application) -> None:
    outbound.WRAPPERS["smsreport"] = reports.wrap
    app.router.add_post("/sms/aliyun", aliyun.handler())
    app.router.add_post("/sms/tencent", tencent.handler())
