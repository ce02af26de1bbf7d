"""What the law says of each type of certificate: validity, window, ladder of reminders. Pure: values in, values out."""

from __future__ import annotations

from profile.rules.book import adopt, fingerprint, types, types_by_name
from profile.rules.expiry import Holding, Validity, expires_on, renewed_on, validity
from profile.rules.foreseen import Foreseen, foreseen
from profile.rules.ladders import Rung, course, ladder, rung_after, rung_now, rung_to_arm, speaks_for
from profile.rules.types import CertificateType
from profile.rules.windows import Window, next_window, window
from profile.rules.words import law_text, legal_text, rule_text, too_late_text

__all__ = [
    "CertificateType",
    "Foreseen",
    "Holding",
    "Rung",
    "Validity",
    "Window",
    "adopt",
    "course",
    "expires_on",
    "fingerprint",
    "foreseen",
    "ladder",
    "law_text",
    "legal_text",
    "next_window",
    "renewed_on",
    "rule_text",
    "rung_after",
    "rung_now",
    "rung_to_arm",
    "speaks_for",
    "too_late_text",
    "types",
    "types_by_name",
    "validity",
    "window",
]
