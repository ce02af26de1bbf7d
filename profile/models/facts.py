"""What departments say about people and enterprises, how it is fetched, and what is folded from it."""

from __future__ import annotations

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint

from core.tables import Table


class Fact(Table):
    """One thing known about a person, with the department it comes from and the date it was true."""

    citizen = fields.ForeignKeyField("profile.Citizen", on_delete=fields.CASCADE, related_name=False)
    name = fields.CharField(max_length=80)
    value = fields.JSONField()
    source = fields.CharField(max_length=100)
    as_of = fields.DateField()
    share = fields.CharField(max_length=32, null=True)

    class Meta:
        table = "profile_fact"
        app = "profile"
        unique_together = (("citizen", "name"),)


class EnterpriseFact(Table):
    """One thing known about an enterprise, likewise."""

    enterprise = fields.ForeignKeyField("profile.Enterprise", on_delete=fields.CASCADE, related_name=False)
    name = fields.CharField(max_length=80)
    value = fields.JSONField()
    source = fields.CharField(max_length=100)
    as_of = fields.DateField()
    share = fields.CharField(max_length=32, null=True)

    class Meta:
        table = "profile_enterprise_fact"
        app = "profile"
        unique_together = (("enterprise", "name"),)


class SharePull(Table):
    """The access log of data sharing: one class of one holder's facts asked for, why, and what came of it. Never changed."""

    citizen = fields.ForeignKeyField("profile.Citizen", null=True, on_delete=fields.CASCADE, related_name=False, db_index=True)
    enterprise = fields.ForeignKeyField("profile.Enterprise", null=True, on_delete=fields.CASCADE, related_name=False, db_index=True)
    share = fields.CharField(max_length=32)
    outcome = fields.CharField(max_length=16)
    facts = fields.IntField()
    purpose = fields.CharField(max_length=200)
    basis = fields.CharField(max_length=200)

    class Meta:
        table = "profile_share_pull"
        app = "profile"


class ShareDue(Table):
    """When a class of one holder's facts is asked for again, and when it was last read."""

    citizen = fields.ForeignKeyField("profile.Citizen", null=True, on_delete=fields.CASCADE, related_name=False)
    enterprise = fields.ForeignKeyField("profile.Enterprise", null=True, on_delete=fields.CASCADE, related_name=False)
    share = fields.CharField(max_length=32)
    due_at = fields.DatetimeField(db_index=True)
    read_at = fields.DatetimeField(null=True)

    class Meta:
        table = "profile_share_due"
        app = "profile"
        unique_together = (("citizen", "share"), ("enterprise", "share"))


class ShareGate(Table):
    """How one department answers: failures in a row, and until when nobody asks it."""

    share = fields.CharField(max_length=32, unique=True)
    failures = fields.IntField(default=0)
    answered_at = fields.DatetimeField(null=True)
    failed_at = fields.DatetimeField(null=True)
    closed_until = fields.DatetimeField(null=True)

    class Meta:
        table = "profile_share_gate"
        app = "profile"


class Traits(Table):
    """What is known of a person in one row, folded from facts, certificates, identity and ledger; for audiences and the learned order."""

    citizen = fields.ForeignKeyField("profile.Citizen", on_delete=fields.CASCADE, related_name=False)
    traits = fields.JSONField(default=dict)
    folded_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "profile_traits"
        app = "profile"
        unique_together = (("citizen",),)


class EnterpriseTraits(Table):
    """What is known of an enterprise in one row, likewise; for audiences."""

    enterprise = fields.ForeignKeyField("profile.Enterprise", on_delete=fields.CASCADE, related_name=False)
    traits = fields.JSONField(default=dict)
    folded_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "profile_enterprise_traits"
        app = "profile"
        unique_together = (("enterprise",),)


class DroppedTrait(Table):
    """A tag that the person deleted: it is folded no more, whatever its sources say."""

    citizen = fields.ForeignKeyField("profile.Citizen", on_delete=fields.CASCADE, related_name=False, db_index=False)
    name = fields.CharField(max_length=80)

    class Meta:
        table = "profile_dropped_trait"
        app = "profile"
        unique_together = (("citizen", "name"),)


class Touched(Table):
    """A mark: something was changed that pages of this person, or of who acts for this enterprise, rest on. Triggers alone write it."""

    holder_id = fields.UUIDField(db_index=True)

    class Meta:
        table = "profile_touched"
        app = "profile"


class Audience(Table):
    """Everybody for whom a condition held on a day, frozen: `hash` is of whose it is, the condition, the day and the holders."""

    hash = fields.CharField(max_length=64, unique=True)
    holder = fields.CharField(max_length=12, default="citizen", description="citizen or enterprise")
    condition = fields.CharField(max_length=2000)
    day = fields.DateField()
    size = fields.IntField()

    class Meta:
        table = "profile_audience"
        app = "profile"


class AudienceMember(Table):
    """One person or enterprise of a frozen audience."""

    audience = fields.ForeignKeyField("profile.Audience", on_delete=fields.CASCADE, related_name=False)
    citizen = fields.ForeignKeyField("profile.Citizen", null=True, on_delete=fields.CASCADE, related_name=False, db_index=True)
    enterprise = fields.ForeignKeyField("profile.Enterprise", null=True, on_delete=fields.CASCADE, related_name=False, db_index=True)

    class Meta:
        table = "profile_audience_member"
        app = "profile"
        unique_together = (("audience", "citizen"), ("audience", "enterprise"))
        constraints = [CheckConstraint(name="ck_profile_audience_member_one", check="num_nonnulls(citizen_id, enterprise_id) = 1")]
