"""The settings of one instance on this machine: what the rooms and the sandbox read from their environment."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from local import postgres, store, valkey
from local.folder import ROOT, Folder
from local.ports import HOST, Ports

APP_ID, OFFICIAL_ID = "wx0000000000demo01", "wx0000000000demo02"
OFFICIAL_TEMPLATES = {
    "certificate_expiring": "oa-certificate-expiring", "certificate_changed": "oa-certificate-changed",
    "case_progress": "oa-case-progress", "notice": "oa-notice",
}  # fmt: skip
# Codes of the sandbox's approved texts, for either gateway.
SMS_NAMES = ("sign-in", "certificate-expiring", "case-progress", "notice", "certificate-changed")
SMS_TEMPLATES = {
    "aliyun": {name: f"SMS_40000000{number}" for number, name in enumerate(SMS_NAMES, 1)},
    "tencent": {name: f"240000{number}" for number, name in enumerate(SMS_NAMES, 1)},
}


def aes_key(folder: Folder, name: str = "wechat_aes") -> str:
    """WeChat's EncodingAESKey: 43 characters, the base64 of 32 bytes without its padding."""
    return base64.b64encode(bytes.fromhex(folder.secret(name))).decode().rstrip("=")


def product(
    folder: Folder,
    ports: Ports,
    *,
    environment: str,
    database: str = "zhiban",
    cache: int = 0,
    clock_file: Path | None = None,
    web_dir: str = "",
) -> dict[str, str]:
    """`ZHIBAN_*` for the API, the worker, the commands and the tests."""
    outside = f"http://{HOST}:{ports.sandbox}"
    settings = {
        "environment": environment, "host": HOST, "port": ports.api, "public_base_url": f"http://{HOST}:{ports.api}",
        "allowed_origins": json.dumps([outside, outside.replace(HOST, "localhost")]), "web_dir": web_dir, "clock_file": clock_file or "",
        "search_dir": folder.within("search"),
        "gathering_seconds": 0,  # one sweep writes what is due on this machine at once
        "database_url": postgres.url(folder, ports, database), "redis_url": valkey.url(folder, ports, cache),
        "s3_endpoint": f"http://{HOST}:{ports.s3}", "s3_public_endpoint": f"http://{HOST}:{ports.s3}", "s3_access_key": store.ACCESS_KEY,
        "s3_secret_key": folder.secret("s3"), "s3_region": store.REGION, "s3_bucket": store.BUCKET,
        "wechat_base_url": outside, "wechat_app_id": APP_ID, "wechat_app_secret": folder.secret("wechat_app"),
        "wechat_callback_token": folder.secret("wechat_callback", 32), "wechat_aes_key": aes_key(folder),
        "wechat_miniprogram_state": "developer",
        "identity_base_url": outside, "identity_key": folder.secret("identity"), **sms(folder, outside, "aliyun"),
        "mail_host": HOST, "mail_port": ports.mail, "mail_tls": "none",
        "official_app_id": OFFICIAL_ID, "official_app_secret": folder.secret("official_app"),
        "official_callback_token": folder.secret("official_callback", 32), "official_aes_key": aes_key(folder, "official_aes"),
        "official_templates": json.dumps(OFFICIAL_TEMPLATES), "registry_base_url": outside, "registry_key": folder.secret("registry"),
        "departments_base_url": outside, "department_secret": folder.secret("department"),
        "seal_key": folder.secret("seal"), "index_key": folder.secret("index"), "token_key": folder.secret("token"),
    }  # fmt: skip
    return {f"ZHIBAN_{name.upper()}": str(value) for name, value in settings.items()}


def sms(folder: Folder, outside: str, provider: str) -> dict[str, str]:
    """The gateway's part of the settings: what differs between Alibaba's and Tencent's."""
    return {
        "sms_provider": provider, "sms_base_url": f"{outside}/sms/{provider}", "sms_key": "zhiban-demo", "sms_secret": folder.secret("sms"),
        "sms_app_id": "1400000001", "sms_templates": json.dumps(SMS_TEMPLATES[provider]),
        "sms_callback_token": folder.secret("sms_callback", 32),
    }  # fmt: skip


def sandbox(folder: Folder, ports: Ports, *, data: Path, clock_file: Path, auto_decide_seconds: float | None = None) -> dict[str, str]:
    """`SANDBOX_*`: the same secrets, seen from the outside world. `auto_decide_seconds` until a desk answers; 0 = by hand."""
    product_url = f"http://{HOST}:{ports.api}"
    settings = {
        "host": HOST, "port": ports.sandbox, "mail_port": ports.mail, "data": data,
        "app_id": APP_ID, "app_secret": folder.secret("wechat_app"),
        "callback_url": f"{product_url}/api/v1/wechat/callback", "callback_token": folder.secret("wechat_callback", 32),
        "aes_key": aes_key(folder), "callback_mode": "aes", "identity_key": folder.secret("identity"),
        "official_app_id": OFFICIAL_ID, "official_app_secret": folder.secret("official_app"),
        "official_callback_url": f"{product_url}/api/v1/wechat/official/callback",
        "official_callback_token": folder.secret("official_callback", 32), "official_aes_key": aes_key(folder, "official_aes"),
        "sms_key": "zhiban-demo", "sms_secret": folder.secret("sms"), "sms_callback_token": folder.secret("sms_callback", 32),
        "registry_key": folder.secret("registry"), "department_secret": folder.secret("department"), "api_url": product_url,
        "miniprogram_dir": ROOT / ".data" / "web" / "runner", "clock_file": clock_file,
    }  # fmt: skip
    if auto_decide_seconds is not None:
        settings["auto_decide_seconds"] = auto_decide_seconds
    return {f"SANDBOX_{name.upper()}": str(value) for name, value in settings.items()}
