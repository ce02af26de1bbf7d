"""Where a notification goes: a mobile number of mainland China or an e-mail address, in one written form. Pure."""

from __future__ import annotations

import re
import unicodedata

from core import masks
from profile.mobiles import mobile
from push.notify.errors import NotifyError, invalid

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}")
FIELDS = {"sms": "phone_number", "email": "email_address"}


def address(channel: str, text: str) -> str:
    """Eleven digits, or an e-mail address in small letters. Raises `NotifyError` with the field's name."""
    found = mobile(text) if channel == "sms" else _email(text)
    if found is None:
        raise _wrong(channel, text)
    return found


def _email(text: str) -> str | None:
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    return plain if len(plain) <= 254 and ".." not in plain and _EMAIL.fullmatch(plain) else None


def _wrong(channel: str, text: str) -> NotifyError:
    digits = sum(one.isdigit() for one in text)
    words = "Not enough digits" if digits < 11 else "Not a mobile number of mainland China"
    return invalid(f"{FIELDS[channel]} {words if channel == 'sms' else 'Not a valid email address'}")


def masked(channel: str, text: str) -> str:
    """138****5678, or li***@example.com."""
    if channel == "sms":
        return masks.mask_phone(text)
    name, _, host = text.partition("@")
    return f"{name[:2]}***@{host}"
