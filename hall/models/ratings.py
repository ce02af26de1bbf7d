"""Tables of ratings (好差评): one for a case, and what a bad one sets going."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint

from core.tables import Partial, Table


class Rating(Table):
    """What an applicant thinks of a finished case, said once. The words may name people: sealed, and never shown in public."""

    case_id: UUID
    case = fields.OneToOneField("hall.Case", on_delete=fields.CASCADE, related_name=False)
    service_id: UUID
    service = fields.ForeignKeyField("hall.Service", on_delete=fields.RESTRICT, related_name=False, db_index=True)
    level = fields.SmallIntField(description="5 very satisfied … 1 very dissatisfied")
    aspects: fields.Field[dict[str, int]] = fields.JSONField(default=dict, description="online indicators, 1 to 5 each")
    words_sealed = fields.BinaryField(null=True)

    class Meta:
        table = "hall_rating"
        app = "hall"
        constraints = [CheckConstraint(name="ck_hall_rating_level", check="level BETWEEN 1 AND 5")]


class Rectification(Table):
    """What has to follow a bad rating (差评整改): contact, a result that the person sees, within its days."""

    rating_id: UUID
    rating = fields.OneToOneField("hall.Rating", on_delete=fields.CASCADE, related_name=False)
    due_on: date = fields.DateField()
    contacts_sealed = fields.BinaryField(null=True, description="[{at, words}], sealed JSON")
    result_sealed = fields.BinaryField(null=True)
    closed_at = fields.DatetimeField(null=True)
    staff_id: UUID | None
    staff = fields.ForeignKeyField("profile.Staff", null=True, on_delete=fields.SET_NULL, related_name=False, db_index=False)

    class Meta:
        table = "hall_rectification"
        app = "hall"
        indexes = [Partial(fields=("due_on",), name="ix_hall_rectification_open", where="closed_at IS NULL")]
        constraints = [
            CheckConstraint(
                name="ck_hall_rectification_closed",
                check="closed_at IS NULL OR (contacts_sealed IS NOT NULL AND result_sealed IS NOT NULL)",
            )
        ]
