"""The ledger of what happened."""

from __future__ import annotations

from tortoise import fields

from core.tables import Partial, Table


class Event(Table):
    """The ledger: what happened, written inside the transaction that did it. Ids only, no personal data."""

    topic = fields.CharField(max_length=48)
    citizen_id = fields.UUIDField(null=True)
    subject_id = fields.UUIDField(null=True)
    data = fields.JSONField(default=dict)
    handled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "profile_event"
        app = "profile"
        indexes = [
            Partial(fields=("topic", "created_at"), name="ix_profile_event_pending", where="handled_at IS NULL"),
            Partial(fields=("citizen_id", "created_at"), name="ix_profile_event_citizen", where="citizen_id IS NOT NULL"),
            Partial(fields=("created_at",), name="ix_profile_event_recent", where="citizen_id IS NOT NULL"),
        ]
