"""The main job, and finding a service, in the browser of a phone."""

from __future__ import annotations

import re

import pytest

from tests.journeys import finding, renewal
from tests.journeys.device import Device


@pytest.fixture(scope="module")
def target(built: None) -> str:
    return "h5"


def test_a_licence_about_to_expire_is_renewed_from_its_reminder(device: Device) -> None:
    renewal.walk(device)


def test_everyday_words_lead_to_the_materials_of_ones_own_case(device: Device) -> None:
    finding.walk(device)


@pytest.mark.parametrize("wrong", ["12345", "135123456789"])
def test_a_wrong_number_is_told_under_its_field(device: Device, wrong: str) -> None:
    device.open("pages-profile/sign-in/index")
    device.fill("手机号", wrong)
    device.press("获取验证码")
    device.reads(re.compile("手机号"))
    assert device.strangers == []
