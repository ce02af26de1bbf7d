"""Mobile numbers of mainland China: one written form, and which segments exist."""

from __future__ import annotations

import re

from profile.checkdigits import normalise

# Segments in service as Google's libphonenumber 9.0 lists them for CN; 14x only 145/147 (data 140, 141, 144, 146, 148 are
# not for people), 1740 only its satellite blocks.
_MOBILE = re.compile(r"1(?:[38]\d|4[57]|[59][0-35-9]|6[25-7]|7[0-35-8])\d{8}|1740[0-5]\d{6}")
_COUNTRY = re.compile(r"(?:\+|00)86")


def mobile(text: str) -> str | None:
    """Eleven digits for what a person wrote (+86, 0086, spaces, hyphens, full width), or None if it is no mobile number."""
    plain = normalise(text).replace("-", "")
    number = _COUNTRY.sub("", plain, count=1) if _COUNTRY.match(plain) else plain
    return number if number.isascii() and _MOBILE.fullmatch(number) else None
