"""The town: the demo clock, everyone's phone, the departments' desks, and what can go wrong."""

from __future__ import annotations

from typing import Any

from sandbox import departments, faults
from sandbox.pages.html import Html, action, el, join, page
from sandbox.pages.phone import unread
from sandbox.pages.words import ahead, long_date
from sandbox.town import Person
from sandbox.world import World

MOVES = (("+1 小时", "+1h"), ("+1 天", "+1d"), ("+7 天", "+7d"), ("+30 天", "+30d"), ("到下一个 09:30", "next 09:30"))
RATES = (("1", "每次"), ("0.5", "一半"), ("0.1", "十次里一次"))


def render(world: World) -> Html:
    """The whole page; its parts renew themselves."""
    intro = "知办之外的世界都在这里：市民的手机、部门的窗口、短信和实名核验。里面的人和企业都是虚构的。"
    return page(
        "知办沙盒",
        el("header", el("h1", "知办沙盒"), el("p", intro), class_="top"),
        el(
            "main",
            _live("/live/clock", clock(world), "clock", "演示时钟"),
            _live("/live/phones", phones(world), "phones", "手机"),
            el("div", _live("/live/desks", desks(world), "desks", "部门窗口"), _faults(world), class_="beside"),
            class_="town",
        ),
    )


def clock(world: World) -> Html:
    """The demo's time, large, and the ways to move it."""
    local, offset = world.clock.local(), world.clock.offset()
    buttons = [action(label, "/admin/clock", {"move": move}) for label, move in MOVES]
    back = action("回到现在", "/admin/clock", {"offset_seconds": 0}, class_="quiet", disabled=abs(offset) < 30)
    return join(
        el(
            "div",
            el("time", f"{local:%H:%M}", class_="big"),
            el("p", long_date(local)),
            el("p", ahead(offset), class_="dim"),
            class_="face",
        ),
        el("div", buttons, back, class_="buttons"),
        el("p", "时钟一动，知办和沙盒一起到那一天。提醒只在 9:00 到 21:00 之间发出。", class_="dim"),
    )


def phones(world: World) -> Html:
    """Everyone with a phone; those with something to read come first."""
    people = sorted(world.everyone(), key=lambda person: -min(unread(world, person), 1))
    return el("ul", [_phone(world, person) for person in people], class_="people")


def _phone(world: World, person: Person) -> Html:
    count = unread(world, person)
    badge = el("span", str(min(count, 99)), class_="badge", aria_label=f"{count} 条未读") if count else None
    name = el("span", el("strong", person.name or person.user), el("small", person.note or "访客"), class_="who")
    face = el("span", (person.name or person.user)[:1], class_="avatar", aria_hidden="true")
    return el("li", el("a", face, name, badge, href=f"/phones/{person.user}"))


def desks(world: World) -> Html:
    """Departments that have seen cases; the others are one tap away."""
    cases = list(world.state.cases.values())
    seen = dict.fromkeys(case["department"] for case in reversed(cases))
    rows = [_desk(code, [case for case in cases if case["department"] == code]) for code in seen]
    empty = el("p", "还没有办件送来。市民在知办里提交以后，这里会出现要办的事。", class_="empty")
    others = [el("li", el("a", name, href=f"/desks/{code}")) for code, name in departments.names().items() if code not in seen]
    seconds = world.knob("auto_decide_seconds")
    mode = f"现在：受理后 {seconds:g} 秒自动准予。" if seconds else "现在：由人在窗口决定。"
    turn = action("改为窗口人工", "/admin/knobs", {"auto_decide_seconds": 0}) if seconds else None
    auto = action("改为 20 秒自动", "/admin/knobs", {"auto_decide_seconds": 20}) if not seconds else None
    return join(
        el("p", el("span", mode), turn, auto, class_="line"),
        el("ul", rows, class_="list") if rows else empty,
        el("details", el("summary", f"其他 {len(others)} 个窗口"), el("ul", others, class_="chips")),
    )


def _desk(code: str, cases: list[dict[str, Any]]) -> Html:
    waiting = sum(case["state"] in departments.OPEN for case in cases)
    told = f"{waiting} 件待办" if waiting else f"{len(cases)} 件，都办完了"
    return el("li", el("a", el("strong", departments.names().get(code, code)), el("small", told), href=f"/desks/{code}"))


def _faults(world: World) -> Html:
    choose = el("p", "挑一处，挑一种毛病，看知办怎么应对。", class_="dim")
    targets = [el("option", words, value=name) for name, words in faults.TARGETS.items()]
    form = el(
        "form",
        _field("哪里", "target", targets),
        _field("怎么坏", "kind", _kinds(faults.HTTP_KINDS, "http") + _kinds(faults.PUSH_KINDS, "push")),
        _field("多常", "rate", [el("option", words, value=rate) for rate, words in RATES]),
        el("button", "打开", type="submit", class_="main"),
        class_="fault",
        data_submit="/admin/faults",
        data_numbers="rate",
        data_kinds=True,
        data_pushed=" ".join(faults.PUSHED),
    )
    now = el("div", active_faults(world), data_live="/live/faults", aria_live="polite")
    return el("section", el("h2", "故障"), choose, form, now, class_="card faults", aria_label="故障")


def active_faults(world: World) -> Html:
    """What is switched on now."""
    if not world.state.faults:
        return el("p", "一切正常。", class_="empty")
    kinds, rates = faults.HTTP_KINDS | faults.PUSH_KINDS, dict(RATES)
    rows = []
    for fault in world.state.faults:
        often = rates.get(f"{fault['rate']:g}", f"{fault['rate']:.0%}")
        words = f"{faults.TARGETS.get(fault['target'], fault['target'])}：{kinds.get(fault['kind'], fault['kind'])}（{often}）"
        off = action("关掉", f"/admin/faults?id={fault['id']}", data_method="DELETE", class_="quiet")
        rows.append(el("li", el("span", words), off))
    return join(el("ul", rows, class_="list"), action("全部关掉", "/admin/faults", data_method="DELETE"))


def _kinds(kinds: dict[str, str], group: str) -> list[Html]:
    return [el("option", words, value=name, data_group=group) for name, words in kinds.items()]


def _field(label: str, name: str, options: list[Html]) -> Html:
    return el("label", el("span", label), el("select", options, name=name))


def _live(path: str, content: Html, kind: str, title: str) -> Html:
    return el("section", el("h2", title), el("div", content, data_live=path), class_=f"card {kind}", aria_label=title)
