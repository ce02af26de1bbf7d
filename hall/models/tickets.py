"""The table of tickets: what a person disputes, who answers for it until when, and what came of it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint

from core.tables import Partial, Table


class Ticket(Table):
    """A read that the person challenges (`read`) or a fact that they want corrected (`correction`). Words and reply are sealed."""

    citizen_id: UUID
    citizen = fields.ForeignKeyField("profile.Citizen", on_delete=fields.CASCADE, related_name=False, db_index=True)
    kind = fields.CharField(max_length=16)
    subject_id: UUID | None = fields.UUIDField(null=True)
    subject = fields.CharField(max_length=200, description="what it is about, in words that name nobody")
    department = fields.CharField(max_length=100)
    words_sealed = fields.BinaryField()
    due_on: date = fields.DateField()
    owner_id: UUID | None
    owner = fields.ForeignKeyField("profile.Staff", null=True, on_delete=fields.SET_NULL, related_name=False, db_index=False)
    outcome = fields.CharField(max_length=16, null=True)
    reply_sealed = fields.BinaryField(null=True)
    closed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "hall_ticket"
        app = "hall"
        indexes = [Partial(fields=("due_on",), name="ix_hall_ticket_open", where="closed_at IS NULL")]
        constraints = [
            CheckConstraint(name="ck_hall_ticket_closed", check="closed_at IS NULL OR (outcome IS NOT NULL AND reply_sealed IS NOT NULL)")
        ]
