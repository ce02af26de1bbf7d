"""Who looks after whom, and what they did."""

from __future__ import annotations

from tortoise import fields
from tortoise.migrations.constraints import UniqueConstraint

from core.tables import Partial, Table


class Delegation(Table):
    """`helper` looks after certificates of `holder`, once both agreed; `types` empty means all, `actions` out of remind, view, apply.

    The side that was asked is null until it answers: whoever has the number behind `phone_index` finds the request, or whoever
    has the code behind `code_digest`. So asking never tells whether a number has an account.
    """

    holder = fields.ForeignKeyField("profile.Citizen", null=True, on_delete=fields.CASCADE, related_name=False, db_index=True)
    helper = fields.ForeignKeyField("profile.Citizen", null=True, on_delete=fields.CASCADE, related_name=False, db_index=True)
    asked_by = fields.CharField(max_length=8)
    phone_index = fields.CharField(max_length=64, null=True)
    phone_tail = fields.CharField(max_length=4, default="")
    code_digest = fields.CharField(max_length=64, null=True, unique=True)
    relation = fields.CharField(max_length=16)
    types = fields.JSONField(default=list)
    actions = fields.JSONField(default=list)
    state = fields.CharField(max_length=16, default="asked")
    years = fields.SmallIntField(default=1)
    answer_by = fields.DatetimeField()
    accepted_at = fields.DatetimeField(null=True)
    expires_at = fields.DatetimeField(null=True)
    warned_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)
    ended_because = fields.CharField(max_length=16, default="")

    class Meta:
        table = "profile_delegation"
        app = "profile"
        indexes = [
            Partial(fields=("phone_index",), name="ix_profile_delegation_phone", where="state = 'asked'"),
            Partial(fields=("expires_at",), name="ix_profile_delegation_expiring", where="state = 'accepted' AND warned_at IS NULL"),
        ]


class Widening(Table):
    """What a helper asks to be added to a delegation; at most one waits for the holder's word."""

    delegation = fields.ForeignKeyField("profile.Delegation", on_delete=fields.CASCADE, related_name=False, db_index=True)
    actions = fields.JSONField(default=list)
    types = fields.JSONField(default=list)
    all_types = fields.BooleanField(default=False)
    state = fields.CharField(max_length=16, default="asked")
    answer_by = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "profile_widening"
        app = "profile"
        constraints = [UniqueConstraint(fields=("delegation_id",), name="uq_profile_widening_open", condition="state = 'asked'")]


class Help(Table):
    """One thing that a helper did for the holder, or heard in their place; the holder sees each."""

    delegation = fields.ForeignKeyField("profile.Delegation", on_delete=fields.CASCADE, related_name=False, db_index=True)
    action = fields.CharField(max_length=16)
    certificate = fields.ForeignKeyField("profile.Certificate", null=True, on_delete=fields.CASCADE, related_name=False, db_index=True)

    class Meta:
        table = "profile_help"
        app = "profile"
