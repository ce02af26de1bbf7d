"""The ledger of WeChat subscriptions."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index

from core.tables import Table


class GrantBalance(Table):
    """How many subscribe messages a person still lets us send under one template."""

    citizen = fields.ForeignKeyField("profile.Citizen", on_delete=fields.CASCADE, related_name=False)
    template = fields.CharField(max_length=80)
    balance = fields.IntField(default=0)

    class Meta:
        table = "push_grant_balance"
        app = "push"
        unique_together = (("citizen", "template"),)


class GrantEntry(Table):
    """One change of a balance with its cause; `event_key` makes each cause count once."""

    event_key = fields.CharField(max_length=160, unique=True)
    citizen = fields.ForeignKeyField("profile.Citizen", on_delete=fields.CASCADE, related_name=False)
    template = fields.CharField(max_length=80)
    change = fields.IntField()
    cause = fields.CharField(max_length=24)

    class Meta:
        table = "push_grant_entry"
        app = "push"
        indexes = [Index(fields=("citizen_id", "template"), name="ix_push_grant_entry_citizen")]


class GrantDifference(Table):
    """Where the nightly look found our ledger of subscriptions to disagree with its own entries or with what deliveries used.

    `done` is `corrected` where the balance was set to what its entries say, else empty.
    """

    citizen = fields.ForeignKeyField("profile.Citizen", on_delete=fields.CASCADE, related_name=False)
    template = fields.CharField(max_length=80)
    found_on = fields.DateField()
    balance = fields.IntField()
    entries = fields.IntField()
    doubtful = fields.IntField()
    done = fields.CharField(max_length=16, default="")

    class Meta:
        table = "push_grant_difference"
        app = "push"
        unique_together = (("found_on", "citizen", "template"),)


class GrantCheck(Table):
    """One look at the whole ledger: by an operator, or at night by nobody."""

    staff_id = fields.UUIDField(null=True)
    looked = fields.IntField()
    differed = fields.IntField()
    corrected = fields.IntField()

    class Meta:
        table = "push_grant_check"
        app = "push"
        indexes = [Index(fields=("created_at",), name="ix_push_grant_check_time")]
