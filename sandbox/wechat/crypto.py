"""WeChat's signatures and its encrypted mode: SHA-1 over sorted parts, AES-256-CBC with 32-byte padding."""

from __future__ import annotations

import base64
import hashlib
import secrets
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK = 32


def signature(*parts: str) -> str:
    """SHA-1 in hex over the parts in sorted order; token, timestamp, nonce and, in encrypted mode, the ciphertext."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def encrypt(aes_key: str, app_id: str, message: str, head: bytes | None = None) -> str:
    """Base64 of AES(random 16, length, message, app id), as the `Encrypt` field carries it."""
    raw = message.encode()
    clear = (head or secrets.token_bytes(16)) + struct.pack(">I", len(raw)) + raw + app_id.encode()
    padding = _BLOCK - len(clear) % _BLOCK
    work = _cipher(aes_key).encryptor()
    return base64.b64encode(work.update(clear + bytes([padding]) * padding) + work.finalize()).decode()


def decrypt(aes_key: str, app_id: str, encrypted: str) -> str:
    """The message inside `Encrypt`. Raises ValueError when it was not made for this app id or key."""
    work = _cipher(aes_key).decryptor()
    clear = work.update(base64.b64decode(encrypted)) + work.finalize()
    clear = clear[: -clear[-1]]
    length = struct.unpack(">I", clear[16:20])[0]
    if clear[20 + length :] != app_id.encode():
        raise ValueError("the message is for another app")
    return clear[20 : 20 + length].decode()


def _cipher(aes_key: str) -> Cipher[modes.CBC]:
    key = base64.b64decode(aes_key + "=")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))
