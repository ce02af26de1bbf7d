"""Departments and desks that send through the API."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

from core.tables import Table


class Sender(Table):
    """A department or a desk that sends through the API. `guests`: whom its team keys reach, as blind index and mask."""

    name = fields.CharField(max_length=80)
    daily_limit = fields.IntField()
    minute_limit = fields.IntField()
    guests = fields.JSONField(default=list)
    active = fields.BooleanField(default=True)

    class Meta:
        table = "push_sender"
        app = "push"
        constraints = [UniqueConstraint(fields=("name",), name="uq_push_sender_name", condition="active")]


class SenderKey(Table):
    """One API key: `name-serviceid-secret`, its secret sealed and shown once, when it is made."""

    sender = fields.ForeignKeyField("push.Sender", on_delete=fields.CASCADE, related_name=False, db_index=True)
    name = fields.CharField(max_length=80)
    kind = fields.CharField(max_length=8)
    secret_sealed = fields.BinaryField()
    made_by = fields.UUIDField()
    revoked_at = fields.DatetimeField(null=True)
    revoked_by = fields.UUIDField(null=True)

    class Meta:
        table = "push_sender_key"
        app = "push"


class SenderUse(Table):
    """How much a sender has sent today and in this minute: one row a sender, counted by the statement that accepts."""

    sender = fields.OneToOneField("push.Sender", on_delete=fields.CASCADE, related_name=False)
    day = fields.DateField()
    sent = fields.IntField()
    minute = fields.DatetimeField()
    in_minute = fields.IntField()

    class Meta:
        table = "push_sender_use"
        app = "push"


class NoticeTemplate(Table):
    """A sender's text for SMS or e-mail; its words are in its versions. `weight` and `topic` say what may hold its messages back."""

    sender = fields.ForeignKeyField("push.Sender", on_delete=fields.CASCADE, related_name=False, db_index=True)
    kind = fields.CharField(max_length=8)
    name = fields.CharField(max_length=80)
    weight = fields.CharField(max_length=16)
    topic = fields.CharField(max_length=24, null=True)
    archived_at = fields.DatetimeField(null=True)

    class Meta:
        table = "push_notice_template"
        app = "push"


class NoticeVersion(Table):
    """The words of one version, never changed; `gateway_code` is what the SMS gateway approved them under."""

    template = fields.ForeignKeyField("push.NoticeTemplate", on_delete=fields.CASCADE, related_name=False)
    version = fields.IntField()
    subject = fields.CharField(max_length=200)
    body = fields.TextField()
    gateway_code = fields.CharField(max_length=64)
    made_by = fields.UUIDField()

    class Meta:
        table = "push_notice_version"
        app = "push"
        unique_together = (("template", "version"),)


class Notification(Table):
    """What a sender asked for. Address and values sealed; its delivery has the same id, but for what a test key only simulates."""

    sender = fields.ForeignKeyField("push.Sender", on_delete=fields.CASCADE, related_name=False)
    key_id = fields.UUIDField()
    key_kind = fields.CharField(max_length=8)
    channel = fields.CharField(max_length=8)
    template_id = fields.UUIDField()
    version = fields.IntField()
    address_index = fields.CharField(max_length=64)
    sealed = fields.BinaryField()
    reference = fields.CharField(max_length=1000, null=True)
    idempotency_key = fields.CharField(max_length=200, null=True)
    digest = fields.CharField(max_length=64)
    simulated = fields.CharField(max_length=20, null=True)

    class Meta:
        table = "push_notification"
        app = "push"
        constraints = [
            UniqueConstraint(
                fields=("sender", "idempotency_key"), name="uq_push_notification_idempotency", condition="idempotency_key IS NOT NULL"
            ),
        ]
        indexes = [
            Index(fields=("sender_id", "id"), name="ix_push_notification_sender"),
            Index(fields=("address_index", "sender_id"), name="ix_push_notification_address"),
        ]
