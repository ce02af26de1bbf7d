"""Becoming oneself: only a provider's word makes a level, and every refusal says what to do."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from local.clock import Clock
from local.instance import Api, Sandbox
from tests.api.steps import become, id_number, prove, somebody

VECTORS = Path(__file__).parents[1] / "profile_rules" / "id_test_vectors.csv"


@pytest.fixture(scope="module")
def database_kind() -> str:
    return "empty"


def vectors(valid: bool) -> list[str]:
    """Every row of the vectors as somebody might type it: what is right for another kind is wrong as a person's number."""
    with VECTORS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["value"] for row in rows if (row["kind"] == "person18" and row["valid"] == "1") == valid]


@pytest.fixture
def newcomer(api: Api, sandbox: Sandbox) -> httpx.Client:
    return api.citizen(somebody(sandbox)["user"])


@pytest.mark.parametrize("number", vectors(valid=False))
def test_a_number_that_cannot_be_right_gets_a_sentence_and_costs_no_try(newcomer: httpx.Client, number: str) -> None:
    for _ in range(6):
        answer = newcomer.post("/me/real-name", json={"name": "许清如", "id_number": number, "consent": True})
        assert answer.status_code == 422
        assert answer.json()["code"].startswith("id_number.")
        assert answer.json()["errors"] == [{"field": "id_number", "detail": answer.json()["detail"]}]
        assert number not in answer.text


@pytest.mark.parametrize("number", vectors(valid=True))
def test_a_number_of_every_good_kind_is_put_to_the_authority(newcomer: httpx.Client, number: str) -> None:
    answer = newcomer.post("/me/real-name", json={"name": "许清如", "id_number": number.lower(), "consent": True})
    assert (answer.status_code, answer.json()["state"]) == (200, "failed"), answer.text
    assert newcomer.get("/me").json()["level"] == 1


def test_a_permanent_residents_card_makes_its_holder_known(api: Api, sandbox: Sandbox) -> None:
    smith = sandbox.person("smith")
    http = api.citizen("smith")
    become(http, smith | {"name": smith["name"].replace("·", "•"), "id_number": f" {smith['id_number'][:6]} {smith['id_number'][6:]}"})
    assert http.get("/me").json()["level"] == 2


@pytest.mark.parametrize("name", ["张", "张三1", "<b>张三</b>", "张三😀", "张" * 51, "张\u202e三", "'; DROP TABLE--"])
def test_what_is_no_name_gets_a_sentence(newcomer: httpx.Client, name: str) -> None:
    answer = newcomer.post("/me/real-name", json={"name": name, "id_number": id_number(), "consent": True})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "name"


def test_a_wrong_name_and_an_unknown_number_get_the_same_words(api: Api, sandbox: Sandbox) -> None:
    person = somebody(sandbox)
    wrong = prove(api.citizen(person["user"]), person, name="许清茹").json()
    unknown = prove(api.citizen(somebody(sandbox)["user"]), person, id_number=id_number()).json()
    assert wrong == unknown
    assert wrong["state"] == "failed"
    assert "不一致" in wrong["sentence"]


@pytest.mark.parametrize("consent", [False, None, "yes", "true", 1])
def test_without_consent_nothing_leaves_the_house(newcomer: httpx.Client, sandbox: Sandbox, consent: object) -> None:
    before = len(sandbox.journal(kind="identity.asked"))
    answer = newcomer.post("/me/real-name", json={"name": "许清如", "id_number": id_number(), "consent": consent})
    assert answer.status_code == 422
    assert len(sandbox.journal(kind="identity.asked")) == before


@pytest.mark.parametrize(("days", "status"), [(1, 403), (0, 200)])
def test_until_the_fourteenth_birthday_a_guardian_is_needed(newcomer: httpx.Client, clock: Clock, days: int, status: int) -> None:
    today = clock.now().astimezone().date()
    born = today.replace(year=today.year - 14) + timedelta(days=days)
    answer = newcomer.post("/me/real-name", json={"name": "许清如", "id_number": id_number(born), "consent": True})
    assert answer.status_code == status, (born, answer.text)
    if status == 403:
        assert (answer.json()["code"], "监护人" in answer.json()["detail"]) == ("realname.minor", True)


def test_the_sixth_try_of_an_account_waits_six_hours(api: Api, sandbox: Sandbox) -> None:
    person = somebody(sandbox)
    http = api.citizen(person["user"])
    assert [prove(http, person, id_number=id_number()).status_code for _ in range(5)] == [200] * 5
    refused = prove(http, person)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "21600")
    assert http.get("/me").json()["level"] == 1


def test_one_number_cannot_be_tried_from_many_accounts(api: Api, sandbox: Sandbox) -> None:
    person = somebody(sandbox)
    tries = [prove(api.citizen(somebody(sandbox)["user"]), person, name=f"许清{letter}") for letter in "一二三四五六"]
    assert [one.status_code for one in tries] == [200] * 5 + [429]


