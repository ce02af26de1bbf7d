"""Operators sign in by name and password: wrong tries are counted, right ones are not."""

from __future__ import annotations

import subprocess
import sys

import pytest

from local.programs import environment

PASSWORD = "a-long-enough-password"


@pytest.fixture(scope="module", autouse=True)
def _on_duty(api, instance) -> None:
    for name in ("duty", "night"):
        command = [sys.executable, "-m", "profile.staff", name]
        subprocess.run(command, input=PASSWORD, text=True, check=True, env=environment(instance.env), capture_output=True)


def sign_in(api, name: str, password: str = PASSWORD):
    return api.client().post("/operator/sessions", json={"username": name, "password": password})


def test_an_operator_may_sign_in_often(api) -> None:
    assert {sign_in(api, "duty").status_code for _ in range(7)} == {200}


def test_the_sixth_wrong_password_locks_the_name_for_a_while_and_says_so(api) -> None:
    assert {sign_in(api, "night", "not-this-one").status_code for _ in range(5)} == {401}
    locked = sign_in(api, "night")
    assert locked.status_code == 429
    assert locked.headers["Retry-After"] == "900"


def test_an_unknown_name_gets_the_answer_of_a_wrong_password(api) -> None:
    unknown, wrong = sign_in(api, "nobody"), sign_in(api, "duty", "not-this-one")
    assert (unknown.status_code, unknown.json()["detail"]) == (wrong.status_code, wrong.json()["detail"])
