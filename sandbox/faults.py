"""Faults that can be switched on by target, kind, rate and seed; the same seed gives the same draws."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from sandbox.journal import Event
from sandbox.state import State, on
from sandbox.world import World

HTTP_KINDS = {
    "slow": "先等几秒再照常办理",
    "hang": "不办理，也不回答",
    "torn": "不办理，直接断开连接",
    "busy": "系统繁忙（微信为 -1）",
    "unavailable": "服务不可用（503）",
    "malformed": "回答半截 JSON",
    "html": "回答一个网页",
    "empty": "回答空白",
    "timeout_after_accept": "办理了，但不回答",
    "torn_after_accept": "办理了，随后断开连接",
    "malformed_after_accept": "办理了，但回答半截 JSON",
}
PUSH_KINDS = {
    "delay": "晚几秒送到",
    "duplicate": "同一条送三遍",
    "drop": "不送",
    "reorder": "打乱先后",
    "bad_signature": "签名是错的",
    "stale_timestamp": "时间戳过期",
}
TARGETS = {
    "wechat.session": "微信登录",
    "wechat.token": "微信令牌",
    "wechat.phone": "微信手机号",
    "wechat.send": "微信订阅消息",
    "wechat.official": "公众号模板消息",
    "wechat.face": "微信人脸核身",
    "identity": "实名核验",
    "sms": "短信",
    "mail": "邮件",
    "registry": "证照和企业登记",
    "share.population": "数据共享：人口",
    "share.marriage": "数据共享：婚姻和救助",
    "share.school": "数据共享：学籍",
    "share.social-security": "数据共享：社会保险",
    "share.property": "数据共享：不动产和住房",
    "share.vehicle": "数据共享：车辆和驾驶",
    "share.health": "数据共享：卫健和医保",
    "share.market": "数据共享：市场主体",
    "share.tax": "数据共享：税务",
    "share.services": "数据共享：办事记录",
    "department": "部门收件",
    "callback": "微信推送",
    "webhook": "部门回告",
    "notice": "登记变动通知",
    "smsreport": "短信回执和回复",
}
PUSHED = ("callback", "webhook", "notice", "smsreport")


@dataclass(frozen=True)
class Fault:
    kind: str
    seconds: float

    @property
    def code(self) -> int | None:
        """The WeChat error code that a kind of digits stands for."""
        return int(self.kind) if self.kind.lstrip("-").isdigit() else None


class Faults:
    """Draws for each call; generators live here, their settings in the journal."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._random: dict[str, random.Random] = {}
        self._drawn: dict[str, int] = {}

    def draw(self, target: str) -> Fault | None:
        """The fault that strikes this call, if any; a target `wechat.*` matches all of WeChat."""
        for fault in self._world.state.faults:
            if _matches(fault["target"], target) and self._strikes(fault):
                return Fault(fault["kind"], float(fault["seconds"]))
        return None

    def _strikes(self, fault: dict[str, Any]) -> bool:
        name = fault["id"]
        dice = self._random.setdefault(name, random.Random(fault["seed"]))
        if fault["times"] is not None and self._drawn.get(name, 0) >= fault["times"]:
            return False
        if dice.random() >= fault["rate"]:
            return False
        self._drawn[name] = self._drawn.get(name, 0) + 1
        return True


def check(body: dict[str, Any]) -> dict[str, Any]:
    """A fault as it is kept, or ValueError with what is wrong."""
    target, kind = str(body.get("target", "")), str(body.get("kind", ""))
    kinds = PUSH_KINDS if target in PUSHED else HTTP_KINDS
    if not any(_matches(target, known) for known in TARGETS):
        raise ValueError(f"unknown target {target!r}; known: {', '.join(TARGETS)}, wechat.*, *")
    if kind not in kinds and not (kind.lstrip("-").isdigit() and target.startswith("wechat")):
        raise ValueError(f"unknown kind {kind!r} for {target}; known: {', '.join(kinds)} and WeChat error codes")
    rate, times = float(body.get("rate", 1.0)), body.get("times")
    if not 0 <= rate <= 1:
        raise ValueError("rate lies between 0 and 1")
    seconds = float(body.get("seconds", 3.0 if kind in ("slow", "delay", "reorder") else 30.0))
    seed, limit = int(body.get("seed", 1)), None if times is None else int(times)
    return {"target": target, "kind": kind, "rate": rate, "seed": seed, "times": limit, "seconds": seconds}


def _matches(pattern: str, target: str) -> bool:
    return pattern in ("*", target) or (pattern.endswith(".*") and target.startswith(pattern[:-1]))


@on("fault.set")
def _set(state: State, event: Event) -> None:
    state.faults.append(event["fault"])


@on("fault.cleared")
def _cleared(state: State, event: Event) -> None:
    state.faults = [f for f in state.faults if event["id"] is not None and f["id"] != event["id"]]
