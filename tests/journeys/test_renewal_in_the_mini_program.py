"""The main job in the built mini-program, on the sandbox's phone."""

from __future__ import annotations

import pytest

from tests.journeys import renewal
from tests.journeys.device import Device


@pytest.fixture(scope="module")
def target(built: None) -> str:
    return "mp"


def test_a_licence_about_to_expire_is_renewed_from_its_reminder(device: Device) -> None:
    renewal.walk(device)
