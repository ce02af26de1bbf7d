"""What people agreed to, and the ledger of who read what about them."""

from __future__ import annotations

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint

from core.tables import Table


class Consent(Table):
    """What a person agreed to, in which wording, and when they took it back (个人信息保护法 §14–16)."""

    citizen = fields.ForeignKeyField("profile.Citizen", on_delete=fields.CASCADE, related_name=False, db_index=True)
    purpose = fields.CharField(max_length=32)
    version = fields.CharField(max_length=16)
    guardian_id = fields.UUIDField(null=True)
    withdrawn_at = fields.DatetimeField(null=True)

    class Meta:
        table = "profile_consent"
        app = "profile"


class Deferral(Table):
    """Reads of one person by one operator stay hidden from that person until a date, for an investigation that a second one approved.

    `citizen_id` is no foreign key here and below: what was read stays on record when the account is gone.
    """

    citizen_id = fields.UUIDField(db_index=True)
    staff_id = fields.UUIDField()
    basis = fields.CharField(max_length=200)
    hidden_until = fields.DatetimeField()
    approver_id = fields.UUIDField(null=True)
    approved_at = fields.DatetimeField(null=True)

    class Meta:
        table = "profile_deferral"
        app = "profile"
        constraints = [CheckConstraint(name="ck_profile_deferral_four_eyes", check="approver_id <> staff_id")]


class Read(Table):
    """Somebody else read a person's data: who, what, what for, by which law. Never changed; the table refuses it."""

    citizen_id = fields.UUIDField()
    reader_kind = fields.CharField(max_length=16)
    reader_id = fields.UUIDField(null=True)
    reader = fields.CharField(max_length=100)
    use = fields.CharField(max_length=32)
    fields_read: fields.Field[list[str]] = ArrayField("text", default=list)
    purpose = fields.CharField(max_length=100)
    basis = fields.CharField(max_length=200)
    subject_id = fields.UUIDField(null=True)
    deferral = fields.ForeignKeyField("profile.Deferral", null=True, on_delete=fields.RESTRICT, related_name=False, db_index=True)

    class Meta:
        table = "profile_read"
        app = "profile"
        indexes = [
            Index(fields=("citizen_id", "created_at"), name="ix_profile_read_citizen"),
            Index(fields=("created_at",), name="ix_profile_read_created"),
        ]


class ReadSeal(Table):
    """A link of the chain over what was read: `mac` is of the link before and of the row. Never changed, never deleted."""

    number = fields.BigIntField(unique=True)
    read_id = fields.UUIDField(unique=True)
    mac = fields.CharField(max_length=64)

    class Meta:
        table = "profile_read_seal"
        app = "profile"


class Act(Table):
    """An operator did something: who, what, to which things, and a digest of the words that came along. Never changed."""

    staff_id = fields.UUIDField()
    act = fields.CharField(max_length=120)
    about = fields.CharField(max_length=200)
    asked = fields.CharField(max_length=64)

    class Meta:
        table = "profile_act"
        app = "profile"
        indexes = [Index(fields=("created_at",), name="ix_profile_act_created")]


class ActSeal(Table):
    """A link of the chain over acts, as `ReadSeal` is over reads."""

    number = fields.BigIntField(unique=True)
    act_id = fields.UUIDField(unique=True)
    mac = fields.CharField(max_length=64)

    class Meta:
        table = "profile_act_seal"
        app = "profile"
