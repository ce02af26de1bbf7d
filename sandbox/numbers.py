"""Makes the numbers of the invented people and enterprises, with valid check digits."""

from __future__ import annotations

from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORGAN_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def resident_number(region: str, birth: date, serial: int) -> str:
    """The 18-digit number of GB 11643: region, birth, serial (odd for men), check by ISO 7064 MOD 11-2."""
    body = f"{region}{birth:%Y%m%d}{serial:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def uscc(prefix: str, region: str, organ: str) -> str:
    """The 18-character code of GB 32100 from its two first characters, region and eight characters of organ code."""
    body = f"{prefix}{region}{organ}{_organ_check(organ)}"
    total = sum(_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(body))
    return body + _ALPHABET[-total % 31]


def _organ_check(organ: str) -> str:
    """The ninth character of an organ code, GB 11714 (MOD 11, X for ten)."""
    total = sum(int(char, 36) * weight for char, weight in zip(organ, _ORGAN_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11] if total % 11 else "0"
