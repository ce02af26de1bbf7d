"""What the brain keeps: offers that reminders carry, and cards a person did not want to see."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields

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
