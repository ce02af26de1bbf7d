"""The one job, through the public API with real processes: a certificate is renewed before it lapses, and armed again."""

from __future__ import annotations

import io
import time
from datetime import timedelta

import httpx
import pytest
from PIL import Image, ImageDraw

pytestmark = pytest.mark.usefixtures("worker")


def until(look, seconds: float = 60):
    """Looks again until it sees something."""
    deadline = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < deadline, "nothing came"
        time.sleep(0.2)
    return seen


def become(http, person) -> None:
    answer = http.post("/me/real-name", json={"name": person["name"], "id_number": person["id_number"], "consent": True})
    assert answer.json()["state"] == "passed", answer.text


def photo() -> bytes:
    """A sharp portrait-shaped picture."""
    picture = Image.new("RGB", (600, 800), "white")
    draw = ImageDraw.Draw(picture)
    for step in range(0, 800, 8):
        draw.line([(0, step), (600, 800 - step)], fill=(step % 255, 90, 160), width=2)
    draw.ellipse([180, 200, 420, 520], outline="black", width=6)
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=92)
    return kept.getvalue()


def upload(http, case_id: str, slot: dict) -> dict:
    data = photo()
    asked = {"kind": slot["kind"], "file_name": "照片.jpg", "media_type": "image/jpeg", "size": len(data)}
    ticket = http.post(f"/cases/{case_id}/materials", json=asked).json()
    sent = httpx.post(ticket["upload"]["url"], data=ticket["upload"]["fields"], files={"file": ("照片.jpg", data, "image/jpeg")})
    assert sent.status_code in {200, 201, 204}, sent.text
    material = ticket["material"]["id"]
    assert http.post(f"/materials/{material}/arrived").status_code == 202
    return until(lambda: (found := http.get(f"/materials/{material}").json())["state"] not in {"awaiting", "checking"} and found)


def fill(http, case: dict, known: dict) -> dict:
    """Answers what is still open: from `known`, else the first choice."""
    missing = {field["key"]: known.get(field["key"]) or (field["choices"] or [""])[0] for field in case["fields"] if field["error"]}
    return http.patch(f"/cases/{case['id']}", json={"fields": missing}).json() if missing else case


def test_a_licence_about_to_expire_is_reminded_of_renewed_and_armed_again(api, sandbox) -> None:
    lin = sandbox.person("lin")
    http = api.citizen("lin")
    sandbox.subscribe("lin", ["tpl-certificate-expiring"])
    become(http, lin)
    wallet = until(lambda: http.get("/certificates").json()["items"])
    licence = next(one for one in wallet if one["type_code"] == "ZJCT017")
    assert lin["name"] not in str(wallet)

    message = until(lambda: next((one for one in http.get("/messages").json()["items"] if "驾驶证" in one["title"]), None), 60)
    notice = until(lambda: [one for one in sandbox.messages("lin") if one["channel"] == "wechat"], 60)
    assert message["link"]["params"]["offer"]
    assert notice

    offer = message["link"]["params"]["offer"]
    case = http.post(f"/offers/{offer}/take").json()
    assert http.post(f"/offers/{offer}/take").json()["id"] == case["id"]
    assert all(field["source"] for field in case["fields"] if field["locked"])
    for slot in case["materials"]:
        if slot["required"] and not slot["waived"]:
            assert upload(http, case["id"], slot)["state"] == "passed"
    case = fill(http, http.get(f"/cases/{case['id']}").json(), {"phone": lin["phone"], "address": "杭州市西湖区文三路1号"})
    assert case["can_submit"], case["blockers"]

    keys = {"Idempotency-Key": "one-and-the-same"}
    submitted = http.post(f"/cases/{case['id']}/submission", headers=keys).json()
    again = http.post(f"/cases/{case['id']}/submission", headers=keys).json()
    assert submitted["number"] == again["number"]

    department = until(lambda: waiting_desk(sandbox, case["id"]))
    sandbox.decide(department, case["id"], "approved")
    done = until(lambda: (found := http.get(f"/cases/{case['id']}").json())["new_certificate_id"] and found)
    fresh = http.get(f"/certificates/{done['new_certificate_id']}").json()
    assert fresh["version"] == licence["version"] + 1
    assert fresh["deadline_on"] > licence["deadline_on"]
    assert fresh["next_reminder_on"]
    assert {one["state"] for one in fresh["history"]} >= {"superseded"}
    assert [one["id"] for one in http.get("/certificates").json()["items"] if one["type_code"] == "ZJCT017"] == [fresh["id"]]


def waiting_desk(sandbox, case_id: str) -> str | None:
    """The department whose back-end has received the case, by the sandbox's journal."""
    return next((row["department"] for row in sandbox.journal(kind="department.received") if row["case_id"] == case_id), None)


def test_a_reminder_is_not_repeated_after_the_renewal(api, sandbox, clock) -> None:
    before = len([one for one in sandbox.messages("lin") if one["channel"] == "wechat"])
    clock.move(timedelta(days=8))
    time.sleep(5)
    http = api.citizen("lin")
    names = [one["title"] for one in http.get("/messages").json()["items"] if one["category"] == "reminder"]
    assert len([name for name in names if "驾驶证" in name]) == 1
    assert before


def test_what_a_department_revokes_is_known_within_seconds_by_its_signed_notice(api, sandbox) -> None:
    http = api.citizen("lin")
    sandbox.call("POST", "/admin/registry", {"holder": "lin", "what": "revoked", "type_code": "ZJCT031"})
    until(lambda: "社会保障卡已注销" in [one["title"] for one in http.get("/messages").json()["items"]])
    card = next(one for one in http.get("/certificates").json()["items"] if one["type_code"] == "ZJCT031")
    assert (card["state"], card["next_reminder_on"]) == ("revoked", None)
