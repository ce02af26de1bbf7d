"""Sealing, blind indexes, signatures and masks: the one door to cryptography."""

from __future__ import annotations

import hashlib
import hmac
import os
from functools import lru_cache
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.settings import settings

HEADER = b"\x01\x01"  # key version 1, AES-256-GCM
NONCE = 12


class SealBroken(Exception):
    """The sealed value was changed, moved to another cell, or sealed with another key."""


def seal(text: str, context: str) -> bytes:
    """AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce; `context` (`table.column:row`) is
    authenticated, so cells can't be swapped."""
    nonce = os.urandom(NONCE)
    return HEADER + nonce + _cipher().encrypt(nonce, text.encode(), HEADER + context.encode())


def unseal(blob: bytes, context: str) -> str:
    """The sealed text. Raises `SealBroken` when the blob does not belong to this context."""
    if blob[:2] != HEADER:
        raise SealBroken(context)
    nonce, body = blob[2 : 2 + NONCE], blob[2 + NONCE :]
    try:
        return _cipher().decrypt(nonce, body, HEADER + context.encode()).decode()
    except InvalidTag as error:
        raise SealBroken(context) from error


def seal_json(value: object, context: str) -> bytes:
    return seal(orjson.dumps(value).decode(), context)


def unseal_json(blob: bytes, context: str) -> Any:
    return orjson.loads(unseal(blob, context))


@lru_cache(maxsize=1)
def _cipher() -> AESGCM:
    return AESGCM(bytes.fromhex(settings().seal_key.get_secret_value()))


def blind_index(value: str, field: str) -> str:
    """HMAC-SHA-256 of the normalised value under a key of its own: equality can be looked up, nothing else can be read."""
    key = bytes.fromhex(settings().index_key.get_secret_value())
    return hmac.new(key, f"{field}\0{value.strip().upper()}".encode(), hashlib.sha256).hexdigest()


def link(before: str, text: str) -> str:
    """HMAC-SHA-256 over the link before and the text: a chain that only whoever holds the key can write."""
    key = bytes.fromhex(settings().index_key.get_secret_value())
    return hmac.new(key, f"chain\0{before}\0{text}".encode(), hashlib.sha256).hexdigest()


def digest(text: str) -> str:
    """SHA-256 of a long random token, for a look-up column. Never for guessable values: those need `blind_index`."""
    return hashlib.sha256(text.encode()).hexdigest()


def sign(secret: str, *parts: str) -> str:
    """HMAC-SHA-256 over the parts joined by a full stop, in hex."""
    return hmac.new(secret.encode(), ".".join(parts).encode(), hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Compares in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


def hash_password(password: str) -> str:
    """scrypt (RFC 7914), N=2^15, r=8, p=1, with a random salt: `salt$hash` in hex."""
    salt = os.urandom(16)
    return f"{salt.hex()}${_scrypt(password, salt).hex()}"


def password_fits(password: str, stored: str) -> bool:
    salt, _, expected = stored.partition("$")
    return same(_scrypt(password, bytes.fromhex(salt)).hex(), expected)


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=2**15, r=8, p=1, maxmem=64 * 2**20)
