"""What the brain keeps: offers, cards put away, learned orders with their versions, and what became of what was shown."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from core import clock
from core.tables import Table


class Offer(Table):
    """A renewal offered to one person for one version of a certificate; a reminder's link names it. Taken, it has a case."""

    citizen_id: UUID
    certificate_id: UUID
    case_id: UUID | None
    citizen = fields.ForeignKeyField("profile.Citizen", on_delete=fields.CASCADE, related_name=False)
    kind = fields.CharField(max_length=12, default="renewal")
    scene_code = fields.CharField(max_length=16, null=True)
    certificate = fields.ForeignKeyField("profile.Certificate", on_delete=fields.CASCADE, related_name=False, db_index=True)
    certificate_version = fields.IntField()
    service_code = fields.CharField(max_length=64, null=True)
    made_at = fields.DatetimeField()
    taken_at = fields.DatetimeField(null=True)
    case = fields.ForeignKeyField("hall.Case", null=True, on_delete=fields.SET_NULL, related_name=False, db_index=True)

    class Meta:
        table = "recommend_offer"
        app = "recommend"
        unique_together = (("citizen", "certificate", "certificate_version"),)


class Dismissal(Table):
    """A card somebody put away, why, and from which day it may come back (null: never)."""

    citizen_id: UUID
    citizen = fields.ForeignKeyField("profile.Citizen", on_delete=fields.CASCADE, related_name=False)
    card_id = fields.CharField(max_length=80)
    stage = fields.CharField(max_length=16, default="")
    reason = fields.CharField(max_length=16)
    back_on = fields.DateField(null=True)

    class Meta:
        table = "recommend_dismissal"
        app = "recommend"
        unique_together = (("citizen", "card_id"),)


class KeptPage(Model):
    """The home page of one person as it was told, sealed: good on its day, under its stamp, until a mark comes that it has not seen."""

    citizen = fields.OneToOneField("profile.Citizen", on_delete=fields.CASCADE, related_name=False, primary_key=True)
    kept_at = fields.DatetimeField()
    judged_on = fields.DateField()
    stamp = fields.CharField(max_length=32)
    holders: fields.Field[list[UUID]] = ArrayField("uuid")
    seen: fields.Field[list[UUID]] = ArrayField("uuid")
    page_sealed = fields.BinaryField()

    class Meta:
        table = "recommend_page"
        app = "recommend"


class Scoring(Table):
    """One part of one night's work on everybody's page: people with ids after `place` up to `until` are still to come."""

    day = fields.DateField()
    part = fields.SmallIntField()
    place = fields.UUIDField()
    until = fields.UUIDField()
    total = fields.IntField()
    looked = fields.IntField()
    failed = fields.IntField()
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "recommend_scoring"
        app = "recommend"
        unique_together = (("day", "part"),)


class LearnedOrder(Table):
    """One version of the learned order; its arrays lie in the object store under `key`. States: training, ready, live, failed."""

    version = fields.IntField(unique=True)
    state = fields.CharField(max_length=12, default="training")
    step = fields.CharField(max_length=40, default="等待开始")
    progress = fields.SmallIntField(default=0)
    metrics = fields.JSONField(default=dict)
    reason = fields.CharField(max_length=400, default="")
    key = fields.CharField(max_length=80, default="")
    trained_at = fields.DatetimeField(null=True)
    live_at = fields.DatetimeField(null=True)

    class Meta:
        table = "recommend_model"
        app = "recommend"
        constraints = [
            UniqueConstraint(fields=("state",), name="uq_recommend_model_live", condition="state = 'live'"),
        ]


class Impression(Table):
    """One card that was shown to somebody, how likely it was, and what became of it. It does not say to whom."""

    scene_code = fields.CharField(max_length=16)
    service_code = fields.CharField(max_length=64)
    place = fields.SmallIntField()
    propensity = fields.FloatField()
    exploring = fields.BooleanField(default=False)
    version = fields.IntField(null=True)
    opened_at = fields.DatetimeField(null=True)
    begun_at = fields.DatetimeField(null=True)
    finished_at = fields.DatetimeField(null=True)
    dismissed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "recommend_impression"
        app = "recommend"
        indexes = [("created_at", "scene_code")]


class Popular(Table):
    """A service that many people of a region used in the past year (region "": of all). What few used has no row."""

    region_code = fields.CharField(max_length=12, default="")
    service_code = fields.CharField(max_length=80)
    people = fields.IntField()
    score = fields.FloatField()

    class Meta:
        table = "recommend_popular"
        app = "recommend"
        unique_together = (("region_code", "service_code"),)


class SceneVersion(Table):
    """What a scene said under a number, and its personas; the newest is in force, none leaves the scene as it ships. Never changed.

    Nobody publishes what they wrote: the table refuses it.
    """

    code = fields.CharField(max_length=16)
    number = fields.IntField()
    content: fields.Field[dict[str, Any]] = fields.JSONField()
    author_ids: fields.Field[list[UUID]] = ArrayField("uuid", default=list)
    publisher_id = fields.UUIDField()
    note = fields.CharField(max_length=200, default="")
    restored = fields.IntField(null=True)

    class Meta:
        table = "recommend_scene_version"
        app = "recommend"
        unique_together = (("code", "number"),)
        constraints = [CheckConstraint(name="ck_recommend_scene_version_four_eyes", check="publisher_id <> ALL (author_ids)")]


class SceneDraft(Table):
    """A scene under operators' hands. `revision` is drawn anew with each edit; whoever edited is among the authors."""

    code = fields.CharField(max_length=16, unique=True)
    content: fields.Field[dict[str, Any]] = fields.JSONField()
    revision = fields.IntField()
    author_ids: fields.Field[list[UUID]] = ArrayField("uuid", default=list)
    edited_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "recommend_scene_draft"
        app = "recommend"
