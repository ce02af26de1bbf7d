"""The sending desk over HTTP: keys are an administrator's, templates have versions, a message is looked at before it goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from local.instance import Sandbox, Worker
from profile import staff
from tests.notify.conftest import House

PASSWORD = "a-long-enough-password"


def operator(house: House, name: str) -> httpx.Client:
    token = house.api.client().post("/operator/sessions", json={"username": name, "password": PASSWORD}).json()["access_token"]
    return house.api.client(token)


async def test_an_operators_own_message_is_looked_at_sent_and_followed(
    house: House, worker: Worker, sandbox: Sandbox, until: Callable[..., Any]
) -> None:
    desk, path = operator(house, "desk-keeper"), f"/operator/senders/{house.sender_id}"
    values = {"name": "王女士", "date": "3月15日", "paid": "否"}
    asked = {"template_id": str(house.templates["vaccine"]), "recipients": ["139 1111 2222", "13911112222"], "values": values}
    assert desk.post(f"{path}/preview", json=asked | {"values": {}}).json()["code"] == "message.values"
    assert desk.post(f"{path}/preview", json=asked | {"recipients": ["12"]}).json()["code"] == "message.recipient"
    seen = desk.post(f"{path}/preview", json=asked).json()
    assert seen == {"subject": "", "body": "王女士您好，请于3月15日接种。", "recipients": ["139****2222"]}
    (row,) = [one for one in desk.post(f"{path}/messages", json=asked).json()["items"] if one["recipient"] == "139****2222"]

    def arrived() -> bool:
        found = desk.get(f"{path}/messages").json()["items"]
        return next(one["status"] for one in found if one["id"] == row["id"]) == "delivered"

    await until(arrived)
    (text,) = sandbox.call("GET", "/admin/messages", phone="13911112222")["messages"]
    assert text["text"] == "【知办】王女士您好，请于3月15日接种。"
    assert "13911112222" not in desk.get(f"{path}/messages").text
    assert "13911112222" not in desk.get("/operator/deliveries").text


async def test_keys_and_limits_are_an_administrators(house: House) -> None:
    await staff.appoint("plain-hand", "接线员", PASSWORD)
    plain, path = operator(house, "plain-hand"), f"/operator/senders/{house.sender_id}"
    for answer in (
        plain.post("/operator/senders", json={"name": "x"}),
        plain.post(f"{path}/keys", json={"name": "k", "kind": "normal"}),
        plain.patch(path, json={"daily_limit": 5}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "staff.not_admin")
    keeper = operator(house, "desk-keeper")
    key = keeper.post(f"{path}/keys", json={"name": "from_console", "kind": "test"}).json()["key"]
    assert key.startswith(f"from_console-{house.sender_id}-")
    shown = keeper.get(path).text
    assert key[-36:] not in shown
    assert "from_console" in shown
