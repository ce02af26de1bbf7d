"""Tables of cases: the case, its numbers, its story and its materials."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model

from core.tables import Partial, Table


class CaseSerial(Model):
    """Holds no rows: its sequence numbers the cases. A withdrawn transaction leaves a gap, never a double."""

    id = fields.BigIntField(primary_key=True, generated=True)

    class Meta:
        table = "hall_case_serial"
        app = "hall"


class Case(Table):
    """One person's matter (办件). What the person tells is sealed; the columns say only where it stands."""

    citizen_id: UUID
    service_id: UUID
    certificate_id: UUID | None
    new_certificate_id: UUID | None
    number = fields.CharField(max_length=24, null=True, unique=True, description="办件编号, given when handed in")
    citizen = fields.ForeignKeyField("profile.Citizen", on_delete=fields.CASCADE, related_name=False, db_index=True)
    service = fields.ForeignKeyField("hall.Service", on_delete=fields.RESTRICT, related_name=False, db_index=True)
    service_version = fields.IntField(null=True, description="number of the version it began with; null follows the present one")
    situation: fields.Field[dict[str, Any] | None] = fields.JSONField(null=True, description="the leaf it began with, hall/situated.py")
    certificate = fields.ForeignKeyField(
        "profile.Certificate", null=True, on_delete=fields.RESTRICT, related_name=False, db_index=True, description="what is renewed"
    )
    certificate_version = fields.IntField(null=True)
    new_certificate = fields.ForeignKeyField(
        "profile.Certificate", null=True, on_delete=fields.RESTRICT, related_name=False, db_index=True, description="what came of it"
    )
    offer_id = fields.UUIDField(null=True, description="the reminder or card that led here")
    kind = fields.CharField(max_length=12, description="renewal or application")
    state = fields.CharField(max_length=12, default="draft", description="hall/states.py")
    round = fields.SmallIntField(default=0, description="how often it was handed in")
    fields_sealed = fields.BinaryField(null=True, description="answers with their sources, sealed JSON")
    promise_days = fields.SmallIntField(null=True, description="days promised when it was begun, in the unit of its service")
    submission_key = fields.CharField(max_length=64, null=True, description="digest of the last Idempotency-Key")
    submitted_at = fields.DatetimeField(null=True)
    due_on = fields.DateField(null=True)
    correct_by = fields.DateField(null=True, description="while it waits to be corrected: by when")
    decided_at = fields.DatetimeField(null=True)
    decided_by = fields.CharField(max_length=12, default="", description="table, department or empty")
    rule_version = fields.CharField(max_length=16, default="", description="version of the decision table that ruled")
    ruling_sealed = fields.BinaryField(null=True, description="inputs and reasons of the table's ruling, sealed JSON")
    reason_sealed = fields.BinaryField(null=True, description="the department's reason, sealed text")

    class Meta:
        table = "hall_case"
        app = "hall"
        indexes = [
            Index(fields=("state", "created_at"), name="ix_hall_case_board"),
        ]
        constraints = [
            UniqueConstraint(
                fields=("certificate_id", "certificate_version"),
                name="uq_hall_case_open_renewal",
                condition="certificate_id IS NOT NULL AND state IN ('draft','submitted','accepted','correction')",
            ),
            UniqueConstraint(
                fields=("citizen_id", "service_id"),
                name="uq_hall_case_draft_application",
                condition="certificate_id IS NULL AND state = 'draft'",
            ),
        ]


class CaseEvent(Table):
    """One line of a case's timeline. `note_sealed` may hold a department's words about a person."""

    case_id: UUID
    case = fields.ForeignKeyField("hall.Case", on_delete=fields.CASCADE, related_name=False, db_index=True)
    what = fields.CharField(max_length=24, description="begun, submitted, accepted, correction, approved …")
    note_sealed = fields.BinaryField(null=True)
    at = fields.DatetimeField()

    class Meta:
        table = "hall_case_event"
        app = "hall"


class Material(Table):
    """One uploaded file. The object's key carries ids alone; the file's own name is sealed, people put names into it."""

    case_id: UUID
    case = fields.ForeignKeyField("hall.Case", on_delete=fields.CASCADE, related_name=False, db_index=True)
    kind = fields.CharField(max_length=40)
    state = fields.CharField(max_length=12, default="awaiting", description="awaiting, checking, passed, failed, missing, removed")
    file_name_sealed = fields.BinaryField()
    media_type = fields.CharField(max_length=40)
    size = fields.IntField(null=True, description="bytes of the clean copy")
    upload_key = fields.CharField(max_length=120, description="where the phone posts the original")
    object_key = fields.CharField(max_length=120, default="", description="the clean copy, once it passed")
    findings: fields.Field[list[dict[str, str]]] = fields.JSONField(default=list, description="[{code, sentence, severity}]")
    upload_until = fields.DatetimeField()
    look_at = fields.DatetimeField(null=True, description="when a sweep is to see after it; null when nothing is due")
    attempts = fields.SmallIntField(default=0)

    class Meta:
        table = "hall_material"
        app = "hall"
        indexes = [Partial(fields=("look_at",), name="ix_hall_material_due", where="look_at IS NOT NULL")]
        constraints = [
            UniqueConstraint(fields=("case_id", "kind"), name="uq_hall_material_live", condition="state <> 'removed'"),
        ]
