"""How personal data is shown: enough for its owner to know it again, too little for anybody else."""

from __future__ import annotations

import re


def mask_name(name: str) -> str:
    """张三 → 张*, 欧阳娜娜 → 欧**娜 would say too much, so only the first character stays."""
    return name[:1] + "*" * (len(name) - 1)


def mask_id_number(number: str) -> str:
    """330106199003074517 → 330***********4517."""
    return _middle(number, 3, 4)


def mask_phone(phone: str) -> str:
    """13812345678 → 138****5678."""
    return _middle(phone, 3, 4)


def mask_number(number: str) -> str:
    """A certificate's number: the last four characters, or fewer when it is short."""
    return _middle(number, 0, min(4, len(number) // 3))


def _middle(text: str, head: int, tail: int) -> str:
    if len(text) <= head + tail:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]


_PERSONAL = re.compile(r"(?<![0-9A-Za-z])(?:[1-9]\d{16}[\dXx]|1[3-9]\d{9})(?![0-9A-Za-z])")


def scrub(text: str, instead: str = "[personal]") -> str:
    """Replaces whatever looks like an identity number or a mobile number; the last net under every log line."""
    return _PERSONAL.sub(instead, text)
