"""Whose things they are: every door of the API's own description, tried by the owner, a colleague, a stranger, an operator, nobody."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from local.instance import Api, Instance, Sandbox, Worker
from local.programs import environment
from tests.api.steps import Row, ask_upload, until, with_wallet

DESCRIPTION = json.loads((Path(__file__).parents[2] / "api" / "openapi.json").read_text("utf-8"))
ROUTES = [
    (method.upper(), path.removeprefix("/api/v1"), what)
    for path, methods in sorted(DESCRIPTION["paths"].items())
    for method, what in sorted(methods.items())
    if path.startswith("/api/v1")
]
# Open to all; whoever is signed in gets more.
MORE_WHEN_SIGNED_IN = {"/services/{code}", "/services/{code}/situations", "/search", "/search/suggestions"}
MORE_WHEN_ANSWERED = {("POST", "/services/{code}/situations/answers")}
GUARDED = [
    (method, path)
    for method, path, what in ROUTES
    if what.get("security") and not (method == "GET" and path in MORE_WHEN_SIGNED_IN) and (method, path) not in MORE_WHEN_ANSWERED
]
OF_CITIZENS = [(method, path) for method, path in GUARDED if not path.startswith("/operator")]
OF_OPERATORS = [(method, path) for method, path in GUARDED if path.startswith("/operator")]
OBJECTS = [(method, path) for method, path in OF_CITIZENS if "{id}" in path]
# What a colleague of the same enterprise may see of what the enterprise holds; what they may not change is a 409 in words.
SHARED = {
    "/certificates/{id}",
    "/certificates/{id}/renewal",
    "/cases/{id}",
    "/cases/{id}/following",
    "/enterprises/{id}",
    "/enterprises/{id}/certificates",
}
# Taking back what was never put away is no error, whoever asks: it touches the asker's own list alone.
OWN_LIST = {("DELETE", "/home/cards/{id}/dismissals")}
SCENE = {
    "name": "示例", "audience": "citizen", "stage": "教育", "condition": "age>=18", "services": "IT001", "explanation": "一句话。",
    "priority": 30, "valid_from": "", "valid_until": "", "regions": "", "status": "ready", "note": "", "personas": [],
}  # fmt: skip
BODIES = {
    "Filled": {"fields": {"phone": "13800138000"}},
    "UploadAsk": {"kind": "other", "file_name": "a.jpg", "media_type": "image/jpeg", "size": 2000},
    "Dismissal": {"reason": "not_now"},
    "DeliveryWords": {"sms": {}},
    "Seen": {"cards": ["scene-SC001"]},
    "Fates": {"what": "opened", "ids": ["01a201cd-51bf-7bb9-bd07-b5b970cf74c3"]},
    "PreferencesPatch": {"elder_mode": True},
    "ReadMarkBack": {"read_at": "2026-03-10T02:00:00Z"},
    "DelegationAsk": {"side": "helper", "relation": "child", "actions": ["remind"], "phone": "13912345678"},
    "DelegationWish": {"side": "holder", "relation": "child", "actions": ["remind"]},
    "DelegationChange": {"actions": ["remind"]},
    "MoreAnswer": {"wish": "01a201cd-51bf-7bb9-bd07-b5b970cf74c3"},
    "DelegationCode": {"code": "ABCDE-FGHJK"},
    "Preparation": {"certificate_id": "01a201cd-51bf-7bb9-bd07-b5b970cf74c3"},
    "CallOutcome": {"outcome": "called"},
    "Retries": {"ids": []},
    "CallReason": {"reason": "到期前电话提醒"},
    "Emergency": {"reason": "台风预警"},
    "NotificationsPatch": {"quiet_from": 20, "quiet_until": 9},
    "RealNameAsk": {"name": "许清如", "id_number": "330106199003074517", "consent": True},
    "FaceAsk": {"consent": True},
    "PhoneCode": {"code": "no-such-code"},
    "ServiceChanges": {},
    "VariantChanges": {},
    "NewAlias": {"text": "换照", "target": "IT189"},
    "GuidePublication": {"version": 1, "revision": 1},
    "GuideWithdrawal": {"version": 1, "withdrawn": True},
    "Verification": {"version": 1, "verified": True},
    "PointChanges": {},
    "PolicyChanges": {},
    "NewPolicy": {"code": "example"},
    "NewPoint": {"code": "example", "kind": "county_centre", "region": "330106", "latitude": 30.27, "longitude": 120.15},
    "RuleChanges": {},
    "RulePublication": {"revision": 1},
    "RuleRollback": {"to": 1, "number": 1},
    "SceneContent": SCENE,
    "SceneAsk": {"content": SCENE},
    "ScenePublication": {"revision": 1},
    "SceneRollback": {"to": 1, "number": 1},
    "SimulationAsk": {},
    "Beginning": {"version": 1, "answers": {}},
    "RatingAsk": {"level": 5},
    "ContactAsk": {"words": "打电话说明了情况"},
    "ClosureAsk": {"result": "流程已经改好"},
    "GuideText": {"text": "title: 示例"},
    "Publication": {"version": 1, "revision": 1},
    "NewSender": {"name": "区卫健局"},
    "SenderChanges": {"active": True},
    "NewKey": {"name": "k", "kind": "test"},
    "NewTemplate": {"name": "提醒", "kind": "sms", "body": "您好"},
    "Composition": {"template_id": "01a201cd-51bf-7bb9-bd07-b5b970cf74c3", "recipients": ["13912345678"]},
    "Rollback": {"to": 1, "version": 1},
    "ChallengeAsk": {"words": "这不是我同意的"},
    "CorrectionAsk": {"label": "婚姻状况", "words": "已经离婚"},
    "ConsentChange": {"on": True},
    "TicketReply": {"outcome": "explained", "reply": "这是办理您的申请所需"},
    "DeferralAsk": {"basis": "调查函〔2026〕1号", "days": 30},
}


def shape_of(method: str, path: str) -> str | None:
    asked = DESCRIPTION["paths"][f"/api/v1{path}"][method.lower()].get("requestBody")
    told = asked["content"].get("application/json") if asked else None  # a file has no fields to try
    if told is None:
        return None
    schema = told["schema"].get("anyOf", [told["schema"]])[0]  # a body that may be left out is one shape or null
    return str(schema["$ref"].rsplit("/", 1)[1])


def body_of(method: str, path: str) -> Row | None:
    asked = shape_of(method, path)
    return BODIES[asked] if asked else None


def named(path: str, thing: str) -> str:
    known = {
        "read": "01a201cd-51bf-7bb9-bd07-b5b970cf74c3",
        "code": "IT142",
        "region": "330106",
        "number": "1",
        "kind": "tree",
        "id": thing,
        "key": thing,
        "template": thing,
    }
    for name, value in known.items():
        path = path.replace(f"{{{name}}}", value)
    return path


def call(http: httpx.Client, method: str, path: str, thing: str = "", **more: object) -> httpx.Response:
    where = named(path, thing)
    return http.request(method, where, json=body_of(method, path), headers={"Idempotency-Key": "whose-is-it"}, **more)


@dataclass
class Town:
    """Zhou with a case of her shop (Lin is its agent too) and everything that hangs on it; Chen has nothing to do with either."""

    zhou: httpx.Client
    lin: httpx.Client
    chen: httpx.Client
    wang: httpx.Client
    operator: httpx.Client
    nobody: httpx.Client
    things: dict[str, str]


@pytest.fixture(scope="module")
def town(api: Api, sandbox: Sandbox, worker: Worker, bare_database: Instance) -> Iterator[Town]:
    zhou, lin, chen = (with_wallet(api, sandbox, user) for user in ("zhou", "lin", "chen"))
    shop = until(lambda: next((one["id"] for one in zhou.get("/me").json()["enterprises"] if "点心" in one["name"]), None))
    permit = next(one for one in zhou.get(f"/enterprises/{shop}/certificates").json()["items"] if one["can_renew"])
    case = zhou.post(f"/certificates/{permit['id']}/renewal").json()
    message = until(
        lambda: next((one for one in zhou.get("/messages").json()["items"] if (one["link"] or {}).get("params", {}).get("offer")), None)
    )
    face = zhou.post("/me/face-checks", json={"consent": True}).json()
    card = zhou.get("/home").json()["cards"][0]["id"]
    things = {
        "certificates": permit["id"], "cases": case["id"], "materials": a_material(zhou), "messages": message["id"],
        "offers": message["link"]["params"]["offer"], "enterprises": shop, "me": face["id"], "home": card,
        "delegations": looked_after(zhou, lin),
    }  # fmt: skip
    return Town(zhou, lin, chen, api.citizen("wang"), operator(api, bare_database), api.client(), things)


def looked_after(helper: httpx.Client, holder: httpx.Client) -> str:
    """The holder hands a code to the helper, who agrees."""
    code = holder.post("/delegations/invitations", json=BODIES["DelegationWish"] | {"actions": ["view", "apply"]}).json()["code"]
    helper.post("/delegations/codes/acceptance", json={"code": code}).raise_for_status()
    return str(helper.get("/delegations").json()["looking_after"][0]["id"])


def a_material(http: httpx.Client) -> str:
    """An upload begun for a matter of the person's own."""
    rows = http.get("/services", params={"audience": "citizen"}).json()["items"] + http.get("/home").json()["quick"]
    for row in rows:
        case = http.post(f"/services/{row['code']}/cases").json()
        for slot in case.get("materials", ()):
            if slot["accept"] and not slot["waived"]:
                return str(ask_upload(http, case["id"], slot["kind"], 5000).json()["material"]["id"])
    raise AssertionError("no service asks for a file")


