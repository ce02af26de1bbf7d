"""People sign in, become themselves, and find their certificates."""

from __future__ import annotations

import pytest

from profile import certificates, people, realname, registration, signin

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def database_kind() -> str:
    return "empty"


async def test_a_person_of_level_two_finds_their_certificates(database, sandbox) -> None:
    lin = sandbox.person("lin")
    keys = await signin.by_wechat(sandbox.login("lin"), None, "test")
    verdict = await realname.two_elements(keys.subject, lin["name"], lin["id_number"], consent=True)
    assert verdict.state == "passed"
    await registration.fetch(keys.subject)
    wallet = await certificates.wallet(keys.subject)
    assert wallet
    assert (await people.person(keys.subject)).level == 2
