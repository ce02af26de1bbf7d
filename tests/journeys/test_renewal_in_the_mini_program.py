"""The main job, and finding a service, in the built mini-program, on the sandbox's phone."""

from __future__ import annotations

import pytest

from tests.journeys import finding, renewal
from tests.journeys.device import Device


@pytest.fixture(scope="module")
def target(built: None) -> str:
    return "mp"


def test_a_licence_about_to_expire_is_renewed_from_its_reminder(device: Device) -> None:
    renewal.walk(device)


def test_everyday_words_lead_to_the_materials_of_ones_own_case(device: Device) -> None:
    finding.walk(device)
