"""What people want to hear by which way, and who is left out on purpose."""

from __future__ import annotations

from tortoise import fields

from core.tables import Table


class Preference(Table):
    """What one person has chosen: `off` is a list of [topic, channel] that must not be used; their own hours of quiet."""

    citizen = fields.OneToOneField("profile.Citizen", on_delete=fields.CASCADE, related_name=False)
    off = fields.JSONField(default=list)
    quiet_from = fields.SmallIntField(default=21)
    quiet_until = fields.SmallIntField(default=9)

    class Meta:
        table = "push_preference"
        app = "push"


class SmsStop(Table):
    """A number whose owner answered STOP: no sender texts it any more, with or without an account."""

    phone_index = fields.CharField(max_length=64, unique=True)
    stopped_at = fields.DatetimeField()

    class Meta:
        table = "push_sms_stop"
        app = "push"


class HeldOut(Table):
    """Somebody who, by lot, is not told of a topic without stakes for a while, so that its worth can be measured."""

    citizen = fields.ForeignKeyField("profile.Citizen", on_delete=fields.CASCADE, related_name=False)
    topic = fields.CharField(max_length=24)
    period = fields.CharField(max_length=8)

    class Meta:
        table = "push_held_out"
        app = "push"
        unique_together = (("citizen", "topic", "period"),)


class ReceivedText(Table):
    """A text message that somebody sent back: number and words sealed, each once."""

    reply_key = fields.CharField(max_length=64, unique=True)
    phone_index = fields.CharField(max_length=64)
    sealed = fields.BinaryField()
    stops = fields.BooleanField()

    class Meta:
        table = "push_received_text"
        app = "push"
