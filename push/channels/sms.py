"""Text messages. The delivery's id travels along, so the gateway delivers once however often we call."""

from __future__ import annotations

from core import sms
from push.channels import Parcel
from push.states import Delivered, Doubtful, Happening, Refused, Unreached
from push.templates import TEMPLATES


class Sms:
    async def send(self, parcel: Parcel) -> Happening:
        template = TEMPLATES[parcel.template].sms
        try:
            return Delivered(await sms.send(str(parcel.id), parcel.address, template, parcel.payload["sms"]))
        except sms.SmsRefused as error:
            return Refused(error.code)
        except sms.SmsUnreached:
            return Unreached()
        except sms.SmsUnknown:
            return Doubtful()
