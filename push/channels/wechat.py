"""WeChat subscribe messages. There is no idempotency key: a doubtful call is only ever settled by WeChat's receipt."""

from __future__ import annotations

from core import wechat
from push.channels import Parcel
from push.states import Delivered, Doubtful, Happening, Refused, Unreached
from push.wechat_ids import wechat_id


class WeChat:
    async def send(self, parcel: Parcel) -> Happening:
        template = wechat_id(parcel.template)
        try:
            return Delivered(await wechat.send_subscribe(parcel.address, template, parcel.payload["page"], parcel.payload["wechat"]))
        except wechat.WeChatRefused as error:
            return Refused(str(error.code))
        except wechat.WeChatUnreached:
            return Unreached()
        except wechat.WeChatUnknown:
            return Doubtful()
