"""Every setting of the house, read once from the environment (`ZHIBAN_…`) into one frozen object."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, Self

from pydantic import Field, IPvAnyNetwork, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SHORTEST_SECRET = 32


class Settings(BaseSettings):
    """Addresses are URLs; keys named `*_key` for sealing are 64 hex digits; seconds and ports are whole numbers."""

    model_config = SettingsConfigDict(env_prefix="ZHIBAN_", frozen=True, extra="ignore")

    environment: Literal["demo", "test", "production"] = "production"
    log_level: str = "INFO"
    public_base_url: str = "http://127.0.0.1:8000"
    allowed_origins: list[str] = Field(default_factory=list)
    web_dir: str = ""
    clock_file: str = ""
    heartbeat_file: str = ""  # touched every few seconds while the worker's loop turns; whoever supervises it looks at its age
    fail_points: str = ""  # a folder through which tests end processes at chosen places (core.failpoints)
    search_dir: str = ""  # where the search index lies; empty: beside other temporary files
    host: str = "127.0.0.1"
    port: int = 8000
    metrics_port: int = 0
    request_seconds: int = 20
    correction_workdays: int = 10  # to correct what a department sent back; no law names a number, local rules do
    rectification_workdays: int = 15  # to put a bad rating right; 15 in Sichuan, 5 in Dezhou
    trusted_proxies: list[IPvAnyNetwork] = Field(default_factory=list)

    database_url: SecretStr
    database_pool: int = 10
    database_seconds: int = 10
    redis_url: SecretStr

    s3_endpoint: str
    s3_public_endpoint: str = ""
    s3_access_key: SecretStr
    s3_secret_key: SecretStr
    s3_region: str = "cn-north-1"
    s3_bucket: str = "zhiban"

    weekly_messages: int = 7  # how many messages that can wait a person gets outside the app in seven days
    gathering_seconds: int = 60  # how long a reminder waits for others to the same person, to go as one

    wechat_base_url: str = "https://api.weixin.qq.com"
    wechat_app_id: str
    wechat_app_secret: SecretStr
    wechat_callback_token: SecretStr
    wechat_aes_key: SecretStr
    wechat_template_expiring: str = "tpl-certificate-expiring"
    wechat_template_progress: str = "tpl-case-progress"
    wechat_template_changed: str = "tpl-certificate-changed"
    wechat_per_second: int = 300
    wechat_daily_limit: int = 10_000_000
    sms_per_second: int = 100
    sms_daily_limit: int = 1_000_000
    wechat_template_notice: str = "tpl-government-notice"
    wechat_template_suggestion: str = "tpl-service-suggestion"
    wechat_miniprogram_state: Literal["developer", "trial", "formal"] = "formal"

    # The official account (公众号) of the same open-platform account; without its id that channel is closed.
    official_app_id: str = ""
    official_app_secret: SecretStr = SecretStr("")
    official_callback_token: SecretStr = SecretStr("")
    official_aes_key: SecretStr = SecretStr("")
    official_templates: dict[str, str] = Field(default_factory=dict)  # our name → the account's template id

    identity_base_url: str
    identity_key: SecretStr
    sms_provider: Literal["aliyun", "tencent"] = "aliyun"
    sms_base_url: str
    sms_key: SecretStr
    sms_secret: SecretStr
    sms_sign: str = "知办"
    sms_region: str = "cn-hangzhou"
    sms_app_id: str = ""  # Tencent's SmsSdkAppId
    sms_templates: dict[str, str] = Field(default_factory=dict)  # our name → the gateway's template code
    sms_callback_token: SecretStr  # part of the address that the gateway pushes reports and replies to
    mail_host: str = ""
    mail_port: int = 465
    mail_tls: Literal["none", "starttls", "tls"] = "tls"
    mail_user: str = ""
    mail_password: SecretStr = SecretStr("")
    mail_from: str = "no-reply@zhiban.example"
    registry_base_url: str
    registry_key: SecretStr
    departments_base_url: str
    department_secret: SecretStr

    seal_key: SecretStr
    index_key: SecretStr
    token_key: SecretStr

    @property
    def is_demo(self) -> bool:
        return self.environment != "production"

    @model_validator(mode="after")
    def _secrets_are_long(self) -> Self:
        """A short or well-known secret in production stops the start: nobody must find out later that it was guessable."""
        if self.environment == "production":
            weak = [name for name in SECRETS if _weak(getattr(self, name).get_secret_value())]
            if weak:
                names = ", ".join(f"ZHIBAN_{name.upper()}" for name in weak)
                raise ValueError(f"refusing to start: default or short secret (under {SHORTEST_SECRET} characters): {names}")
            if self.official_app_id and min(map(_length, (self.official_app_secret, self.official_callback_token))) < SHORTEST_SECRET:
                raise ValueError("refusing to start: short secret: ZHIBAN_OFFICIAL_APP_SECRET or ZHIBAN_OFFICIAL_CALLBACK_TOKEN")
            if self.clock_file:
                raise ValueError("refusing to start: ZHIBAN_CLOCK_FILE moves the clock and has no place in production")
            if self.fail_points:
                raise ValueError("refusing to start: ZHIBAN_FAIL_POINTS ends processes and has no place in production")
        return self

    @model_validator(mode="after")
    def _sealing_keys_are_hex(self) -> Self:
        for name in ("seal_key", "index_key"):
            value = getattr(self, name).get_secret_value()
            try:
                long_enough = len(bytes.fromhex(value)) == 32
            except ValueError:
                long_enough = False
            if not long_enough:
                raise ValueError(f"ZHIBAN_{name.upper()} must be 64 hex digits (32 bytes)")
        return self


SECRETS = (
    "seal_key",
    "index_key",
    "token_key",
    "department_secret",
    "s3_secret_key",
    "wechat_app_secret",
    "wechat_callback_token",
    "identity_key",
    "sms_secret",
    "sms_callback_token",
    "registry_key",
)


def _length(secret: SecretStr) -> int:
    return len(secret.get_secret_value())


def _weak(secret: str) -> bool:
    return len(secret) < SHORTEST_SECRET or len(set(secret)) < 8 or "change" in secret.lower()


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The one settings object of this process. Raises `pydantic.ValidationError` naming each missing variable."""
    return Settings()
