"""Text messages. The delivery's id travels along and comes back in the gateway's report; it does not make a second call harmless."""

from __future__ import annotations

from core import sms
from push.channels import Parcel
from push.states import Delivered, Doubtful, Happening, Refused, Unreached
from push.templates import TEMPLATES


class Sms:
    async def send(self, parcel: Parcel) -> Happening:
        template = TEMPLATES[parcel.template]
        params = {name: parcel.payload["sms"][name] for name in template.fields}
        try:
            return Delivered(await sms.send(str(parcel.id), parcel.address, template.sms, params))
        except sms.SmsRefused as error:
            return Refused(error.code)
        except sms.SmsUnreached:
            return Unreached()
        except sms.SmsUnknown:
            return Doubtful()
