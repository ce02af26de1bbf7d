"""The one door to the mail server (SMTP, RFC 5321), spoken by the standard library in a thread."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate

from core import clock
from core.settings import settings

SECONDS = 10


class MailRefused(Exception):
    """The server said no, with its reply code: nothing was taken."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = str(code)


class MailUnreached(Exception):
    """The message was not handed over."""


class MailUnknown(Exception):
    """The message went out and no answer came: nobody knows whether the server has taken it."""


async def send(reference: str, to: str, subject: str, body: str) -> str:
    """Hands one plain-text message over; its Message-ID. Raises `MailRefused`, `MailUnreached` or `MailUnknown`."""
    message = _message(reference, to, subject, body)
    await asyncio.to_thread(_deliver, message, to)
    return str(message["Message-ID"])


def _message(reference: str, to: str, subject: str, body: str) -> EmailMessage:
    sender = settings().mail_from
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, " ".join(subject.split())
    message["Date"] = formatdate(clock.now().timestamp())
    message["Message-ID"] = f"<{reference}@{sender.rpartition('@')[2].rstrip('>')}>"
    message.set_content(body, cte="base64")
    return message


def _deliver(message: EmailMessage, to: str) -> None:
    try:
        server = _connected()
    except (OSError, smtplib.SMTPException) as error:
        raise _not_taken(error) from error
    try:
        _hand_over(server, message, to)
    finally:
        server.close()


def _connected() -> smtplib.SMTP:
    own = settings()
    if own.mail_tls == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(own.mail_host, own.mail_port, timeout=SECONDS, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(own.mail_host, own.mail_port, timeout=SECONDS)
    if own.mail_tls == "starttls":
        server.starttls(context=ssl.create_default_context())
    if own.mail_user:
        server.login(own.mail_user, own.mail_password.get_secret_value())
    return server


def _hand_over(server: smtplib.SMTP, message: EmailMessage, to: str) -> None:
    """Up to the word DATA nothing has been said; after the last line of the message the answer alone tells."""
    try:
        server.ehlo_or_helo_if_needed()
        _must(server.mail(settings().mail_from))
        _must(server.rcpt(to))
        _must(server.docmd("DATA"), 354)
    except (OSError, smtplib.SMTPException) as error:
        raise _not_taken(error) from error
    try:
        server.send(_quoted(message.as_bytes()))
        code, _ = server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise MailUnknown from error
    if code != 250:
        raise MailRefused(code)


def _quoted(body: bytes) -> bytes:
    """CRLF line ends, dots at a line's beginning doubled, and the dot that ends the message."""
    lines = body.replace(b"\r\n", b"\n").split(b"\n")
    return b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines) + b"\r\n.\r\n"


def _must(answer: tuple[int, bytes], wanted: int = 250) -> None:
    if answer[0] != wanted:
        raise MailRefused(answer[0])


def _not_taken(error: Exception) -> Exception:
    if isinstance(error, smtplib.SMTPResponseException):
        return MailRefused(error.smtp_code)
    return MailUnreached(type(error).__name__)
