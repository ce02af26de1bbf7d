"""A department's desk: cases to decide, and those decided."""

from __future__ import annotations

from typing import Any

from sandbox import departments
from sandbox.pages.html import Html, el, join, page
from sandbox.pages.words import OUTCOMES, when
from sandbox.world import World

SHOWN = 20


def render(world: World, code: str) -> Html:
    name = departments.names().get(code, code)
    head = el(
        "header",
        el("a", "‹ 知办沙盒", href="/"),
        el("h1", f"{name}窗口"),
        el("p", "知办送来的办件在这里办理，结果会发回知办。"),
        class_="top",
    )
    body = el("div", cases(world, code), data_live=f"/desks/{code}/cases")
    return page(f"{name}窗口", head, el("main", body, class_="desk"), kind="narrow")


def cases(world: World, code: str) -> Html:
    """What waits comes first, then the latest decided."""
    own = [case for case in world.state.cases.values() if case["department"] == code]
    waiting = [case for case in own if case["state"] in departments.OPEN]
    done = [case for case in reversed(own) if case["state"] not in departments.OPEN][:SHOWN]
    seconds = world.knob("auto_decide_seconds")
    auto = el("p", f"这些办件受理 {seconds:g} 秒后会自动准予；在那之前也可以自己决定。", class_="dim") if seconds and waiting else None
    empty = el("section", el("p", "现在没有要办的事。知办送来新的办件时，会自动出现在这里。", class_="empty"), class_="card")
    decided = (
        el("section", el("h2", "已经办过"), el("ul", [_done(world, case) for case in done], class_="list"), class_="card") if done else None
    )
    return join(auto, [_case(world, case) for case in waiting] or empty, decided)


def _case(world: World, case: dict[str, Any]) -> Html:
    payload, path = case["payload"], f"/admin/departments/{case['department']}/cases/{case['case_id']}/decision"
    title = str(payload.get("service_name") or "办件")
    number = f"{payload.get('case_number') or case['case_id']} · {when(world, case['at'])} 送来"
    state = el("span", OUTCOMES[case["state"]], class_="tag")
    return el(
        "article",
        el("div", el("h2", title), state, class_="line"),
        el("p", number, class_="dim"),
        _facts(payload),
        _materials(payload.get("materials")),
        _spared(payload.get("spared")),
        _form(path, case["state"], case["case_id"]),
        class_="card case",
    )


def _facts(payload: dict[str, Any]) -> Html:
    applicant = payload.get("applicant") or {}
    known: list[tuple[str, Any]] = [
        ("情形", (payload.get("situation") or {}).get("name")),
        ("申请人", applicant.get("name")),
        ("证件号码", applicant.get("id_number")),
        ("联系电话", applicant.get("phone")),
    ]
    fields = payload.get("fields")
    labels = {**(payload.get("labels") or {}), **LABELS}
    known += [(str(labels.get(key, key)), value) for key, value in fields.items()] if isinstance(fields, dict) else []
    known.append(("最晚办结", str(payload.get("due_on") or "")[:10]))
    return el("dl", [join(el("dt", str(label)), el("dd", str(value))) for label, value in known if value not in (None, "")])


LABELS = {
    "certificate_name": "证照名称",
    "certificate_number": "证照编号",
    "issued_on": "发证日期",
    "expires_on": "有效期至",
    "holder_name": "持证主体",
    "delivery": "领取方式",
    "address": "收件地址",
}


def _materials(materials: Any) -> Html | None:
    if not isinstance(materials, list) or not materials:
        return el("p", "没有随附材料。", class_="dim")
    links = [
        el("li", el("a", str(one.get("name") or one.get("kind")), href=one.get("url"), target="_blank", rel="noreferrer"))
        for one in materials
        if isinstance(one, dict) and str(one.get("url", "")).startswith(("http://", "https://"))
    ]
    return el("ul", links, class_="chips", aria_label="材料")


def _spared(spared: Any) -> Html | None:
    """What was not asked of the person, and from where the department gets it."""
    lines = [
        el("li", f"{one.get('name')}：{'请从' + str(one.get('source')) + '查询' if one.get('look_up') else str(one.get('source'))}")
        for one in spared or []
        if isinstance(one, dict)
    ]
    return el("ul", lines, class_="chips", aria_label="免交的材料") if lines else None


def _form(path: str, state: str, case_id: str) -> Html:
    accept = el("button", "受理", type="submit", name="outcome", value="accepted", class_="quiet") if state == "received" else None
    return el(
        "form",
        el(
            "label",
            el("span", "理由（补正和不予办理必须写）"),
            el("textarea", name="reason", rows=2, maxlength=300, id=f"reason-{case_id}"),
        ),
        el(
            "div",
            el("button", "准予", type="submit", class_="main", name="outcome", value="approved"),
            el("button", "请补正", type="submit", name="outcome", value="correction", class_="quiet", data_needs="reason"),
            el("button", "不予办理", type="submit", name="outcome", value="rejected", class_="quiet bad", data_needs="reason"),
            accept,
            class_="buttons",
        ),
        data_submit=path,
    )


def _done(world: World, case: dict[str, Any]) -> Html:
    last = case["decisions"][-1]
    away = any(
        p["channel"] == "webhook" and p["content"]["decision"]["event_id"] == last["event_id"] for p in world.state.outbound.values()
    )
    told = "结果还在路上" if away else "结果已送达"
    service, person = case["payload"].get("service_name"), (case["payload"].get("applicant") or {}).get("name", "")
    words = el("span", el("strong", f"{service} · {person}"), el("small", f"{when(world, last['at'])} {last['reason']} {told}"))
    return el("li", words, el("span", OUTCOMES[case["state"]], class_="tag"))