def operator(api: Api, instance: Instance) -> httpx.Client:
    command = [sys.executable, "-m", "profile.staff", "duty"]
    subprocess.run(command, input="a-long-enough-password", text=True, check=True, env=environment(instance.env), capture_output=True)
    session = api.client().post("/operator/sessions", json={"username": "duty", "password": "a-long-enough-password"}).json()
    return api.client(session["access_token"])


def thing_of(town: Town, path: str) -> str:
    return town.things[path.split("/")[1]]


def test_the_description_names_doors_enough_to_try() -> None:
    assert len(OBJECTS) >= 17
    assert {path.split("/")[1] for _, path in OBJECTS} == {
        "certificates",
        "delegations",
        "cases",
        "materials",
        "messages",
        "offers",
        "enterprises",
        "me",
        "home",
    }


@pytest.mark.parametrize(("method", "path"), OBJECTS)
def test_a_stranger_finds_nothing(town: Town, method: str, path: str) -> None:
    """Chen has a real name, Wang has none; neither can tell another's thing from one that never was."""
    for stranger in (town.chen, town.wang):
        theirs = call(stranger, method, path, thing_of(town, path))
        if (method, path) in OWN_LIST:
            assert theirs.status_code == 204
            continue
        never = call(
            stranger, method, path, thing_of(town, path)[:-4] + "0000" if "home" in path else "01a201cd-51bf-7bb9-bd07-b5b970cf74c3"
        )
        assert theirs.status_code == 404, (path, theirs.text)
        assert (theirs.json()["code"], theirs.json()["detail"]) == (never.json()["code"], never.json()["detail"])


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_nobody_in_particular_must_sign_in(town: Town, method: str, path: str) -> None:
    thing = town.things.get(path.split("/")[1], "01a201cd-51bf-7bb9-bd07-b5b970cf74c3")
    answer = call(town.nobody, method, path, thing)
    assert (answer.status_code, answer.json()["code"]) == (401, "session.ended"), answer.text


