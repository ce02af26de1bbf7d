"""Refusals in the words of GOV.UK Notify: the kind of error that its client libraries know, and an English sentence."""

from __future__ import annotations

from core.errors import Refusal


class NotifyError(Refusal):
    """`code` is Notify's `error`, `sentence` its `message`."""

    def __init__(self, status: int, code: str, sentence: str, retry_after: int | None = None) -> None:
        super().__init__(code, sentence)
        self.status = status
        self.retry_after = retry_after


def unauthorised(words: str) -> NotifyError:
    return NotifyError(401, "AuthError", words)


def denied(words: str) -> NotifyError:
    return NotifyError(403, "AuthError", words)


def invalid(words: str) -> NotifyError:
    return NotifyError(400, "ValidationError", words)


def bad(words: str) -> NotifyError:
    return NotifyError(400, "BadRequestError", words)


def not_found() -> NotifyError:
    return NotifyError(404, "NoResultFound", "No result found")


def over_day(limit: int) -> NotifyError:
    return NotifyError(429, "TooManyRequestsError", f"Exceeded send limits ({limit}) for today", 3600)


def over_minute(limit: int, kind: str) -> NotifyError:
    words = f"Exceeded rate limit for key type {kind.upper()} of {limit} requests per 60 seconds"
    return NotifyError(429, "RateLimitError", words, 60)
