"""Check characters: ISO 7064 MOD 11-2 and MOD 37,36, and GB 32100's MOD 31; pure arithmetic on normalised text."""

from __future__ import annotations

import re

_MOD11 = "10X98765432"
_ALNUM = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_FORM = re.compile(f"[{_USCC}]{{2}}[0-9]{{6}}[{_USCC}]{{10}}")
_ECERT_FORM = re.compile(r"1\.2\.156\.3005\.2\.([0-9A-Z]{21})\.([0-9A-Z]{18})\.([0-9A-Z]{1,64})\.([0-9]{3})\.([0-9A-Z])")
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def normalise(text: str) -> str:
    """Full-width characters become half-width, spaces and unseen marks go, letters become capitals."""
    return "".join(text.translate(_HALF_WIDTH).translate(_UNSEEN).split()).upper()


def mod_11_2(digits: str) -> str:
    """The check character (0–9, X) of GB 11643 for a string of digits (ISO 7064 MOD 11-2)."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    return _MOD11[total % 11]


def mod_37_36(text: str) -> str:
    """The check character (0–9, A–Z) of an e-certificate's identifier (GB/T 36904, ISO 7064 MOD 37,36)."""
    product = 36
    for character in text:
        product = (product + _ALNUM.index(character)) % 36 or 36
        product = product * 2 % 37
    return _ALNUM[(37 - product) % 36]


def is_uscc(text: str) -> bool:
    """Whether `text`, normalised, is a unified social credit code with its right check character (GB 32100-2015)."""
    code = normalise(text)
    if not _USCC_FORM.fullmatch(code):
        return False
    total = sum(_USCC.index(character) * pow(3, place, 31) for place, character in enumerate(code[:17]))
    return _USCC[-total % 31] == code[17]


def is_certificate_identifier(text: str) -> bool:
    """Whether `text` is an e-certificate's identifier, root 1.2.156.3005.2, whose check character is right."""
    form = _ECERT_FORM.fullmatch(text.strip().upper())
    return form is not None and mod_37_36("".join(form.groups()[:4])) == form[5]
