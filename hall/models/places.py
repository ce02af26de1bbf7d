"""Tables of places and papers: service points (就近办), when they are open, and policies (一网查)."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.contrib.postgres.indexes import GinIndex, GistIndex
from tortoise.expressions import RawSQL
from tortoise.indexes import Index

from core import clock
from core.tables import Table


class Opening(Table):
    """A week of opening hours that points share; `hours` as hall/points/hours.py reads it."""

    code = fields.CharField(max_length=40, unique=True)
    hours = fields.CharField(max_length=200, description="workday 09:00-17:00; saturday 09:00-12:00 …")
    note = fields.CharField(max_length=120, default="", description="in words, e.g. who is on duty at weekends")

    class Meta:
        table = "hall_opening"
        app = "hall"


class Remit(Table):
    """What can be done at a point, shared by points of a kind: department codes, item codes and themes in one list."""

    code = fields.CharField(max_length=40, unique=True)
    abilities: fields.Field[list[str]] = ArrayField("text", default=list)

    class Meta:
        table = "hall_remit"
        app = "hall"


class ServicePoint(Table):
    """A place where people are helped (网点)."""

    opening_id: UUID
    remit_id: UUID
    code = fields.CharField(max_length=40, unique=True)
    name = fields.CharField(max_length=120)
    kind = fields.CharField(max_length=24, description="hall/data/point_kinds.csv")
    division = fields.CharField(max_length=12, description="division code: street of nine digits, county or city of six")
    address = fields.CharField(max_length=200)
    longitude = fields.FloatField(description="degrees, GCJ-02 as maps in China use it")
    latitude = fields.FloatField(description="degrees")
    northing = fields.FloatField(description="Mercator's y of the latitude, in degrees: nearest on the plane is nearest on the ground")
    opening = fields.ForeignKeyField("hall.Opening", on_delete=fields.RESTRICT, related_name=False, db_index=True)
    remit = fields.ForeignKeyField("hall.Remit", on_delete=fields.RESTRICT, related_name=False, db_index=True)
    phone = fields.CharField(max_length=40, default="")
    accessible = fields.BooleanField(description="can be reached and used in a wheelchair")
    help: fields.Field[list[str]] = ArrayField("text", default=list, description="help for elderly and disabled people, in words")
    closed = fields.BooleanField(default=False, db_default=False, description="not open for the time being, whatever the hours say")
    withdrawn = fields.BooleanField(default=False, db_default=False, description="no longer shown or found, kept for the record")
    verified = fields.BooleanField(default=False, description="false: demonstration data, and shown as such")
    verified_at = fields.DatetimeField(null=True)
    verifier_id: UUID | None
    verifier = fields.ForeignKeyField("profile.Staff", null=True, on_delete=fields.SET_NULL, related_name=False, db_index=False)
    edited = fields.BooleanField(default=False, description="changed by hand: an import leaves it alone")
    digest = fields.CharField(max_length=64, description="SHA-256 of the imported row")
    updated_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "hall_point"
        app = "hall"
        indexes = [
            GistIndex(RawSQL("point(longitude, northing)"), name="ix_hall_point_spot"),
            Index(fields=("division", "kind"), name="ix_hall_point_division"),
            Index(fields=("kind",), name="ix_hall_point_kind"),
        ]


class Policy(Table):
    """A policy or guide in plain words. `verified` is false until an official has checked it against the source: 示例."""

    code = fields.CharField(max_length=40, unique=True)
    title = fields.CharField(max_length=120)
    theme = fields.CharField(max_length=24, description="browsing theme, as of services")
    for_citizens = fields.BooleanField()
    for_enterprises = fields.BooleanField()
    summary = fields.TextField(description="one or two sentences")
    gives = fields.TextField(description="what it gives")
    who = fields.TextField(description="who may have it")
    how = fields.TextField(description="what to do, in steps, one a line")
    place = fields.TextField(description="where")
    basis: fields.Field[list[str]] = ArrayField("text", default=list, description="law and article, where the reference gives it")
    services: fields.Field[list[str]] = ArrayField("text", default=list, description="codes of the items it belongs to")
    withdrawn = fields.BooleanField(default=False, db_default=False, description="no longer shown or found, kept for the record")
    verified = fields.BooleanField(default=False)
    verified_at = fields.DatetimeField(null=True)
    verifier_id: UUID | None
    verifier = fields.ForeignKeyField("profile.Staff", null=True, on_delete=fields.SET_NULL, related_name=False, db_index=False)
    edited = fields.BooleanField(default=False, description="changed by hand: an import leaves it alone")
    digest = fields.CharField(max_length=64)
    updated_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "hall_policy"
        app = "hall"
        indexes = [
            GinIndex(fields=("services",), name="ix_hall_policy_services"),
            Index(fields=("theme",), name="ix_hall_policy_theme"),
        ]
