"""Text messages. The delivery's id travels along and comes back in the gateway's report; it does not make a second call harmless."""

from __future__ import annotations

from core import sms
from push.channels import Parcel
from push.states import Delivered, Doubtful, Happening, Refused, Unreached
from push.templates import TEMPLATES


class Sms:
    async def send(self, parcel: Parcel) -> Happening:
        code, params = _text(parcel)
        try:
            return Delivered(await sms.send(str(parcel.id), parcel.address, code, params))
        except sms.SmsRefused as error:
            return Refused(error.code)
        except sms.SmsUnreached:
            return Unreached()
        except sms.SmsUnknown:
            return Doubtful()


def _text(parcel: Parcel) -> tuple[str, dict[str, str]]:
    """A sender's own text by the code it was approved under, or one of the house's templates."""
    if "code" in parcel.payload:
        return parcel.payload["code"], parcel.payload["params"]
    template = TEMPLATES[parcel.template]
    return template.sms, {name: parcel.payload["sms"][name] for name in template.fields}
