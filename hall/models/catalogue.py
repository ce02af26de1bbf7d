"""Tables of the catalogue: departments and their services."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index

from core import clock
from core.tables import Table


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
