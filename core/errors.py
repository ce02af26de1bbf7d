"""The family of refusals: a code for machines, a status, and a sentence that tells the person what to do next."""

from __future__ import annotations


class Refusal(Exception):
    """Something that can't be done, said in words for the person who asked. `field` names the part of the form, if any."""

    status = 400

    def __init__(self, code: str, sentence: str, field: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.field = field


class Unauthorised(Refusal):
    status = 401


class Forbidden(Refusal):
    status = 403


class NotFound(Refusal):
    status = 404


class Conflict(Refusal):
    status = 409


class Invalid(Refusal):
    status = 422


class Later(Refusal):
    """Not now; `retry_after` is in seconds."""

    def __init__(self, code: str, sentence: str, retry_after: int = 5) -> None:
        super().__init__(code, sentence)
        self.retry_after = retry_after


class TooMany(Later):
    status = 429


class Unavailable(Later):
    status = 503
