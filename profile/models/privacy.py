"""What people agreed to, and the ledger of who read what about them."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

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
    """Somebody else read a person's data: who, what, what for, by which law. Never changed; the table refuses it.

    An enterprise's id stands in `citizen_id` where its data was read; the column keeps its name, which is part of every link of the chain.
    """

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
        indexes = [
            Index(fields=("created_at",), name="ix_profile_act_created"),
            Index(fields=("staff_id", "id"), name="ix_profile_act_staff"),
        ]


class ActSeal(Table):
    """A link of the chain over acts, as `ReadSeal` is over reads."""

    number = fields.BigIntField(unique=True)
    act_id = fields.UUIDField(unique=True)
    mac = fields.CharField(max_length=64)

    class Meta:
        table = "profile_act_seal"
        app = "profile"


class ActOutcome(Table):
    """What became of an act: done, refused or failed, with the code of the answer. One an act, never changed."""

    act_id = fields.UUIDField(unique=True)
    outcome = fields.CharField(max_length=8)
    reason = fields.CharField(max_length=64)

    class Meta:
        table = "profile_act_outcome"
        app = "profile"
        constraints = [CheckConstraint(name="ck_profile_act_outcome", check="outcome IN ('done', 'refused', 'failed')")]


class ActOutcomeSeal(Table):
    """A link of the chain over outcomes, as `ReadSeal` is over reads."""

    number = fields.BigIntField(unique=True)
    outcome_id = fields.UUIDField(unique=True)
    mac = fields.CharField(max_length=64)

    class Meta:
        table = "profile_act_outcome_seal"
        app = "profile"


class ChainCheck(Table):
    """One walk over all chains, ordered by an operator or by the night: how far it is, and what it found of each chain."""

    staff_id = fields.UUIDField(null=True)
    total = fields.BigIntField()
    walked = fields.BigIntField(default=0)
    found: fields.Field[dict[str, Any]] = fields.JSONField(default=dict)
    open = fields.BooleanField(default=True)
    seen_at = fields.DatetimeField(null=True)
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "profile_chain_check"
        app = "profile"
        indexes = [Index(fields=("created_at",), name="ix_profile_chain_check_created")]
        constraints = [UniqueConstraint(name="uq_profile_chain_check_open", fields=("open",), condition="open")]
