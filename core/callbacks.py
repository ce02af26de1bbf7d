"""Opens what WeChat pushes to us: signature, age and size are judged before a byte is parsed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

import orjson
from wechatpy.crypto import PrpCrypto, WeChatCrypto

from core import clock, crypto
from core.errors import Refusal
from core.settings import settings

LARGEST = 64 * 1024
OLDEST_S = 300


class Unopened(Refusal):
    """A callback that is not WeChat's, or not timely, or not readable."""

    status = 400


@dataclass(frozen=True)
class Lock:
    """What opens the pushes of one account: its token, its AES key, and whose they must be."""

    token: str = field(repr=False)
    aes_key: str = field(repr=False)
    app_id: str


def miniprogram() -> Lock:
    own = settings()
    return Lock(own.wechat_callback_token.get_secret_value(), own.wechat_aes_key.get_secret_value(), own.wechat_app_id)


def official() -> Lock:
    """The official account's. Raises `Unopened` where there is none."""
    own = settings()
    if not own.official_app_id:
        raise Unopened("wechat.no_account", "没有配置公众号。")
    return Lock(own.official_callback_token.get_secret_value(), own.official_aes_key.get_secret_value(), own.official_app_id)


def echo(signature: str, timestamp: str, nonce: str, echostr: str, lock: Lock | None = None) -> str:
    """Answers WeChat's address check (GET). Raises `Unopened` on a wrong signature."""
    _must_fit(lock or miniprogram(), signature, timestamp, nonce)
    return echostr


def open_callback(query: dict[str, str], body: bytes, lock: Lock | None = None) -> dict[str, Any]:
    """The event as a flat dict, from JSON in plain or in encrypted mode (`encrypt_type=aes`); production takes encrypted ones alone.

    Raises `Unopened` for a wrong signature, a stale timestamp (±300 s), more than 64 KB, or an unreadable body.
    """
    lock = lock or miniprogram()
    if len(body) > LARGEST:
        raise Unopened("wechat.too_large", "回调内容过大。")
    stamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    if not clock.is_fresh(stamp, OLDEST_S):
        raise Unopened("wechat.stale", "回调已过时。")
    message = _json(body)
    if query.get("encrypt_type") == "aes":
        return _decrypted(lock, message, query.get("msg_signature", ""), stamp, nonce)
    if settings().environment == "production":
        # The plain signature does not cover the body: whoever saw one address could post anything for five minutes.
        raise Unopened("wechat.not_encrypted", "只接收安全模式（加密）的回调。")
    _must_fit(lock, query.get("signature", ""), stamp, nonce)
    return message


def _decrypted(lock: Lock, message: dict[str, Any], signature: str, stamp: str, nonce: str) -> dict[str, Any]:
    encrypted = str(message.get("Encrypt", ""))
    # wechatpy compares signatures with !=, which tells an attacker how far a guess was right; so it is done here.
    _must_fit(lock, signature, stamp, nonce, encrypted)
    opener = WeChatCrypto(lock.token, lock.aes_key, lock.app_id)
    try:
        return _json(PrpCrypto(opener.key).decrypt(encrypted, lock.app_id).encode())
    except Unopened:
        raise
    except Exception as error:  # wechatpy lets struct.error, TypeError and its own kinds through
        raise Unopened("wechat.unreadable", "回调内容无法解密。") from error


def _must_fit(lock: Lock, signature: str, *parts: str) -> None:
    expected = hashlib.sha1("".join(sorted([lock.token, *parts])).encode()).hexdigest()  # noqa: S324 (WeChat's own scheme)
    if not crypto.same(signature, expected):
        raise Unopened("wechat.signature", "回调签名不正确。")


def _json(body: bytes) -> dict[str, Any]:
    try:
        message = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Unopened("wechat.unreadable", "回调内容不是有效的 JSON。") from error
    if not isinstance(message, dict) or b"\\u0000" in body:
        raise Unopened("wechat.unreadable", "回调内容不是一个对象，或含有无法识别的字符。")
    return message
