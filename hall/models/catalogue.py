"""Tables of the catalogue: departments, their services, the versions of each, and what regions have otherwise."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from core import clock
from core.tables import Table

TYPES = "'行政许可','行政处罚','行政强制','行政征收','行政给付','行政检查','行政确认','行政奖励','行政裁决','其他行政权力','公共服务'"

UNITS = "'工作日','自然日'"
# A region says something other than the service, or nothing: never an empty word.
WORDS = "(fee <> '' AND address <> '' AND hours <> '' AND phone <> '') IS NOT FALSE"


class Department(Table):
    """An office that decides on services. `code` is its address at the department back-ends."""

    code = fields.CharField(max_length=40, unique=True)
    name = fields.CharField(max_length=120, description="as shown to people")

    class Meta:
        table = "hall_department"
        app = "hall"


class Service(Table):
    """One service item (事项) as it is published now; `version` is the number of that version, whose content is kept for good.

    `code` is the published code, kept as it is; days are counted in their unit, null where unknown.
    """

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
    plain_name = fields.CharField(max_length=60, default="", db_default="", description="what people call it")
    legal_unit = fields.CharField(max_length=8, default="工作日", db_default="工作日")
    promise_unit = fields.CharField(max_length=8, default="工作日", db_default="工作日")
    fee_basis = fields.CharField(max_length=200, default="", db_default="")
    conditions = fields.CharField(max_length=2000, default="", db_default="", description="受理条件")
    legal_basis = fields.CharField(max_length=2000, default="", db_default="", description="设定依据")
    steps = fields.CharField(max_length=2000, default="", db_default="", description="办理流程, one a line")
    address = fields.CharField(max_length=200, default="", db_default="", description="the counter's")
    hours = fields.CharField(max_length=100, default="", db_default="", description="the counter's, in words")
    phone = fields.CharField(max_length=30, default="", db_default="", description="to ask")
    supervise_phone = fields.CharField(max_length=30, default="", db_default="", description="to complain")
    online_depth = fields.CharField(max_length=8, default="", db_default="", description="办理深度")
    result_type = fields.CharField(max_length=8, default="", db_default="", description="code of the certificate type that results")
    status = fields.CharField(max_length=4, default="在用", db_default="在用", description="在用, 暂停 or 取消")
    verified = fields.BooleanField(default=False, db_default=False, description="false is shown as 示例")
    version = fields.IntField(default=0, db_default=0, description="number of the published version")
    digest = fields.CharField(max_length=64, description="SHA-256 of the imported row: unchanged rows are left alone")
    updated_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "hall_service"
        app = "hall"
        indexes = [Index(fields=("theme",), name="ix_hall_service_theme")]
        constraints = [
            CheckConstraint(name="ck_hall_service_type", check=f"item_type IN ({TYPES})"),
            CheckConstraint(name="ck_hall_service_status", check="status IN ('在用','暂停','取消')"),
            CheckConstraint(
                name="ck_hall_service_units", check="legal_unit IN ('工作日','自然日') AND promise_unit IN ('工作日','自然日')"
            ),
        ]


class ServiceVersion(Table):
    """What was published under a number, word for word, by whom and when. Never changed; cases hold on to their number."""

    service_id: UUID
    service = fields.ForeignKeyField("hall.Service", on_delete=fields.CASCADE, related_name=False, db_index=False)
    number = fields.IntField()
    content: fields.Field[dict[str, object]] = fields.JSONField(description="hall/content.py")
    staff_id: UUID | None
    staff = fields.ForeignKeyField("profile.Staff", null=True, on_delete=fields.SET_NULL, related_name=False, db_index=False)
    note = fields.CharField(max_length=200, default="")
    restored = fields.IntField(null=True, description="the number whose content was taken up again")

    class Meta:
        table = "hall_service_version"
        app = "hall"
        unique_together = (("service", "number"),)


class ServiceDraft(Table):
    """What operators want to change of a service and have not published: the changed fields alone.

    `revision` is drawn anew with each edit, so that nobody publishes what they have not seen.
    """

    service_id: UUID
    service = fields.OneToOneField("hall.Service", on_delete=fields.CASCADE, related_name=False)
    changes: fields.Field[dict[str, object]] = fields.JSONField()
    revision = fields.IntField()
    staff_id: UUID | None
    staff = fields.ForeignKeyField("profile.Staff", null=True, on_delete=fields.SET_NULL, related_name=False, db_index=False)
    edited_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "hall_service_draft"
        app = "hall"


class Region(Model):
    """A division of Zhejiang down to streets, by its code of six digits (a street's has nine)."""

    code = fields.CharField(max_length=9, primary_key=True)
    level = fields.CharField(max_length=8)
    name = fields.CharField(max_length=60)
    parent = fields.ForeignKeyField("hall.Region", null=True, on_delete=fields.RESTRICT, related_name=False, db_index=True)

    class Meta:
        table = "hall_region"
        app = "hall"
        constraints = [
            CheckConstraint(name="ck_hall_region_level", check="level IN ('province','city','county','street')"),
            CheckConstraint(name="ck_hall_region_code", check="code ~ '^[0-9]{6}([0-9]{3})?$'"),
        ]


class ServiceVariant(Table):
    """What a region has otherwise than the service itself: fee, counter and phone. There are no columns for anything else."""

    service_id: UUID
    service = fields.ForeignKeyField("hall.Service", on_delete=fields.CASCADE, related_name=False, db_index=False)
    region_id: str
    region = fields.ForeignKeyField("hall.Region", on_delete=fields.RESTRICT, related_name=False, db_index=True)
    fee = fields.CharField(max_length=40, null=True)
    address = fields.CharField(max_length=200, null=True)
    hours = fields.CharField(max_length=100, null=True)
    phone = fields.CharField(max_length=30, null=True)
    verified = fields.BooleanField(default=False)
    staff_id: UUID | None
    staff = fields.ForeignKeyField("profile.Staff", null=True, on_delete=fields.SET_NULL, related_name=False, db_index=False)
    updated_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "hall_service_variant"
        app = "hall"
        unique_together = (("service", "region"),)
        constraints = [
            CheckConstraint(name="ck_hall_service_variant_something", check="num_nonnulls(fee, address, hours, phone) > 0"),
            CheckConstraint(name="ck_hall_service_variant_words", check=WORDS),
        ]


class CatalogueMark(Table):
    """One row: which catalogue this is. A trigger on `hall_service` counts it up in the transaction of whatever changed."""

    revision = fields.BigIntField()

    class Meta:
        table = "hall_catalogue"
        app = "hall"
