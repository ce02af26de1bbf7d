"""What the sandbox is told from the environment, read once at start."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """Addresses, keys and knobs; every default is for the demo on one machine and is no secret."""

    host: str = "127.0.0.1"
    port: int = 8010
    mail_port: int = 0
    data: Path = Path(".data/sandbox")
    app_id: str = "wx5a6e8b1c2d3f4a50"
    app_secret: str = "0123456789abcdef0123456789abcdef"  # noqa: S105
    callback_url: str = "http://127.0.0.1:8000/api/v1/wechat/callback"
    callback_token: str = "sandbox-callback-token"  # noqa: S105
    callback_mode: str = "aes"
    callback_format: str = "json"
    aes_key: str = "c2FuZGJveC1hZXMta2V5LWZvci10aGUtZGVtbzEyMzQ"
    official_app_id: str = "wx6b7f9c2d3e4a5b61"
    official_app_secret: str = "fedcba9876543210fedcba9876543210"  # noqa: S105
    official_callback_url: str = "http://127.0.0.1:8000/api/v1/wechat/official/callback"
    official_callback_token: str = "sandbox-official-token"  # noqa: S105
    official_aes_key: str = "b2ZmaWNpYWwtYWVzLWtleS1mb3ItdGhlLWRlbW8tMTI"
    identity_key: str = "sandbox-identity-key"
    sms_key: str = "sandbox-sms-key"
    sms_secret: str = "sandbox-sms-secret"  # noqa: S105
    sms_callback_token: str = "sandbox-sms-callback"  # noqa: S105
    registry_key: str = "sandbox-registry-key"
    department_secret: str = "sandbox-department-secret"  # noqa: S105
    api_url: str = "http://127.0.0.1:8000"
    miniprogram_dir: Path | None = None
    clock_file: Path = Path(".data/sandbox/clock")
    auto_decide_seconds: float = 20.0
    sms_limits: bool = True
    seed: int = 1


def from_environment() -> Settings:
    """Read `SANDBOX_*`; an unknown mode or a bad number stops the program with a sentence."""
    given = {key[8:].lower(): value for key, value in os.environ.items() if key.startswith("SANDBOX_") and value}
    data = Path(given.pop("data", str(Settings.data)))
    chosen: dict[str, object] = {name: given[name] for name in _TEXT if name in given}
    chosen.update({name: _number(name, given[name], kind) for name, kind in _NUMBERS.items() if name in given})
    if "miniprogram_dir" in given:
        chosen["miniprogram_dir"] = Path(given["miniprogram_dir"])
    chosen["sms_limits"] = given.get("sms_limits", "on").lower() not in ("0", "off", "false", "no")
    _choice("callback_mode", str(chosen.get("callback_mode", Settings.callback_mode)), ("plain", "aes"))
    _choice("callback_format", str(chosen.get("callback_format", Settings.callback_format)), ("json", "xml"))
    return Settings(data=data, clock_file=Path(given.get("clock_file", str(data / "clock"))), **chosen)  # type: ignore[arg-type]


_TEXT = tuple(field.name for field in fields(Settings) if field.type == "str")
_NUMBERS: dict[str, type[int] | type[float]] = {"port": int, "mail_port": int, "auto_decide_seconds": float, "seed": int}


def _number(name: str, text: str, kind: type[int] | type[float]) -> int | float:
    try:
        return kind(text)
    except ValueError:
        raise SystemExit(f"SANDBOX_{name.upper()} must be a number, not {text!r}") from None


def _choice(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise SystemExit(f"SANDBOX_{name.upper()} must be one of {', '.join(allowed)}, not {value!r}")
