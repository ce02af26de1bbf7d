"""Two operators at the door: one drafts and runs the time machine, the other publishes; every process follows."""

from __future__ import annotations

import subprocess
import sys
import time

import httpx
import pytest

from local.instance import Api, Instance
from local.programs import environment

pytestmark = pytest.mark.usefixtures("worker")
NURSE = "ZJCT062"


def sign_in(api: Api, instance: Instance, name: str) -> httpx.Client:
    command = [sys.executable, "-m", "profile.staff", name]
    subprocess.run(command, input="a-long-enough-password", text=True, check=True, env=environment(instance.env), capture_output=True)
    session = api.client().post("/operator/sessions", json={"username": name, "password": "a-long-enough-password"}).json()
    return api.client(session["access_token"])


@pytest.fixture(scope="module")
def author(api: Api, bare_database: Instance) -> httpx.Client:
    return sign_in(api, bare_database, "author")


@pytest.fixture(scope="module")
def second(api: Api, bare_database: Instance) -> httpx.Client:
    return sign_in(api, bare_database, "second")


def until(look, seconds: float = 60):
    deadline = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < deadline, "did not come"
        time.sleep(0.2)
    return seen


def test_a_rule_goes_from_draft_through_its_cases_and_the_time_machine_to_a_second_person(author, second, api) -> None:
    listed = author.get("/operator/rules").json()
    assert (len(listed["items"]), listed["live"] >= 84) == (195, True)
    drafted = author.patch(f"/operator/rules/{NURSE}", json={"opens": "P120D"}).json()
    failing = [trial for trial in drafted["draft"]["side"]["trials"] if not trial["passed"]]
    assert failing
    assert "120日" in drafted["draft"]["side"]["words"]
    cases = [
        {"name": trial["name"], "given": trial["given"], "expect": {line["field"]: line["found"] for line in trial["lines"]}}
        for trial in drafted["draft"]["side"]["trials"]
    ]
    drafted = author.patch(f"/operator/rules/{NURSE}", json={"cases": cases}).json()
    assert all(trial["passed"] for trial in drafted["draft"]["side"]["trials"])
    seen = {"revision": drafted["draft"]["revision"]}
    assert second.post(f"/operator/rules/{NURSE}/publication", json=seen).json()["code"] == "rule.not_simulated"
    assert author.post(f"/operator/rules/{NURSE}/simulations", json={"days": 60}).status_code == 202
    run = until(lambda: (one := author.get(f"/operator/rules/{NURSE}/simulations").json()["items"][0])["finished_at"] and one)
    assert run["digest"] == drafted["draft"]["digest"]
    assert author.post(f"/operator/rules/{NURSE}/publication", json=seen).json()["code"] == "rule.own_draft"
    published = second.post(f"/operator/rules/{NURSE}/publication", json=seen)
    assert published.status_code == 200, published.text
    assert (published.json()["number"], published.json()["draft"]) == (2, None)
    until(lambda: author.get("/operator/calendar").json()["recomputations"][0]["finished_at"])
    back = author.post(f"/operator/rules/{NURSE}/rollback", json={"to": 1, "number": 2})
    assert (back.json()["number"], back.json()["side"]["content"]["opens"]) == (3, "P90D")


def test_a_rung_before_the_window_is_foreseen_as_not_said_and_looking_keeps_nothing(author) -> None:
    rungs = [{"days": days, "channel": "wechat"} for days in (None, 90, 30, 7)]
    seen = author.post(f"/operator/rules/{NURSE}/preview", json={"opens": "P90D", "rungs": rungs}).json()["ladder"]
    assert [(rung["days"], rung["said"]) for rung in seen] == [(None, True), (90, False), (30, True), (7, True)]
    assert seen[1]["words"] == "前90天时还不能办，不提醒；等到前60天开始可办时再说"
    assert author.get(f"/operator/rules/{NURSE}").json()["draft"] is None


@pytest.mark.parametrize(
    "body",
    [
        {"opens": "soon"}, {"rungs": []}, {"rule": [{"kind": "moon"}]}, {"confidence": "Z"}, {"moved": "mars|E1D|x"},
        {"effective_on": "2026-02-30"}, {"legal_basis": " "},
    ],
)  # fmt: skip
def test_what_cannot_be_a_rule_is_refused_with_the_field(author, body) -> None:
    answer = author.patch(f"/operator/rules/{NURSE}", json=body)
    assert answer.status_code == 422, answer.text
    assert next(iter(body)) in answer.text


def test_what_operators_did_is_written_down_and_what_they_only_tried_is_not(author, bare_database: Instance) -> None:
    def acts() -> int:
        command = [sys.executable, "-m", "profile.ledger.verify"]
        ran = subprocess.run(command, env=environment(bare_database.env), capture_output=True, text=True, check=False)
        line = ran.stdout.partition("acts: ")[2]  # the object store may keep the reads of another test's database
        assert "whole" in line, ran.stdout + ran.stderr
        return int(line.split(" ")[0])

    before = acts()
    assert before > 0  # signing in
    author.post(f"/operator/rules/{NURSE}/preview", json={"live": False})
    author.get("/operator/rules")
    assert author.patch(f"/operator/rules/{NURSE}", json={"rungs": []}).status_code == 422
    assert author.delete(f"/operator/rules/{NURSE}/draft").status_code == 200
    assert acts() == before + 2  # a refused try is an act too


def test_a_calendar_notice_is_shown_first_and_a_broken_one_changes_nothing(author) -> None:
    before = author.get("/operator/calendar").json()["notices"]
    bad = {"file": ("2028.csv", b"date,is_workday\n2028-01-01,maybe\nnever,1\n")}
    report = author.post("/operator/calendar", files=bad).json()
    assert [one["line"] for one in report["problems"]] == [2, 3]
    assert author.post("/operator/calendar", files=bad, data={"dry_run": "false"}).status_code == 422
    assert author.get("/operator/calendar").json()["notices"] == before
    good = {"file": ("2028.csv", b"date,is_workday,name,status\n2028-01-03,0,test,official\n")}
    assert author.post("/operator/calendar", files=good, data={"dry_run": "false"}).json()["published"]
    assert author.get("/operator/calendar").json()["notices"][0]["changes"] == 1