@pytest.mark.parametrize(("method", "path"), OF_CITIZENS)
def test_an_operator_is_no_citizen(town: Town, method: str, path: str) -> None:
    thing = town.things.get(path.split("/")[1], "")
    assert call(town.operator, method, path, thing).status_code == 401


@pytest.mark.parametrize(("method", "path"), OF_OPERATORS)
def test_a_citizen_is_no_operator(town: Town, method: str, path: str) -> None:
    assert call(town.zhou, method, path, town.things["cases"]).status_code == 401


@pytest.mark.parametrize(("method", "path"), [one for one in OBJECTS if one[1].startswith(("/cert", "/cases", "/enter"))])
def test_a_colleague_sees_what_the_enterprise_holds_and_changes_nothing(town: Town, method: str, path: str) -> None:
    answer = call(town.lin, method, path, thing_of(town, path))
    if path.startswith("/enterprises/{id}/reads"):  # Lin is its agent; Zhou, its owner, may see who read what
        assert (answer.status_code, answer.json()["code"]) == (403, "enterprise.administrators_only"), answer.text
    elif path in SHARED and method not in {"DELETE", "PATCH"}:
        assert answer.status_code in {200, 201}, answer.text
    else:
        assert (answer.status_code, answer.json()["code"]) == (409, "case.of_colleague"), answer.text


