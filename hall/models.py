"""What the hall keeps: departments, the catalogue, cases with their events and materials, and letters to departments."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model

from core import clock
from core.tables import Partial, Table


class Department(Table):
    """An office that decides on services. `code` is its address at the department back-ends."""

    code = fields.CharField(max_length=40, unique=True)
    name = fields.CharField(max_length=120, description="as shown to people")

    class Meta:
        table = "hall_department"
        app = "hall"


class Service(Table):
    """One service item (事项). `code` is the published code, kept as it is; days are working days, null where unknown."""

    code = fields.CharField(max_length=80, unique=True, description="item code as published, or our own IT number")
    name = fields.CharField(max_length=200)
    parent_name = fields.CharField(max_length=200, default="", description="main item of a sub-item, else empty")
    department_id: UUID
    department = fields.ForeignKeyField("hall.Department", on_delete=fields.RESTRICT, related_name=False, db_index=True)
    source = fields.CharField(max_length=16, description="zhiban, gd-zwfw or sc-guangan")
    attribution = fields.CharField(max_length=120, description="where the row comes from, shown with it")
    confidence = fields.CharField(max_length=16, description="typical, stub or published")
    item_type = fields.CharField(max_length=16, description="行政许可, 公共服务 …")
    level = fields.CharField(max_length=8, default="", description="省级, 市级, 县级 or empty")
    base_code = fields.CharField(max_length=12, default="", description="national base code of 12 characters, or empty")
    theme = fields.CharField(max_length=24, description="browsing theme of ours")
    source_theme = fields.CharField(max_length=120, default="", description="theme as published")
    for_citizens = fields.BooleanField()
    for_enterprises = fields.BooleanField()
    handling = fields.CharField(max_length=8, default="", description="即办件, 承诺件 or empty")
    promise_days = fields.SmallIntField(null=True)
    legal_days = fields.SmallIntField(null=True)
    visits = fields.SmallIntField(null=True, description="visits to a counter")
    fee = fields.CharField(max_length=40, default="", description="in words; empty where unknown")
    courier = fields.BooleanField(null=True)
    result = fields.CharField(max_length=120, default="", description="what the person gets")
    materials: fields.Field[list[dict[str, object]]] = fields.JSONField(default=list, description="[{name, prefillable}]")
    digest = fields.CharField(max_length=64, description="SHA-256 of the imported row: unchanged rows are left alone")
    updated_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "hall_service"
        app = "hall"
        indexes = [Index(fields=("theme",), name="ix_hall_service_theme")]


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
    promise_days = fields.SmallIntField(null=True, description="working days promised when it was begun")
    submission_key = fields.CharField(max_length=64, null=True, description="digest of the last Idempotency-Key")
    submitted_at = fields.DatetimeField(null=True)
    due_on = fields.DateField(null=True)
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
