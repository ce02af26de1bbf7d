"""Tables of the post between the hall and departments: letters out, answers back."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields

from core.tables import Partial, Table


class CaseDispatch(Table):
    """A case on its way to its department: one row a hand-in. Claimed with a lease, repeated until it arrived or is dead."""

    case_id: UUID
    case = fields.ForeignKeyField("hall.Case", on_delete=fields.CASCADE, related_name=False, db_index=True)
    round = fields.SmallIntField()
    department_code = fields.CharField(max_length=40)
    state = fields.CharField(max_length=12, default="pending", description="pending, sending, sent, dead, cancelled")
    attempts = fields.SmallIntField(default=0)
    next_at = fields.DatetimeField()
    token = fields.UUIDField(null=True, description="who holds the lease")
    receipt = fields.CharField(max_length=120, default="", description="the department's receipt")
    last_error = fields.CharField(max_length=120, default="", description="kind of the last failure, no personal data")
    sent_at = fields.DatetimeField(null=True)

    class Meta:
        table = "hall_case_dispatch"
        app = "hall"
        unique_together = (("case", "round"),)
        indexes = [Partial(fields=("next_at",), name="ix_hall_case_dispatch_due", where="state IN ('pending','sending')")]


class DepartmentReply(Table):
    """A department's answer, kept before it is acted on; its event id is unique, so a repeated letter changes nothing."""

    event_id = fields.CharField(max_length=64, unique=True)
    case_id: UUID
    case = fields.ForeignKeyField("hall.Case", on_delete=fields.CASCADE, related_name=False, db_index=True)
    department_code = fields.CharField(max_length=40)
    outcome = fields.CharField(max_length=12)
    applied = fields.BooleanField(description="false for answers that came too late or twice")
    said_at = fields.DatetimeField(null=True, description="when the department says it decided")

    class Meta:
        table = "hall_department_reply"
        app = "hall"
