"""What the voice remembers. One file a subject; everything is known as `push.models`."""

from __future__ import annotations

from push.models.calls import Call, CallStep
from push.models.deliveries import ChannelGate, ChannelPause, Delivery, DeliveryEvent, ProviderEvent
from push.models.grants import GrantBalance, GrantCheck, GrantDifference, GrantEntry
from push.models.reminders import InboxItem, Reminder, Simulation
from push.models.senders import NoticeTemplate, NoticeVersion, Notification, Sender, SenderKey, SenderUse
from push.models.wishes import HeldOut, Preference, ReceivedText, SmsStop

__all__ = [
    "Call",
    "CallStep",
    "ChannelGate",
    "ChannelPause",
    "Delivery",
    "DeliveryEvent",
    "GrantBalance",
    "GrantCheck",
    "GrantDifference",
    "GrantEntry",
    "HeldOut",
    "InboxItem",
    "NoticeTemplate",
    "NoticeVersion",
    "Notification",
    "Preference",
    "ProviderEvent",
    "ReceivedText",
    "Reminder",
    "Sender",
    "SenderKey",
    "SenderUse",
    "Simulation",
    "SmsStop",
]
