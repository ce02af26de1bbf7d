"""Production refuses what a demo may have."""

from __future__ import annotations

import secrets

import pytest
from pydantic import ValidationError

from core.settings import SECRETS, Settings


def _values(**changes: object) -> dict[str, object]:
    given: dict[str, object] = {name: secrets.token_hex(32) for name in SECRETS}
    given |= {
        "environment": "production",
        "database_url": "postgresql://a:b@db/z",
        "redis_url": "redis://r",
        "s3_endpoint": "https://s3",
        "s3_access_key": "key",
        "wechat_app_id": "wx1",
        "wechat_aes_key": "a" * 43,
        "identity_base_url": "https://i",
        "sms_base_url": "https://s",
        "sms_key": "k",
        "registry_base_url": "https://r",
        "departments_base_url": "https://d",
    }
    return given | changes


def test_long_secrets_are_accepted() -> None:
    assert Settings(**_values()).environment == "production"


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("weak", ["short", "changeme-changeme-changeme-changeme", "a" * 64])
def test_a_short_or_well_known_secret_refuses_to_start(name: str, weak: str) -> None:
    with pytest.raises(ValidationError, match=f"ZHIBAN_{name.upper()}"):
        Settings(**_values(**{name: weak}))


def test_a_moved_clock_has_no_place_in_production() -> None:
    with pytest.raises(ValidationError, match="CLOCK_FILE"):
        Settings(**_values(clock_file="/tmp/clock"))


def test_fail_points_have_no_place_in_production() -> None:
    with pytest.raises(ValidationError, match="FAIL_POINTS"):
        Settings(**_values(fail_points="/tmp/points"))


def test_settings_can_not_be_changed_later() -> None:
    with pytest.raises(ValidationError):
        Settings(**_values()).port = 1  # type: ignore[misc]


def test_secrets_do_not_print_themselves() -> None:
    values = _values()
    assert not any(str(values[name]) in repr(Settings(**values)) for name in SECRETS)
