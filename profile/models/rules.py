"""Rules of certificate types and the working-day calendar, version by version."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.migrations.constraints import CheckConstraint

from core import clock
from core.tables import Partial, Table


class CertificateRule(Table):
    """The rule of one type of certificate as it is in force. `content` is what `profile.rules.content` reads; `number` rises with each
    publication; an `edited` one is an operator's and an import leaves it alone."""

    code = fields.CharField(max_length=16, unique=True)
    name = fields.CharField(max_length=100)
    holder = fields.CharField(max_length=20)
    department = fields.CharField(max_length=100)
    tag = fields.CharField(max_length=32)
    number = fields.IntField(default=1)
    content = fields.JSONField()
    edited = fields.BooleanField(default=False)
    digest = fields.CharField(max_length=64)
    updated_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "profile_rule"
        app = "profile"


class CertificateRuleVersion(Table):
    """What a rule said under a number. Never changed. Nobody publishes what they wrote: the table refuses it."""

    rule = fields.ForeignKeyField("profile.CertificateRule", on_delete=fields.CASCADE, related_name=False, db_index=False)
    number = fields.IntField()
    content = fields.JSONField()
    author_ids: fields.Field[list[UUID]] = ArrayField("uuid", default=list)
    publisher_id = fields.UUIDField(null=True)
    note = fields.CharField(max_length=200, default="")
    restored = fields.IntField(null=True)

    class Meta:
        table = "profile_rule_version"
        app = "profile"
        unique_together = (("rule", "number"),)
        constraints = [
            CheckConstraint(name="ck_profile_rule_version_four_eyes", check="publisher_id IS NULL OR publisher_id <> ALL (author_ids)")
        ]


class CertificateRuleDraft(Table):
    """A rule under operators' hands. `revision` is drawn anew with each edit; whoever edited is among the authors."""

    rule = fields.ForeignKeyField("profile.CertificateRule", on_delete=fields.CASCADE, related_name=False, db_index=False)
    content = fields.JSONField()
    revision = fields.IntField()
    author_ids: fields.Field[list[UUID]] = ArrayField("uuid", default=list)
    edited_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "profile_rule_draft"
        app = "profile"
        unique_together = (("rule",),)


class Recomputation(Table):
    """Stored dates being worked out anew after a rule or the calendar changed: `place` is the last certificate that was looked at."""

    because = fields.CharField(max_length=12)
    subject = fields.CharField(max_length=40)
    type_codes: fields.Field[list[str]] = ArrayField("text", default=list)
    catch_up = fields.CharField(max_length=8)
    total = fields.IntField(default=0)
    looked = fields.IntField(default=0)
    changed = fields.IntField(default=0)
    place = fields.UUIDField(null=True)
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "profile_recomputation"
        app = "profile"
        indexes = [Partial(fields=("created_at",), name="ix_profile_recomputation_open", where="finished_at IS NULL")]


class Workday(Table):
    """What is known of one day: a working day or not, by which name, and whether the State Council has given notice of it."""

    day = fields.DateField(unique=True)
    is_workday = fields.BooleanField()
    name = fields.CharField(max_length=40, default="")
    official = fields.BooleanField()

    class Meta:
        table = "profile_workday"
        app = "profile"


class WorkdayNotice(Table):
    """One publication of the calendar: who, from which file, and what it changed. Never changed itself."""

    number = fields.IntField(unique=True)
    file_name = fields.CharField(max_length=120)
    difference = fields.JSONField(default=list)
    staff_id = fields.UUIDField(null=True)

    class Meta:
        table = "profile_workday_notice"
        app = "profile"
