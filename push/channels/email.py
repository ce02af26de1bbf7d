"""E-mail, for those who ask for it by address. The mail server has no idempotency: a doubtful hand-over is not repeated."""

from __future__ import annotations

from core import mail
from push.channels import Parcel
from push.states import Delivered, Doubtful, Happening, Refused, Unreached


class Email:
    async def send(self, parcel: Parcel) -> Happening:
        try:
            return Delivered(await mail.send(str(parcel.id), parcel.address, parcel.payload["subject"], parcel.payload["body"]))
        except mail.MailRefused as error:
            return Refused(error.code)
        except mail.MailUnreached:
            return Unreached()
        except mail.MailUnknown:
            return Doubtful()
