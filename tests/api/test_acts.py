"""What becomes of an operator's act: done, refused, failed, or nobody knows; read by an auditor, chained, and looked at."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from tortoise.exceptions import IntegrityError, OperationalError

from api.outcomes import outcome_of
from core import clock as time
from core import storage
from core.tables import sql
from local.instance import Api, Instance
from profile import staff as operators
from profile.acts import OUTCOMES
from profile.ledger import checking
from tests.api.steps import until

Row = dict[str, Any]
PASSWORD = "a-long-enough-password"


@pytest.fixture(scope="module")
def database_kind() -> str:
    return "empty"


@pytest.fixture(scope="module")
def points(instance: Instance, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("points")
    instance.env["ZHIBAN_FAIL_POINTS"] = str(folder)
    return folder


@pytest.fixture(scope="module")
async def store(database: Instance) -> None:
    await storage.prepare()


@pytest.fixture
async def desk(points: Path, api: Api, database: Instance) -> httpx.Client:
    return await signed_in(api, "duty", "operator")


@pytest.fixture
async def auditor(desk: httpx.Client, api: Api, database: Instance) -> httpx.Client:
    return await signed_in(api)


async def signed_in(api: Api, name: str = "auditor", role: str = "auditor") -> httpx.Client:
    await operators.appoint(name, name, PASSWORD, role)
    session = api.visitor().post("/operator/sessions", {"username": name, "password": PASSWORD})
    return api.client(session["access_token"])


def acts(http: httpx.Client, **asked: str) -> list[Row]:
    answer = http.get("/operator/acts", params=asked)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def test_what_an_answer_says_of_an_act() -> None:
    assert outcome_of(204, b"") == ("done", "")
    assert outcome_of(409, b'{"code": "rule.four_eyes"}') == ("refused", "rule.four_eyes")
    assert outcome_of(429, b"<html>") == ("refused", "http.429")
    assert outcome_of(503, b'{"code": "store.unavailable"}') == ("failed", "store.unavailable")
    assert outcome_of(500, b"[]") == ("failed", "http.500")


async def test_an_act_is_done_refused_or_failed_and_the_auditor_reads_which(desk, auditor):
    assert desk.patch("/operator/rules/ZJCT999", json={"content": {}, "revision": 0}).status_code in {404, 422}
    assert desk.post("/operator/senders", json={"name": "大屏", "daily_limit": 10, "minute_limit": 1}).status_code == 403
    assert desk.post("/operator/subscriptions/checks").status_code == 201
    await sql("ALTER TABLE push_grant_check RENAME TO push_grant_check_away")
    assert desk.post("/operator/subscriptions/checks").status_code == 500
    await sql("ALTER TABLE push_grant_check_away RENAME TO push_grant_check")
    duty = next(one for one in auditor.get("/operator/acts/choices").json()["people"] if one["name"] == "duty")["key"]
    told = [(one["name"], one["about"], one["outcome"], one["reason"]) for one in acts(auditor, person=duty)]
    assert told[:3] == [
        ("核对微信授权", "", "failed", "server.failed"),
        ("核对微信授权", "", "done", ""),
        ("新建发送单位", "", "refused", "staff.not_admin"),
    ]
    assert told[3][:3] == ("修改证照规则草稿", "ZJCT999", "refused")
    assert (told[-1][0], told[-1][2]) == ("登录", "done")


async def test_it_is_found_by_person_kind_day_and_outcome_and_a_slip_in_a_filter_is_said(desk, auditor):
    desk.post("/operator/sessions", json={"username": "auditor", "password": "wrong"})
    (wrong,) = acts(auditor, kind="sign_in", outcome="refused")
    assert (wrong["who"], wrong["reason"]) == ("auditor", "session.password_wrong")
    assert acts(auditor, day="2026-03-10") != []
    assert acts(auditor, day="2026-03-09") == []
    assert {one["name"] for one in acts(auditor, kind="sign_in")} == {"登录"}
    for asked in ({"person": "nobody"}, {"kind": "lost"}, {"day": "soon"}, {"day": "9999-12-31"}, {"outcome": "maybe"}, {"cursor": "x"}):
        refused = auditor.get("/operator/acts", params=asked)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, *asked), asked
    for door in ("/operator/acts", "/operator/acts/checks"):
        assert desk.get(door).json()["code"] == "staff.not_auditor"


async def test_a_number_typed_as_a_code_is_not_kept(desk, auditor):
    desk.delete("/operator/rules/13800138000/draft")
    assert acts(auditor)[0]["about"] == "[personal]"
    assert await sql("SELECT 1 FROM profile_act WHERE about LIKE '%13800138000%'") == []


async def test_a_process_that_ends_between_the_act_and_its_outcome_leaves_an_act_of_which_nobody_knows(desk, auditor, points, api, clock):
    done = (await sql("SELECT count(*) FROM push_grant_check"))[0]["count"]
    (points / "answer.audited-act").write_text("kill")
    with pytest.raises(httpx.TransportError):
        desk.post("/operator/subscriptions/checks", headers={"X-Request-Id": "audited-act"})
    assert (await sql("SELECT count(*) FROM push_grant_check"))[0]["count"] == done + 1
    api.restart()
    auditor = await signed_in(api)
    before = acts(auditor, outcome="open")
    assert [one["name"] for one in before] == ["核对微信授权"]
    clock.move(timedelta(minutes=3))
    assert [one["id"] for one in acts(auditor, outcome="lost")] == [before[0]["id"]]
    assert acts(auditor, outcome="open") == []


async def test_an_outcome_is_one_an_act_and_never_changed(desk, auditor):
    await OUTCOMES.seal()
    for statement in (
        "UPDATE profile_act_outcome SET outcome = 'done'",
        "DELETE FROM profile_act_outcome",
        "TRUNCATE profile_act_outcome",
        "DELETE FROM profile_act_outcome_seal",
        "INSERT INTO profile_act_outcome SELECT uuidv7(), now(), act_id, 'done', '' FROM profile_act_outcome LIMIT 1",
    ):
        with pytest.raises((IntegrityError, OperationalError)):
            await sql(statement)


async def test_the_chains_are_looked_at_when_an_auditor_asks_and_a_changed_outcome_is_named(store, worker, desk, auditor):
    first = looked_at(auditor)
    assert [one["fault"] for one in first["chains"]] == ["", "", ""]
    assert first["by"] == "auditor"
    assert first["walked"] >= first["total"] > first["chains"][2]["links"] > 5
    await sql("ALTER TABLE profile_act_outcome DISABLE TRIGGER USER")
    await sql("UPDATE profile_act_outcome SET outcome = 'done' WHERE outcome = 'failed'")
    await sql("ALTER TABLE profile_act_outcome ENABLE TRIGGER USER")
    faults = {one["key"]: one["fault"] for one in looked_at(auditor)["chains"]}
    assert (faults["reads"], faults["acts"], "was changed" in faults["outcomes"]) == ("", "", True)
    assert next(one for one in auditor.get("/operator/overview").json()["figures"] if one["key"] == "chains")["tone"] == "bad"


def looked_at(auditor: httpx.Client) -> Row:
    """A look that was ordered and has ended."""

    def ordered() -> bool:
        answer = auditor.post("/operator/acts/checks")
        assert answer.status_code in {202, 409}, answer.text
        return answer.status_code == 202

    def ended() -> Row | None:
        last: Row = auditor.get("/operator/acts/checks").json()["checks"][0]
        return last if last["finished_at"] else None

    until(ordered)
    return until(ended)


async def test_a_look_that_was_broken_off_is_begun_again_and_two_at_once_are_one(store, worker, auditor):
    worker.stop()
    await checking.begin()
    assert auditor.post("/operator/acts/checks").json()["code"] == "chains.checking"
    await sql("UPDATE profile_chain_check SET seen_at = $1, walked = 3 WHERE open", time.now())
    await checking.go_on()
    assert (await checking.checks())["checks"][0]["finished_at"] is None
    await sql("UPDATE profile_chain_check SET seen_at = $1 WHERE open", time.now() - timedelta(minutes=2))
    await checking.go_on()
    assert (await checking.checks())["checks"][0]["finished_at"] is not None
