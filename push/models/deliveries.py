"""Deliveries with their history, what providers told of them, and the channels' gates."""

from __future__ import annotations

from tortoise import fields
from tortoise.migrations.constraints import UniqueConstraint

from core import clock
from core.tables import Partial, Table


class Delivery(Table):
    """One try to reach one person by one channel. `payload` holds template fields, never a name, number or phone.

    `attempts` counts begun sends, `crashes` those whose worker did not come back, `token` fences a lease, `grant_held` says that a WeChat
    subscription is taken for it. `weight` says what may hold it back (`courtesy.Weight`); `digest` is the message that carries it along.
    `doubted_at` is when the first call began of which nobody knows what became; `confirmed_at` when the provider said that it arrived.
    """

    dedupe_key = fields.CharField(max_length=170, unique=True)
    citizen = fields.ForeignKeyField("profile.Citizen", null=True, on_delete=fields.CASCADE, related_name=False)
    inbox_item = fields.ForeignKeyField("push.InboxItem", null=True, on_delete=fields.CASCADE, related_name=False, db_index=True)
    subject_id = fields.UUIDField(null=True)
    channel = fields.CharField(max_length=8)
    template = fields.CharField(max_length=40)
    payload = fields.JSONField()
    kind = fields.CharField(max_length=16)
    weight = fields.CharField(max_length=12, default="ordinary")
    digest = fields.ForeignKeyField("push.Delivery", null=True, on_delete=fields.SET_NULL, related_name=False)
    state = fields.CharField(max_length=16, default="pending")
    token = fields.UUIDField(null=True)
    lease_until = fields.DatetimeField(null=True)
    send_started = fields.DatetimeField(null=True)
    attempts = fields.SmallIntField(default=0)
    crashes = fields.SmallIntField(default=0, db_default=0)
    next_at = fields.DatetimeField(default=clock.now)
    grant_held = fields.BooleanField(default=False)
    provider_message_id = fields.CharField(max_length=64, null=True)
    last_error = fields.CharField(max_length=120, default="")
    last_code = fields.CharField(max_length=40, null=True)
    doubted_at = fields.DatetimeField(null=True)
    confirmed_at = fields.DatetimeField(null=True)
    settled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "push_delivery"
        app = "push"
        # Never two sends to one person under one template at once: WeChat answers 43108, and its events could not be told apart.
        constraints = [
            UniqueConstraint(
                fields=("citizen", "template"),
                name="uq_push_delivery_one_inflight",
                condition="state IN ('sending', 'unknown') AND channel = 'wechat'",
            ),
        ]
        # Each of them is paid for by every step of every message, so each holds only the rows that somebody looks for.
        indexes = [
            Partial(fields=("next_at", "id"), name="ix_push_delivery_pending", where="state = 'pending'"),
            Partial(fields=("lease_until",), name="ix_push_delivery_working", where="state IN ('leased', 'sending')"),
            Partial(fields=("next_at",), name="ix_push_delivery_unknown", where="state = 'unknown'"),
            Partial(fields=("token",), name="ix_push_delivery_token", where="state = 'leased'"),
            Partial(fields=("subject_id",), name="ix_push_delivery_subject", where="state IN ('pending', 'leased', 'held')"),
            Partial(fields=("citizen_id",), name="ix_push_delivery_waiting", where="state = 'pending' AND weight = 'ordinary'"),
            Partial(fields=("citizen_id", "send_started"), name="ix_push_delivery_contacts", where="channel <> 'inbox'"),
            Partial(fields=("created_at",), name="ix_push_delivery_urgent", where="weight = 'urgent'"),
            Partial(fields=("digest_id",), name="ix_push_delivery_digest", where="digest_id IS NOT NULL"),
            Partial(
                fields=("provider_message_id",),
                name="ix_push_delivery_provider",
                where="provider_message_id IS NOT NULL AND channel <> 'wechat'",
            ),
            Partial(
                fields=("state", "id"),
                name="ix_push_delivery_board",
                where="state IN ('dead', 'held', 'uncertain', 'moved', 'gathered', 'cancelled')",
            ),
        ]


class DeliveryEvent(Table):
    """One line of a delivery's history, as operators read it."""

    delivery = fields.ForeignKeyField("push.Delivery", on_delete=fields.CASCADE, related_name=False, db_index=True)
    state = fields.CharField(max_length=16)
    note = fields.CharField(max_length=160)
    actor = fields.CharField(max_length=40, default="system")

    class Meta:
        table = "push_delivery_event"
        app = "push"


class ProviderEvent(Table):
    """What WeChat told us, once each, written before it is answered. `delivery` is the send that a receipt belongs to."""

    event_key = fields.CharField(max_length=160, unique=True)
    kind = fields.CharField(max_length=16)
    openid = fields.CharField(max_length=128)
    citizen_id = fields.UUIDField(null=True)
    template = fields.CharField(max_length=80)
    status = fields.CharField(max_length=40)
    message_id = fields.CharField(max_length=64, null=True)
    happened_at = fields.DatetimeField()
    delivery = fields.ForeignKeyField("push.Delivery", null=True, on_delete=fields.SET_NULL, related_name=False, db_index=True)
    applied_at = fields.DatetimeField(null=True)

    class Meta:
        table = "push_provider_event"
        app = "push"
        indexes = [Partial(fields=("created_at",), name="ix_push_provider_event_open", where="applied_at IS NULL")]


class ChannelPause(Table):
    """A channel that is closed to us for a while, and why."""

    channel = fields.CharField(max_length=8, unique=True)
    until = fields.DatetimeField()
    reason = fields.CharField(max_length=120)

    class Meta:
        table = "push_channel_pause"
        app = "push"


class ChannelGate(Table):
    """How fast a channel may be called and whether it answers: tokens by the second, calls by the day, failures by the minute."""

    channel = fields.CharField(max_length=16, unique=True)
    tokens = fields.FloatField(default=0)
    filled_at = fields.DatetimeField()
    day = fields.DateField()
    sent = fields.IntField(default=0)
    window_from = fields.DatetimeField()
    calls = fields.IntField(default=0)
    failures = fields.IntField(default=0)
    opened_at = fields.DatetimeField(null=True)
    closed_until = fields.DatetimeField(null=True)
    trips = fields.SmallIntField(default=0)
    spent_until = fields.DatetimeField(null=True)

    class Meta:
        table = "push_channel_gate"
        app = "push"
