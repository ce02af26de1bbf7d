"""Who has an account, how they sign in, and how they proved who they are."""

from __future__ import annotations

from tortoise import fields

from core import clock
from core.tables import Partial, Table


class Citizen(Table):
    """A person with an account. Sealed columns are opened by `people` alone; `*_index` are blind indexes.

    `left_because` (deceased, emigrated) is the population register's word: nobody is reminded of this person's certificates.
    """

    openid = fields.CharField(max_length=128, null=True, unique=True)
    unionid = fields.CharField(max_length=128, null=True)
    phone_sealed = fields.BinaryField(null=True)
    phone_index = fields.CharField(max_length=64, null=True, unique=True)
    name_sealed = fields.BinaryField(null=True)
    id_number_sealed = fields.BinaryField(null=True)
    id_number_index = fields.CharField(max_length=64, null=True, unique=True)
    level = fields.SmallIntField(default=1)
    verified_at = fields.DatetimeField(null=True)
    region_code = fields.CharField(max_length=12, null=True)
    preferences = fields.JSONField(default=dict)
    registry_due = fields.DatetimeField(null=True)
    left_because = fields.CharField(max_length=16, null=True)
    closes_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "profile_citizen"
        app = "profile"
        indexes = [
            Partial(fields=("closes_at",), name="ix_profile_citizen_closing", where="closes_at IS NOT NULL"),
            Partial(fields=("registry_due",), name="ix_profile_citizen_registry", where="registry_due IS NOT NULL"),
            Partial(fields=("unionid",), name="ix_profile_citizen_unionid", where="unionid IS NOT NULL"),
        ]


class Follower(Table):
    """Somebody who follows the official account; `unionid` says which citizen it is, once WeChat has told it."""

    openid = fields.CharField(max_length=128, unique=True)
    unionid = fields.CharField(max_length=128, null=True, db_index=True)
    left_at = fields.DatetimeField(null=True)

    class Meta:
        table = "profile_follower"
        app = "profile"


class Session(Table):
    """One sign-in on one device: a family of refresh tokens, of which the newest alone is good."""

    citizen = fields.ForeignKeyField("profile.Citizen", null=True, on_delete=fields.CASCADE, related_name=False, db_index=True)
    staff = fields.ForeignKeyField("profile.Staff", null=True, on_delete=fields.CASCADE, related_name=False, db_index=True)
    door = fields.CharField(max_length=16)
    refresh_digest = fields.CharField(max_length=64, unique=True)
    device = fields.CharField(max_length=120, default="")
    used_at = fields.DatetimeField(default=clock.now)
    expires_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)
    ended_because = fields.CharField(max_length=32, null=True)

    class Meta:
        table = "profile_session"
        app = "profile"


class SpentRefresh(Table):
    """A refresh token that was traded in; seeing it again means that it was stolen."""

    session = fields.ForeignKeyField("profile.Session", on_delete=fields.CASCADE, related_name=False, db_index=True)
    digest = fields.CharField(max_length=64, unique=True)

    class Meta:
        table = "profile_spent_refresh"
        app = "profile"


class SmsCode(Table):
    """A sign-in code that was asked for: bound to its request and number, five minutes, five tries, once."""

    phone_index = fields.CharField(max_length=64, db_index=True)
    code_digest = fields.CharField(max_length=64)
    expires_at = fields.DatetimeField()
    tries = fields.SmallIntField(default=0)
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "profile_sms_code"
        app = "profile"


class RealNameCheck(Table):
    """One question to an identity provider and its answer; an assurance level comes from such a row and nothing else."""

    citizen = fields.ForeignKeyField("profile.Citizen", on_delete=fields.CASCADE, related_name=False, db_index=True)
    method = fields.CharField(max_length=32)
    sequence = fields.CharField(max_length=32, unique=True)
    handle = fields.CharField(max_length=256, null=True)
    state = fields.CharField(max_length=16, default="pending")
    reason = fields.CharField(max_length=32, default="")
    reference = fields.CharField(max_length=256, default="")
    expires_at = fields.DatetimeField(null=True)
    settled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "profile_real_name_check"
        app = "profile"


class Staff(Table):
    """An operator: signs in with a name and a password, sees no personal data in the clear."""

    username = fields.CharField(max_length=64, unique=True)
    display_name = fields.CharField(max_length=64)
    password = fields.CharField(max_length=200)
    role = fields.CharField(max_length=32, default="operator")
    disabled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "profile_staff"
        app = "profile"
