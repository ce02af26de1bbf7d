"""One phone: its messages, the mini-program in its frame, and the settings its owner would find in WeChat."""

from __future__ import annotations

import csv
from functools import cache
from typing import Any
from urllib.parse import quote

from sandbox import changes
from sandbox.pages.html import Html, action, el, join, page
from sandbox.pages.words import when
from sandbox.registry import held
from sandbox.town import DATA, Person
from sandbox.wechat import grants, official
from sandbox.wechat.templates import LONG_TERM
from sandbox.world import World

FACES = (("pass", "本人，通过"), ("mismatch", "不是本人"), ("cancel", "中途取消"))
FOLLOWS = (("True", "已关注"), ("False", "未关注"))
BLOCKS = (("False", "接收消息"), ("True", "屏蔽消息"))
REPLIES = ("TD", "退订", "STOP", "收到")
ANSWERS = (("accept", "允许"), ("reject", "拒绝"))
SHOWN = 60


def render(world: World, person: Person) -> Html:
    """The phone on the left, its settings on the right; one under the other on a small screen."""
    base = f"/phones/{person.user}"
    title = person.name or person.user
    bar = el(
        "div",
        el("h2", "消息", id="messages-title"),
        el("a", "打开知办", href=f"{base}/app/", target="mini", class_="open main"),
        class_="bar",
    )
    inbox = el("div", messages(world, person), data_live=f"{base}/messages", aria_live="polite", class_="inbox")
    back = el("div", el("button", "‹ 消息", type="button", id="back"), el("span", "知办小程序"), class_="bar")
    frame = el("iframe", name="mini", id="mini", title="知办小程序", src="about:blank")
    screen = el(
        "section",
        el("div", bar, inbox, class_="pane", id="list"),
        el("div", back, frame, class_="pane", id="program", hidden=True),
        class_="screen",
        aria_label=f"{title}的手机",
        data_read=f"/admin/phones/{person.user}",
    )
    side = el("aside", el("div", settings(world, person), data_live=f"{base}/settings"), class_="side")
    head = el("header", el("a", "‹ 知办沙盒", href="/"), el("h1", f"{title}的手机"), el("p", person.note or "访客"), class_="top")
    return page(f"{title}的手机", head, el("main", screen, side, class_="phone-page"), kind="phone")


def received(world: World, person: Person) -> list[dict[str, Any]]:
    """Messages of WeChat, of the official account and SMS, newest first."""
    held = world.state.messages
    keys = (person.openid, person.phone, official.official_openid(world, person))
    both = [message for key in keys if key in held for message in held[key]]
    return sorted(both, key=lambda message: -message["id"])


def unread(world: World, person: Person) -> int:
    seen = world.state.read.get(person.user, 0)
    return sum(message["id"] > seen for message in received(world, person))


def messages(world: World, person: Person) -> Html:
    """The list in the frame; WeChat's notices as cards, SMS as bubbles."""
    found, seen = received(world, person), world.state.read.get(person.user, 0)
    if not found:
        words = "还没有消息。证照快到期、办件有进展时，提醒会出现在这里。"
        return el("div", el("p", words), el("p", "先点“打开知办”登录一次吧。", class_="dim"), class_="empty")
    newest = el("span", hidden=True, id="newest", data_seq=found[0]["id"])
    return join(newest, [_message(world, person, one, one["id"] > seen) for one in found[:SHOWN]])


def _message(world: World, person: Person, message: dict[str, Any], fresh: bool) -> Html:
    dot = el("span", "未读", class_="dot") if fresh else None
    at = el("time", when(world, message["at"]))
    if message["channel"] == "sms":
        code = message.get("code")
        copy = el("button", f"复制验证码 {code}", type="button", data_copy=code) if code else None
        who = "短信 · 我的回复 " if message.get("own") else "短信 "
        return el("article", el("p", who, dot, at, class_="meta"), el("p", message["text"], class_="bubble"), copy, class_="sms")
    rows = [join(el("dt", field["name"]), el("dd", field["value"])) for field in message["fields"]]
    source = "知办公众号 · 模板消息 " if message["channel"] == "official" else "知办 · 服务通知 "
    inside = join(el("p", source, dot, at, class_="meta"), el("h3", message["title"]), el("dl", rows))
    if not message["page"]:
        return el("article", inside, class_="notice")
    link = f"/phones/{person.user}/app/?page={quote(message['page'], safe='')}"
    return el("article", el("a", inside, el("p", "进入小程序查看", class_="enter"), href=link, target="mini"), class_="notice")


def settings(world: World, person: Person) -> Html:
    """What the owner decides: subscriptions, the face check, and who they are."""
    return join(
        _subscriptions(world, person),
        _official(world, person),
        _texts(person),
        _face(world, person),
        _registers(world, person),
        _identity(person),
    )


def _official(world: World, person: Person) -> Html:
    """Following the official account, and blocking what it sends."""
    path, phone = f"/admin/phones/{person.user}", world.state.phone(person.user)
    follows = _choice(path, FOLLOWS, str(phone.follows), "follows", {}, as_bool=True)
    blocks = _choice(path, BLOCKS, str(phone.blocks), "blocks", {}, as_bool=True)
    words = el("p", "小程序发不了提醒时，关注了公众号的人由公众号通知。", class_="dim")
    return el("section", el("h2", "公众号“知办”"), words, el("p", follows), el("p", blocks) if phone.follows else None, class_="card")


