"""What changes in the departments' registers by itself, and the signed notice that tells the product to look again."""

from __future__ import annotations

import json
from typing import Any

from sandbox import certificates, signing
from sandbox.dates import resolve
from sandbox.faults import Fault
from sandbox.journal import Event
from sandbox.outbound import WRAPPERS, Parcel, queue
from sandbox.registry import REGION, held
from sandbox.world import World

OF_CERTIFICATES = {"changed": "登记变更", "revoked": "注销", "superseded": "窗口换发新证"}
# Of a vehicle's check alone: the register of vehicles says when the vehicle was first registered.
OF_VEHICLES = {"aged": "补登：13年前初次登记"}
VEHICLES = frozenset({"ZJCT023", "ZJCT024", "ZJCT025", "ZJCT026"})
OF_PEOPLE = {"moved": "搬家", "deceased": "身故", "emigrated": "移居境外", "back": "更正为正常"}
# event of life → its words, the facts that a department then tells (`since:` counts days from a day), and which department
OF_LIVES: dict[str, tuple[str, dict[str, Any], str]] = {
    "newborn": (
        "添了孩子",
        {"child.birth_date": "{today}", "child.hukou": None, "child.medical_insured": False, "child.certificates": []},
        "卫生健康部门",
    ),
    "married": ("登记结婚", {"marital_status": "married", "marriage_date": "{today}"}, "民政部门"),
    "founded": ("办了企业", {"enterprise.founded_days": "since:{today}", "enterprise.owner": "self"}, "市场监管部门"),
    "retired": ("退休", {"employment_status": "retired", "statutory_retire_date": "{today}"}, "人力资源社会保障部门"),
    "bereaved": ("亲人离世", {"family.member_deceased": True, "family.member_deceased_days": "since:{today}"}, "公安机关"),
}
_AWAY = "330212"
_LIFE = {"deceased": "deceased", "emigrated": "emigrated", "back": "normal"}


def add() -> None:
    WRAPPERS["notice"] = wrap


def happen(world: World, number: str, what: str, type_code: str = "", region: str = "") -> None:
    """Something about the holder with this ID number or USCC changes. ValueError when there is no such certificate or change."""
    if what in (*OF_CERTIFICATES, "unreadable") or (what in OF_VEHICLES and type_code in VEHICLES):
        _to_certificate(world, number, what, type_code)
    elif what == "moved":
        region = region or _AWAY
        facts = dict.fromkeys((REGION,) if number in _companies(world) else ("residence_region", "hukou_region"), region)
        world.record("registry.told", holder=number, facts=facts)
    elif what in OF_LIVES:
        _to_life(world, number, what)
    elif what in _LIFE:
        world.record("registry.told", holder=number, facts={"life_status": _LIFE[what]})
    else:
        raise ValueError(f"unknown change {what!r}")
    queue(world, "notice", True, holder=number, what=what)


def _to_certificate(world: World, number: str, what: str, type_code: str) -> None:
    found = next((one for one in held(world, number) if one["type_code"] == type_code), None)
    if found is None:
        raise ValueError(f"no certificate of type {type_code!r}")
    if what == "superseded":
        certificates.replace(world, number, found)
        return
    today = world.clock.today()
    marks = {
        "revoked": {"state": "revoked"},
        "unreadable": {"issued_on": None},
        "aged": {"registered_on": resolve("-13y", today).isoformat()},
    }
    mark = marks.get(what, {"changed_on": today.isoformat()})
    world.record("registry.marked", holder=number, type_code=type_code, number=found["number"], mark=mark)


def _to_life(world: World, number: str, what: str) -> None:
    _, facts, source = OF_LIVES[what]
    today = world.clock.today().isoformat()
    said = {name: value.format(today=today) if isinstance(value, str) else value for name, value in facts.items()}
    world.record("registry.told", holder=number, facts=said, source=source)


def wrap(world: World, event: Event, fault: Fault | None) -> Parcel:
    """Sign one notice; it says who, never what."""
    number = event["content"]["holder"]
    holder: dict[str, Any] = {"uscc": number} if number in _companies(world) else {"id_number": number}
    body = json.dumps({"event_id": event["id"], "holder": holder}).encode()
    headers = signing.headers(world.settings.department_secret, str(int(world.clock.time())), event["id"], body)
    return Parcel(f"{world.settings.api_url}/api/v1/department/notices", {}, headers | {"Content-Type": "application/json"}, body)


def _companies(world: World) -> set[str]:
    return {one.uscc for one in world.town.enterprises.values()}
