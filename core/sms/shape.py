"""What both gateways have in common: a refusal with its code, and a report of what became of a message."""

from __future__ import annotations

from dataclasses import dataclass, field


class SmsRefused(Exception):
    """The gateway said no: its code tells why (`isv.MOBILE_NUMBER_ILLEGAL`, `LimitExceeded.PhoneNumberDailyLimit` …)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Report:
    """The gateway's word on one message. `arrived` is None while nobody knows; `reference` is ours, where the gateway repeats it."""

    message_id: str
    reference: str | None
    arrived: bool | None
    code: str
    phone: str = field(default="", repr=False)