def test_with_the_authority_away_the_person_is_told_and_loses_no_try(api: Api, sandbox: Sandbox) -> None:
    person = somebody(sandbox)
    http = api.citizen(person["user"])
    for kind in ("unavailable", "malformed", "html", "empty", "torn", "torn_after_accept"):
        sandbox.faults("identity", kind)
        try:
            away = prove(http, person)
        finally:
            sandbox.clear_faults()
        assert (away.status_code, away.headers.get("Retry-After")) == (503, "30"), (kind, away.text)
    become(http, person)


def test_a_name_once_proven_is_not_changed(api: Api, sandbox: Sandbox) -> None:
    person = somebody(sandbox)
    http = api.citizen(person["user"])
    become(http, person)
    answer = prove(http, somebody(sandbox))
    assert (answer.status_code, answer.json()["code"]) == (409, "realname.done")


class Face:
    """A person of level 2 who has begun a face check."""

    def __init__(self, api: Api, sandbox: Sandbox) -> None:
        self.person, self.sandbox = somebody(sandbox), sandbox
        self.http = api.citizen(self.person["user"])
        become(self.http, self.person)
        self.check = self.begin().json()

    def begin(self) -> httpx.Response:
        return self.http.post("/me/face-checks", json={"consent": True})

    def look(self, result: str) -> None:
        self.sandbox.face(self.person["user"], self.check["verify_id"], result)

    def result(self, http: httpx.Client | None = None) -> httpx.Response:
        return (http or self.http).post(f"/me/face-checks/{self.check['id']}/result")

    @property
    def level(self) -> int:
        return int(self.http.get("/me").json()["level"])


@pytest.fixture
def face(api: Api, sandbox: Sandbox) -> Face:
    return Face(api, sandbox)


def test_a_face_check_needs_real_name_wechat_and_consent(api: Api, sandbox: Sandbox, face: Face) -> None:
    unnamed = api.citizen(somebody(sandbox)["user"]).post("/me/face-checks", json={"consent": True})
    assert (unnamed.status_code, unnamed.json()["code"]) == (403, "realname.first")
    assert face.http.post("/me/face-checks", json={"consent": False}).status_code == 422
    assert face.http.post("/me/face-checks", json={"consent": True, "level": 3}).status_code == 422


def test_the_phones_word_alone_changes_nothing(face: Face) -> None:
    told = face.http.post(f"/me/face-checks/{face.check['id']}/result", json={"state": "passed", "verify_ret": 10000})
    assert told.json()["state"] == "pending"
    assert face.level == 2


def test_a_passed_check_makes_level_three_and_stays_passed(face: Face) -> None:
    face.look("pass")
    assert face.result().json() == {"state": "passed", "level": 3, "sentence": "刷脸核验通过。"}
    assert face.result().json()["state"] == "passed"
    assert face.level == 3


@pytest.mark.parametrize("how", ["mismatch", "cancel"])
def test_a_failed_check_is_over_even_if_the_phone_passes_it_later(face: Face, how: str) -> None:
    face.look(how)
    assert face.result().json()["state"] == "failed"
    face.look("pass")
    assert face.result().json()["state"] == "failed"
    assert face.level == 2


def test_another_persons_check_does_not_exist(api: Api, sandbox: Sandbox, face: Face) -> None:
    face.look("pass")
    other = Face(api, sandbox)
    assert face.result(other.http).status_code == 404
    assert other.level == 2


def test_somebody_elses_face_does_not_pass(api: Api, sandbox: Sandbox, face: Face) -> None:
    other = Face(api, sandbox)
    refused = sandbox.call("POST", f"/client/{other.person['user']}/face", {"verify_id": face.check["verify_id"], "result": "pass"})
    assert refused["errMsg"] != "requestFacialVerify:ok"
    assert face.result().json()["state"] == "pending"


def test_with_wechat_busy_the_check_stays_open(face: Face) -> None:
    face.look("pass")
    face.sandbox.faults("wechat.face", "busy")
    try:
        busy = face.result()
    finally:
        face.sandbox.clear_faults()
    assert busy.status_code == 503, busy.text
    assert face.result().json()["state"] == "passed"


def test_the_sixth_face_check_waits(face: Face) -> None:
    assert [face.begin().status_code for _ in range(4)] == [201] * 4
    assert face.begin().status_code == 429


def test_an_expired_check_fails_in_words(api: Api, face: Face, clock: Clock) -> None:
    clock.move(timedelta(hours=2))
    verdict = face.result(api.citizen(face.person["user"])).json()
    assert (verdict["state"], verdict["level"]) == ("failed", 2)
    assert "再试" in verdict["sentence"]
