"""Template messages of the official account. The delivery's id travels along: for ten minutes WeChat delivers it once."""

from __future__ import annotations

from core import official, wechat
from push.channels import Parcel
from push.states import Delivered, Doubtful, Happening, Refused, Unreached
from push.wechat_ids import official_id


class Official:
    async def send(self, parcel: Parcel) -> Happening:
        template = official_id(parcel.template)
        if template is None:
            return Refused("40037")
        fields = parcel.payload["wechat"]
        try:
            return Delivered(await official.send_template(parcel.address, template, parcel.payload["page"], fields, str(parcel.id)))
        except wechat.WeChatRefused as error:
            return Refused(str(error.code))
        except wechat.WeChatUnreached:
            return Unreached()
        except wechat.WeChatUnknown:
            return Doubtful()