def test_what_is_a_colleagues_own_stays_their_own(town: Town) -> None:
    for method, path in OBJECTS:
        if path.split("/")[1] in {"messages", "offers", "me", "materials"}:
            assert call(town.lin, method, path, thing_of(town, path)).status_code == 404, path


def test_the_owner_gets_in_everywhere(town: Town) -> None:
    """The control: what strangers were refused does exist for its owner."""
    gets = [path for method, path in OBJECTS if method == "GET"]
    assert gets
    for path in gets:
        assert call(town.zhou, "GET", path, thing_of(town, path)).status_code == 200, path
    assert call(town.zhou, "POST", "/messages/{id}/read", town.things["messages"]).status_code == 200
    assert call(town.zhou, "POST", "/offers/{id}/take", town.things["offers"]).status_code == 200


def test_an_operator_sees_people_masked(town: Town, sandbox: Sandbox) -> None:
    zhou = sandbox.person("zhou")
    seen = ""
    for path in ("/operator/cases", f"/operator/cases/{town.things['cases']}", "/operator/deliveries", "/operator/overview"):
        answer = town.operator.get(path)
        assert answer.status_code == 200
        seen += answer.text
    assert "周*" in seen
    for plain in (zhou["name"], zhou["id_number"], zhou["phone"]):
        assert plain not in seen


def test_an_ended_sign_in_of_an_operator_opens_nothing(api: Api, bare_database: Instance, town: Town) -> None:
    before = operator(api, bare_database)
    after = operator(api, bare_database)  # a new password ends what was signed in with the old one
    assert before.get("/operator/me").status_code == 401
    assert after.get("/operator/me").status_code == 200
    town.operator.headers["Authorization"] = after.headers["Authorization"]


SHAPES = DESCRIPTION["components"]["schemas"]
EVERY_FIELD = sorted(
    {name for shape in SHAPES.values() for name in shape.get("properties", {})} | {"citizen_id", "is_admin", "role", "openid"}
)


@pytest.mark.parametrize(("method", "path"), [(m, p) for m, p in GUARDED if body_of(m, p) is not None])
def test_what_nobody_may_set_is_refused_by_name(town: Town, method: str, path: str) -> None:
    """Mass assignment: every field that any answer of the API has, sent along with what belongs there."""
    asked = shape_of(method, path)
    assert asked
    own = set(SHAPES[asked]["properties"])
    foreign = [name for name in EVERY_FIELD if name not in own]
    where, who = (
        named(path, town.things.get(path.split("/")[1], town.things["cases"])),
        town.operator if path.startswith("/operator") else town.zhou,
    )
    for start in range(0, len(foreign), 20):
        names = foreign[start : start + 20]
        answer = who.request(method, where, json={**BODIES[asked], **dict.fromkeys(names, 3)})
        assert answer.status_code == 422, answer.text
        assert {one["field"] for one in answer.json()["errors"]} == set(names)


def test_nothing_of_that_has_changed_who_zhou_is(town: Town, sandbox: Sandbox) -> None:
    me = town.zhou.get("/me").json()
    assert (me["level"], me["id_number"][-4:]) == (2, sandbox.person("zhou")["id_number"][-4:])


def test_read_only_fields_of_a_case_are_refused(town: Town) -> None:
    case = town.zhou.get(f"/cases/{town.things['cases']}").json()
    for field in case["fields"]:
        if field["locked"]:
            answer = town.zhou.patch(f"/cases/{case['id']}", json={"fields": {field["key"]: "改一改"}})
            assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field["key"])
