"""Face check v2: what the server learns, and that the client's word is worth nothing."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.wechat.face import cert_hash
from tests.sandbox.conftest import Sandbox

GET, QUERY = "/cityservice/face/identify/getverifyid", "/cityservice/face/identify/queryverifyinfo"


class Check:
    """One face check of a person, opened and asked about."""

    def __init__(self, sandbox: Sandbox, user: str = "lin", sequence: str = "seq-00001", **certificate: str) -> None:
        person = sandbox.person(user)
        self.sandbox, self.user, self.sequence, self.openid = sandbox, user, sequence, person["openid"]
        self.certificate = {"cert_type": "IDENTITY_CARD", "cert_name": person["name"], "cert_no": person["id_number"]} | certificate
        body = {"out_seq_no": sequence, "cert_info": self.certificate, "openid": self.openid}
        self.opened = sandbox.post(GET, body, access_token=sandbox.token())

    def query(self, **changes: str) -> Any:
        body = {"verify_id": self.opened["verify_id"], "out_seq_no": self.sequence, "openid": self.openid}
        body |= {"cert_hash": cert_hash(self.certificate)} | changes
        return self.sandbox.post(QUERY, body, access_token=self.sandbox.token())

    def on_the_phone(self, result: str | None = None) -> Any:
        body = {"verify_id": self.opened["verify_id"]} | ({"result": result} if result else {})
        return self.sandbox.post(f"/client/{self.user}/face", body)


def test_the_hash_is_that_of_the_documentation() -> None:
    certificate = {"cert_type": "IDENTITY_CARD", "cert_name": "张三", "cert_no": "310101199801011234"}
    assert cert_hash(certificate) == "3c241f7ff324977aeb91f173bb2a7b06569e6fd784d5573db34a636d8671108b"


def test_a_check_is_unfinished_then_passed(sandbox: Sandbox) -> None:
    check = Check(sandbox)
    assert check.opened["expires_in"] == 3600
    assert check.query() == {"errcode": 0, "errmsg": "ok", "verify_ret": 10300}
    assert check.on_the_phone()["errMsg"] == "requestFacialVerify:ok"
    assert check.query()["verify_ret"] == 10000


@pytest.mark.parametrize(("result", "verdict"), [("mismatch", 10004), ("cancel", 90004)])
def test_the_phone_can_fail_the_check(sandbox: Sandbox, result: str, verdict: int) -> None:
    check = Check(sandbox)
    check.on_the_phone(result)
    assert check.query()["verify_ret"] == verdict


def test_the_phones_own_setting_decides_when_nothing_is_said(sandbox: Sandbox) -> None:
    sandbox.post("/admin/phones/lin", {"face": "mismatch"})
    check = Check(sandbox)
    check.on_the_phone()
    assert check.query()["verify_ret"] == 10004


def test_somebody_elses_number_never_passes(sandbox: Sandbox) -> None:
    chen = sandbox.person("chen")
    other = Check(sandbox, cert_name=chen["name"], cert_no=chen["id_number"])
    other.on_the_phone("pass")
    assert other.query()["verify_ret"] == 10004
    wrong = Check(sandbox, sequence="seq-00002", cert_name="林小云")
    wrong.on_the_phone("pass")
    assert wrong.query()["verify_ret"] == 10003


def test_another_phone_cannot_answer(sandbox: Sandbox) -> None:
    check = Check(sandbox)
    answer = sandbox.post("/client/chen/face", {"verify_id": check.opened["verify_id"], "result": "pass"})
    assert answer["errCode"] == 90199
    assert check.query()["verify_ret"] == 10300


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"openid": "o-other"}, 84017), ({"cert_hash": "0" * 64}, 84018), ({"out_seq_no": "seq-00009"}, 84020), ({"verify_id": "no"}, 84021)],
)
def test_every_particular_must_be_that_of_the_beginning(sandbox: Sandbox, changes: dict[str, str], code: int) -> None:
    assert Check(sandbox).query(**changes)["errcode"] == code


def test_a_handle_lives_one_hour(sandbox: Sandbox) -> None:
    check = Check(sandbox)
    sandbox.move("+2h")
    assert check.query()["errcode"] == 84022
    assert check.on_the_phone("pass")["errCode"] == 90199


def test_a_sequence_number_serves_once_and_has_its_form(sandbox: Sandbox) -> None:
    assert Check(sandbox).opened["errcode"] == 0
    assert Check(sandbox).opened["errcode"] == 84011
    for bad in ("abc", "x" * 33, "有中文的号"):
        assert Check(sandbox, sequence=bad).opened["errcode"] == 84010
    assert Check(sandbox, sequence="seq-00005", cert_type="PASSPORT").opened["errcode"] == 84013
    assert Check(sandbox, sequence="seq-00006", cert_name="").opened["errcode"] == 84014