def _texts(person: Person) -> Html | None:
    """Answering a text message: STOP in the words that people use."""
    if not person.phone:
        return None
    path = f"/admin/phones/{person.user}"
    buttons = [action(words, path, {"reply": words}) for words in REPLIES]
    return el("section", el("h2", "回复短信"), el("p", "退订的说法各有各的，都该听懂：", class_="dim"), el("p", buttons), class_="card")


def _subscriptions(world: World, person: Person) -> Html:
    path, on = f"/admin/phones/{person.user}", world.state.phone(person.user).subscriptions
    switch = action(
        "开" if on else "关", path, {"subscriptions": not on}, role="switch", aria_checked=str(on).lower(), aria_label="接收订阅消息"
    )
    rows = [_template(path, row) for row in grants.summary(world, person)]
    return el(
        "section",
        el("div", el("h2", "订阅消息"), switch, class_="line"),
        el("p", "小程序问“是否允许发送提醒”时，这部手机怎样回答：", class_="dim"),
        el("ul", rows, class_="list templates", aria_disabled=None if on else "true"),
        class_="card",
    )


def _template(path: str, row: dict[str, Any]) -> Html:
    standing = "长期允许" if row["standing"] else "未长期允许"
    left = standing if row["type"] == LONG_TERM else f"还能收 {row['balance']} 条"
    chosen = "reject" if row["banned"] else row["answer"]
    return el(
        "li",
        el("span", el("strong", row["title"]), el("small", left)),
        _choice(path, ANSWERS, chosen, "answer", {"template_id": row["template_id"]}),
    )


def _face(world: World, person: Person) -> Html:
    chosen = world.state.phone(person.user).face
    choice = _choice(f"/admin/phones/{person.user}", FACES, chosen, "face", {})
    return el("section", el("h2", "人脸核身"), el("p", "下一次刷脸的结果：", class_="dim"), choice, class_="card")


def _choice(
    path: str, options: tuple[tuple[str, str], ...], chosen: str, name: str, more: dict[str, Any], *, as_bool: bool = False
) -> Html:
    """A row of buttons of which one is pressed."""
    buttons = [
        action(words, path, more | {name: value == "True" if as_bool else value}, aria_pressed=str(value == chosen).lower())
        for value, words in options
    ]
    return el("span", buttons, class_="choice", role="group")


def _registers(world: World, person: Person) -> Html | None:
    """What departments may note about this person's certificates and about where they live."""
    companies = [(one.uscc, one.name) for one in world.town.enterprises.values() if person.user in one.members]
    holders = [(person.id_number, "本人"), *companies] if person.id_number else companies
    if not holders:
        return None
    return el(
        "section",
        el("h2", "部门那边的变动"),
        el("p", "部门的登记一变，就会通知知办来取，持证人随后收到消息。", class_="dim"),
        [el("details", el("summary", whose), _register(world, number, whose == "本人")) for number, whose in holders],
        class_="card",
    )


def _register(world: World, number: str, is_person: bool) -> Html:
    lives = [(what, words) for what, (words, _, _) in changes.OF_LIVES.items()]
    moves = [*changes.OF_PEOPLE.items(), *lives] if is_person else [("moved", "住所迁移")]
    rows = [
        el(
            "li",
            el("span", el("strong", _type_names().get(one["type_code"], one["type_code"])), el("small", _told(one))),
            _acts(number, one),
        )
        for one in held(world, number)
    ]
    people = el("span", [action(words, "/admin/registry", {"holder": number, "what": what}) for what, words in moves], class_="choice")
    return el("ul", el("li", el("span", el("strong", "登记在册")), people), rows, class_="list")


def _told(one: dict[str, Any]) -> str:
    return "已注销" if one.get("state") == "revoked" else f"{one['issued_on']} 签发"


def _acts(number: str, one: dict[str, Any]) -> Html:
    body = {"holder": number, "type_code": one["type_code"]}
    known = changes.OF_CERTIFICATES | (changes.OF_VEHICLES if one["type_code"] in changes.VEHICLES else {})
    acts = [action(words, "/admin/registry", body | {"what": what}) for what, words in known.items()]
    return el("span", acts, class_="choice", role="group")


@cache
def _type_names() -> dict[str, str]:
    with open(DATA / "types.csv", encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


def _identity(person: Person) -> Html:
    shown = (("姓名", person.name), ("身份证号", person.id_number), ("手机号", person.phone))
    rows = [
        el(
            "li",
            el("span", el("small", label), el("strong", value, class_="value")),
            el("button", "复制", type="button", data_copy=value, aria_label=f"复制{label}"),
        )
        for label, value in shown
        if value
    ]
    empty = el("p", "访客：没有登记姓名和证件。", class_="empty")
    return el("section", el("h2", "机主"), el("ul", rows, class_="list") if rows else empty, class_="card")
