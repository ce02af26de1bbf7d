"""Enterprises and who acts for them."""

from __future__ import annotations

from tortoise import fields

from core.tables import Table


class Enterprise(Table):
    """An enterprise in its own service space."""

    name = fields.CharField(max_length=200)
    uscc = fields.CharField(max_length=18, unique=True)
    region_code = fields.CharField(max_length=12, null=True)

    class Meta:
        table = "profile_enterprise"
        app = "profile"


class Membership(Table):
    """Who acts for an enterprise: its legal representative (`legal`) or a clerk (`agent`)."""

    enterprise = fields.ForeignKeyField("profile.Enterprise", on_delete=fields.CASCADE, related_name=False, db_index=True)
    citizen = fields.ForeignKeyField("profile.Citizen", on_delete=fields.CASCADE, related_name=False, db_index=True)
    role = fields.CharField(max_length=16)

    class Meta:
        table = "profile_membership"
        app = "profile"
        unique_together = (("enterprise", "citizen"),)
