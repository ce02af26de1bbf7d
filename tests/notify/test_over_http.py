"""Notify's official Python client and the sending desk against the real API: accepted, sent, followed, read back, refused in words."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest
from notifications_python_client.errors import HTTPError

from core import mail
from core.tables import sql
from local.instance import Instance, Sandbox, Worker
from profile import staff
from push import preferences
from push.notify import accepting, desk, senders, texts
from push.notify.accepting import Asked
from push.notify.senders import Sending
from tests.notify.conftest import House

Until = Callable[..., Any]
PASSWORD = "a-long-enough-password"
LIN, ANYBODY = "13812345001", "13912345678"
TOO_LONG = "Content for template has a character count greater than the limit of 918"
VALUES = {"name": "林晓芸", "date": "3月12日", "paid": "yes"}


def refused(error: pytest.ExceptionInfo[HTTPError]) -> tuple[int, str, str]:
    (one,) = error.value.message
    return error.value.status_code, one["error"], one["message"]


def texts_to(sandbox: Sandbox, phone: str) -> list[str]:
    return [one["text"] for one in sandbox.call("GET", "/admin/messages", phone=phone)["messages"]]


async def test_a_text_is_accepted_sent_and_delivered(house: House, worker: Worker, sandbox: Sandbox, until: Until) -> None:
    client = house.client()
    made = client.send_sms_notification(ANYBODY, str(house.templates["vaccine"]), VALUES, "ref-1")
    assert made["content"]["body"] == "林晓芸您好，请于3月12日接种。费用已付。"
    assert (made["reference"], made["template"]["version"]) == ("ref-1", 1)
    await until(lambda: client.get_notification_by_id(made["id"])["status"] == "delivered")
    assert texts_to(sandbox, ANYBODY) == ["【知办】林晓芸您好，请于3月12日接种。费用已付。"]
    found = client.get_notification_by_id(made["id"])
    assert (found["phone_number"], found["type"], found["reference"]) == (ANYBODY, "sms", "ref-1")
    assert found["completed_at"] >= found["sent_at"] >= found["created_at"]


async def test_an_email_reaches_the_mail_server(house: House, worker: Worker, sandbox: Sandbox, until: Until) -> None:
    client = house.client()
    made = client.send_email_notification("lin@example.com", str(house.templates["letter"]), {"name": "林晓芸"})
    assert made["content"]["subject"] == "给林晓芸的信"
    await until(lambda: client.get_notification_by_id(made["id"])["status"] == "delivered")
    (arrived,) = sandbox.call("GET", "/admin/messages", email="lin@example.com")["messages"]
    assert (arrived["title"], arrived["text"]) == ("给林晓芸的信", "林晓芸您好：\n请查收。\n.单独一个点开头的行")
    gone = client.send_email_notification("nobody@example.com", str(house.templates["letter"]), {"name": "林"})
    await until(lambda: client.get_notification_by_id(gone["id"])["status"] == "permanent-failure")


async def test_numbers_that_fail_end_in_notifys_words(house: House, worker: Worker, until: Until) -> None:
    client, template = house.client(), str(house.templates["vaccine"])
    ends = {"19900000002": "permanent-failure", "19900000003": "temporary-failure"}
    ids = {number: client.send_sms_notification(number, template, VALUES)["id"] for number in ends}
    for number, end in ends.items():
        await until(lambda number=number, end=end: client.get_notification_by_id(ids[number])["status"] == end)


async def test_who_said_stop_is_not_texted_by_anybody(house: House, worker: Worker, sandbox: Sandbox, until: Until) -> None:
    client = house.client()
    await preferences.stop_sms("13912340000")
    made = client.send_sms_notification("13912340000", str(house.templates["vaccine"]), VALUES)
    await until(lambda: client.get_notification_by_id(made["id"])["status"] == "permanent-failure")
    assert texts_to(sandbox, "13912340000") == []


def test_a_list_is_filtered_and_walked_to_its_end(house: House) -> None:
    client, template = house.client("test"), str(house.templates["vaccine"])
    ids = [client.send_sms_notification(ANYBODY, template, VALUES, "walk")["id"] for _ in range(3)]
    found = client.get_all_notifications(reference="walk")["notifications"]
    assert [one["id"] for one in found] == ids[::-1]
    assert [one["id"] for one in client.get_all_notifications_iterator(reference="walk")] == ids[::-1]
    assert client.get_all_notifications(reference="walk", older_than=ids[1])["notifications"][0]["id"] == ids[0]
    assert client.get_all_notifications(reference="walk", template_type="email")["notifications"] == []
    assert client.get_all_notifications(reference="walk", status="failed")["notifications"] == []
    assert len(client.get_all_notifications(reference="walk", status="delivered")["notifications"]) == 3


async def test_templates_are_read_in_every_version_and_filled_in_for_a_look(house: House) -> None:
    client, changed = house.client(), house.templates["letter"]
    known = {"kind": "email", "name": "来信", "subject": "新：((name))", "body": "((name))", "weight": "wanted", "topic": None}
    await texts.write(house.staff_id, house.sender_id, known, changed)
    assert {one["id"] for one in client.get_all_templates()["templates"]} == {str(one) for one in house.templates.values()}
    assert [one["type"] for one in client.get_all_templates("email")["templates"]] == ["email"]
    assert client.get_template(str(changed))["version"] == 2
    assert client.get_template_version(str(changed), 1)["subject"] == "给((name))的信"
    assert [one["version"] for one in client.get_all_template_versions(str(changed))["data"]] == [2, 1]
    assert client.post_template_preview(str(changed), {"name": "林"})["subject"] == "新：林"
    with pytest.raises(HTTPError) as error:
        client.post_template_preview(str(changed), {})
    assert refused(error) == (400, "BadRequestError", "Missing personalisation: name")


@pytest.mark.parametrize(
    ("phone", "template", "values", "wanted"),
    [
        ("123", "vaccine", VALUES, (400, "ValidationError", "phone_number Not enough digits")),
        (ANYBODY, "vaccine", {"paid": "no"}, (400, "BadRequestError", "Missing personalisation: name, date")),
        (ANYBODY, "letter", VALUES, (400, "BadRequestError", "email template is not suitable for sms notification")),
        (ANYBODY, "none", VALUES, (400, "BadRequestError", "Template not found")),
        (ANYBODY, "no-uuid", VALUES, (400, "ValidationError", "template_id is not a valid UUID")),
        (ANYBODY, "vaccine", VALUES | {"name": "长" * 919}, (400, "BadRequestError", TOO_LONG)),
    ],
)  # fmt: skip
def test_refusals_are_in_notifys_words(
    house: House, phone: str, template: str, values: dict[str, str], wanted: tuple[int, str, str]
) -> None:
    asked = str(house.templates.get(template, template if template == "no-uuid" else uuid4()))
    with pytest.raises(HTTPError) as error:
        house.client().send_sms_notification(phone, asked, values)
    assert refused(error) == wanted


def test_a_team_key_reaches_its_guests_alone_and_a_test_key_nobody(house: House, sandbox: Sandbox) -> None:
    template = str(house.templates["vaccine"])
    assert house.client("team").send_sms_notification(LIN, template, VALUES)["id"]
    with pytest.raises(HTTPError) as error:
        house.client("team").send_sms_notification(ANYBODY, template, VALUES)
    assert refused(error) == (400, "BadRequestError", "Can’t send to this recipient using a team-only API key")
    before = len(sandbox.journal(kind="sms.accepted"))
    made = house.client("test").send_sms_notification("19900000003", template, VALUES)
    assert house.client("test").get_notification_by_id(made["id"])["status"] == "temporary-failure"
    assert len(sandbox.journal(kind="sms.accepted")) <= before + 1  # the team key's own may have gone meanwhile


def call(house: House, token: str, **more: Any) -> httpx.Response:
    return httpx.get(f"{house.api.url}/v2/templates", headers={"Authorization": f"Bearer {token}"} if token else {}, **more)


def test_tokens_are_checked_as_notify_checks_them(house: House) -> None:
    secret, now = house.keys["normal"][-36:], int(time.time())
    good = {"iss": str(house.sender_id), "iat": now}
    assert call(house, jwt.encode(good, secret)).status_code == 200
    for claims, key, status, words in (
        (good, "x" * 36, 403, "Invalid token: API key not found"),
        (good | {"iat": now - 40}, secret, 403, "Error: Your system clock must be accurate to within 30 seconds"),
        (good | {"iat": now + 40}, secret, 403, "Error: Your system clock must be accurate to within 30 seconds"),
        (good | {"iss": str(uuid4())}, secret, 403, "Invalid token: service not found"),
        (good | {"iss": "me"}, secret, 403, "Invalid token: service id is not the right data type"),
        ({"iat": now}, secret, 403, "Invalid token: iss field not provided"),
        ({"iss": str(house.sender_id)}, secret, 403, "Invalid token: API key not found"),
    ):
        answer = call(house, jwt.encode(claims, key))
        assert (answer.status_code, answer.json()["errors"][0]["message"]) == (status, words)
    assert call(house, jwt.encode(good, None, "none")).status_code == 403
    missing = call(house, "")
    assert missing.json() == {
        "status_code": 401,
        "errors": [{"error": "AuthError", "message": "Unauthorized: authentication token must be provided"}],
    }


async def test_a_revoked_key_is_refused_within_a_second(house: House) -> None:
    key = await desk.make_key(house.staff_id, house.sender_id, "short_lived", "normal")
    token = jwt.encode({"iss": str(house.sender_id), "iat": int(time.time())}, key[-36:])
    await asyncio.sleep(1.1)
    assert call(house, token).status_code == 200
    shown = next(one for one in (await desk.one(house.sender_id))["keys"] if one["name"] == "short_lived")
    await desk.revoke_key(house.staff_id, house.sender_id, shown["id"])
    await asyncio.sleep(1.1)
    assert call(house, token).json()["errors"][0]["message"] == "Invalid token: API key revoked"


def post(house: House, key: str, body: Any, kind: str = "test") -> httpx.Response:
    token = jwt.encode({"iss": str(house.sender_id), "iat": int(time.time())}, house.keys[kind][-36:])
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"} | ({"Idempotency-Key": key} if key else {})
    content = body if isinstance(body, bytes) else None
    return httpx.post(f"{house.api.url}/v2/notifications/sms", headers=headers, json=None if content else body, content=content)


def test_the_same_idempotency_key_is_answered_alike_and_another_body_refused(house: House) -> None:
    body = {"phone_number": ANYBODY, "template_id": str(house.templates["vaccine"]), "personalisation": VALUES}
    first, again = post(house, "k1", body), post(house, "k1", body)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert post(house, "k1", body | {"phone_number": LIN}).status_code == 422
    assert post(house, "k1", body | {"reference": "another"}).status_code == 422
    assert post(house, "", body).json()["id"] != first.json()["id"]


async def test_an_idempotency_key_is_answered_alike_when_its_template_has_changed_and_when_it_is_gone(house: House) -> None:
    known = {"name": "限号", "kind": "sms", "subject": "", "body": "您好((name))。", "weight": "ordinary", "topic": None}
    template = await texts.write(house.staff_id, house.sender_id, known)
    await asyncio.sleep(1.1)  # senders are looked at anew each second
    body = {"phone_number": ANYBODY, "template_id": str(template), "personalisation": {"name": "林"}}
    first = post(house, "k4", body)
    assert first.status_code == 201
    await texts.write(house.staff_id, house.sender_id, known | {"body": "您好((name))，请于((day))来。"}, template)
    await asyncio.sleep(1.1)
    assert post(house, "k4", body).json() == first.json()
    await texts.archive(house.sender_id, template)
    await asyncio.sleep(1.1)
    assert post(house, "k4", body).json() == first.json()
    assert post(house, "k5", body).status_code == 400


async def test_the_same_idempotency_key_at_the_same_moment_makes_one_message(house: House) -> None:
    body = {"phone_number": ANYBODY, "template_id": str(house.templates["vaccine"]), "personalisation": VALUES, "reference": "at-once"}
    answers = await asyncio.gather(*(asyncio.to_thread(post, house, "k2", body) for _ in range(8)))
    assert {one.status_code for one in answers} == {201}
    assert len({one.text for one in answers}) == 1
    assert len(house.client("test").get_all_notifications(reference="at-once")["notifications"]) == 1
    who = await admitted(house)
    asked = Asked("sms", ANYBODY, house.templates["vaccine"], VALUES, "at-once", "k3")
    first, *others = await asyncio.gather(*(accepting.accept(who, asked) for _ in range(4)))  # one goes ahead, the others together
    assert {one.id for one in others} == {first.id}
    assert len(house.client("test").get_all_notifications(reference="at-once")["notifications"]) == 2


async def test_one_bad_row_in_a_group_harms_nobody_else(house: House) -> None:
    who = await admitted(house)
    gone = Sending(replace(who.sender, id=uuid4()), who.key)
    asked = [Asked("sms", ANYBODY, house.templates["vaccine"], VALUES, f"group-{number}") for number in range(5)]
    bad = [Asked("sms", ANYBODY, house.templates["vaccine"], VALUES, "\ud800")]
    made = [accepting.accept(gone if number == 2 else who, one) for number, one in enumerate(asked + bad)]
    outcomes = await asyncio.gather(*made, return_exceptions=True)
    assert [isinstance(one, Exception) for one in outcomes] == [False, False, True, False, False, True]
    kept = await sql("SELECT reference FROM push_notification WHERE reference LIKE 'group-%' ORDER BY 1")
    assert [row["reference"] for row in kept] == ["group-0", "group-1", "group-3", "group-4"]


async def admitted(house: House) -> Sending:
    return await senders.admit(f"Bearer {jwt.encode({'iss': str(house.sender_id), 'iat': int(time.time())}, house.keys['test'][-36:])}")


async def test_no_line_break_makes_a_header(house: House, worker: Worker, sandbox: Sandbox, until: Until) -> None:
    client, letter, evil = house.client(), str(house.templates["letter"]), "evil@example.com"
    for address in (f"lin@example.com\r\nBcc: {evil}", f"lin@example.com\nBcc: {evil}", f"lin@example.com\r{evil}"):
        with pytest.raises(HTTPError) as error:
            client.send_email_notification(address, letter, {"name": "林"})
        assert refused(error) == (400, "ValidationError", "email_address Not a valid email address")
        with pytest.raises(ValueError, match="linefeed or carriage return"):
            await mail.send("r", address, "来信", "您好")
    made = client.send_email_notification("wang@example.com", letter, {"name": f"王\r\nBcc: {evil}\u2028Bcc: {evil}\r\n\r\n"})
    await until(lambda: client.get_notification_by_id(made["id"])["status"] == "delivered")
    (arrived,) = sandbox.call("GET", "/admin/messages", email="wang@example.com")["messages"]
    assert f"王 Bcc: {evil}" in arrived["title"], "a title stays one line"
    assert sandbox.call("GET", "/admin/messages", email=evil)["messages"] == []


BAD_BODIES = (
    b"", b"{", b"[]", b'{"phone_number": 1}', b'"\xff"', b'{"phone_number":"1\\u0000","template_id":"x"}', b'{"a":' * 40 + b"1" + b"}" * 40,
)  # fmt: skip


@pytest.mark.parametrize("body", BAD_BODIES)
def test_bad_bodies_are_400_in_notifys_shape(house: House, body: bytes) -> None:
    answer = post(house, "", body)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["error"] in ("BadRequestError", "ValidationError")


def test_a_body_that_grows_too_long_is_413_and_carries_the_entrances_headers(house: House) -> None:
    token = jwt.encode({"iss": str(house.sender_id), "iat": int(time.time())}, house.keys["test"][-36:])
    pieces = (b" " * 65536 for _ in range(17))  # does not say how long it is
    answer = httpx.post(f"{house.api.url}/v2/notifications/sms", headers={"Authorization": f"Bearer {token}"}, content=pieces)
    assert answer.status_code == 413
    assert {"x-request-id", "content-security-policy", "x-content-type-options"} <= set(answer.headers)


async def test_limits_of_the_day_and_the_minute_are_429(house: House) -> None:
    keeper, template = house.staff_id, {"kind": "sms", "name": "n", "subject": "", "body": "你好", "weight": "wanted", "topic": None}
    for day, minute, error in ((2, 300, "TooManyRequestsError"), (300, 2, "RateLimitError")):
        sender = await desk.make(keeper, f"小单位{day}", day, minute)
        key, text = await desk.make_key(keeper, sender, "k", "test"), await texts.write(keeper, sender, template)
        small = House(house.api, keeper, sender, {"test": key}, {})
        codes = [post(small, "", {"phone_number": ANYBODY, "template_id": str(text)}) for _ in range(3)]
        assert [one.status_code for one in codes] == [201, 201, 429]
        assert codes[2].json()["errors"][0]["error"] == error
        assert int(codes[2].headers["retry-after"]) > 0


async def test_nobody_elses_notifications_and_templates_are_seen(house: House) -> None:
    made = house.client("test").send_sms_notification(ANYBODY, str(house.templates["vaccine"]), VALUES)
    sender = await desk.make(house.staff_id, "别的单位", 10, 10)
    other = House(house.api, house.staff_id, sender, {"normal": await desk.make_key(house.staff_id, sender, "k", "normal")}, {})
    for read in (
        lambda: other.client().get_notification_by_id(made["id"]),
        lambda: other.client().get_template(str(house.templates["vaccine"])),
    ):
        with pytest.raises(HTTPError) as error:
            read()
        assert refused(error) == (404, "NoResultFound", "No result found")
    assert other.client().get_all_notifications()["notifications"] == []


async def test_what_people_text_back_is_read_by_who_texted_them(house: House, worker: Worker, sandbox: Sandbox, until: Until) -> None:
    client = house.client()
    client.send_sms_notification(LIN, str(house.templates["vaccine"]), VALUES)
    sandbox.call("POST", "/admin/phones/lin", {"reply": "收到，谢谢"})
    await until(lambda: [one["content"] for one in client.get_received_texts_iterator()] == ["收到，谢谢"])
    (one,) = client.get_received_texts()["received_text_messages"]
    assert one["user_number"] == LIN


def operator(house: House, name: str) -> httpx.Client:
    token = house.api.client().post("/operator/sessions", json={"username": name, "password": PASSWORD}).json()["access_token"]
    return house.api.client(token)


async def test_an_operators_own_message_is_looked_at_sent_and_followed(
    house: House, worker: Worker, sandbox: Sandbox, until: Until
) -> None:
    keeper, path = operator(house, "desk-keeper"), f"/operator/senders/{house.sender_id}"
    values = {"name": "王女士", "date": "3月15日", "paid": "否"}
    asked = {"template_id": str(house.templates["vaccine"]), "recipients": ["139 1111 2222", "13911112222"], "values": values}
    assert keeper.post(f"{path}/preview", json=asked | {"values": {}}).json()["code"] == "message.values"
    assert keeper.post(f"{path}/preview", json=asked | {"recipients": ["12"]}).json()["code"] == "message.recipient"
    seen = keeper.post(f"{path}/preview", json=asked).json()
    assert seen == {"subject": "", "body": "王女士您好，请于3月15日接种。", "recipients": ["139****2222"]}
    (row,) = [one for one in keeper.post(f"{path}/messages", json=asked).json()["items"] if one["recipient"] == "139****2222"]

    def arrived() -> bool:
        found = keeper.get(f"{path}/messages").json()["items"]
        return next(one["status"] for one in found if one["id"] == row["id"]) == "delivered"

    await until(arrived)
    (text,) = sandbox.call("GET", "/admin/messages", phone="13911112222")["messages"]
    assert text["text"] == "【知办】王女士您好，请于3月15日接种。"
    assert "13911112222" not in keeper.get(f"{path}/messages").text
    assert "13911112222" not in keeper.get("/operator/deliveries").text


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


async def test_no_number_and_no_value_lies_open(house: House, database: Instance) -> None:
    rows = await sql("SELECT d.*, n.* FROM push_notification n LEFT JOIN push_delivery d ON d.id = n.id")
    assert rows
    told = repr([{name: value for name, value in row.items() if not isinstance(value, bytes | memoryview)} for row in rows])
    raw = b"".join(bytes(row["sealed"]) for row in rows)
    logs = "".join(path.read_text(errors="replace") for path in database.nursery.logs.glob("*.log"))
    for secret in (ANYBODY, LIN, "林晓芸", house.keys["normal"][-36:]):
        assert secret not in told
        assert secret.encode() not in raw
        assert secret not in logs
