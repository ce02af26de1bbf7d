"""Reminders made, what lies in the inbox, and runs of the time machine."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index

from core.tables import Partial, Table


class Reminder(Table):
    """The ledger: this rung of this rule was spoken of for this version of a certificate. The unique key decides between sweeps.

    A row of `profile_certificate` is one version of one lineage, which has one holder: its id stands for all three.
    """

    certificate = fields.ForeignKeyField("profile.Certificate", on_delete=fields.CASCADE, related_name=False)
    certificate_version = fields.IntField()
    rule = fields.CharField(max_length=16)
    rung = fields.SmallIntField()
    days_left = fields.SmallIntField()

    class Meta:
        table = "push_reminder"
        app = "push"
        unique_together = (("certificate", "certificate_version", "rule", "rung"),)


class InboxItem(Table):
    """A message in a person's inbox: there exactly once, whatever becomes of the channels."""

    dedupe_key = fields.CharField(max_length=160, unique=True)
    citizen = fields.ForeignKeyField("profile.Citizen", on_delete=fields.CASCADE, related_name=False)
    category = fields.CharField(max_length=16)
    title = fields.CharField(max_length=80)
    body = fields.CharField(max_length=400)
    link = fields.JSONField(null=True)
    subject_id = fields.UUIDField(null=True)
    read_at = fields.DatetimeField(null=True)

    class Meta:
        table = "push_inbox_item"
        app = "push"
        indexes = [
            Index(fields=("citizen_id", "created_at", "id"), name="ix_push_inbox_item_citizen"),
            Partial(fields=("citizen_id",), name="ix_push_inbox_item_unread", where="read_at IS NULL"),
        ]


class Simulation(Table):
    """One run of the time machine: a rule or its draft over the stored certificates, from a day on, without sending anything.

    `digest` names exactly the content that was run; `result` is what it found so far.
    """

    type_code = fields.CharField(max_length=16)
    digest = fields.CharField(max_length=64)
    rule_number = fields.IntField()
    content = fields.JSONField()
    from_at = fields.DatetimeField()
    days = fields.SmallIntField()
    catch_up = fields.CharField(max_length=8, default="none")
    total = fields.IntField(default=0)
    looked = fields.IntField(default=0)
    place = fields.UUIDField(null=True)
    result = fields.JSONField(default=dict)
    error = fields.CharField(max_length=200, default="")
    staff_id = fields.UUIDField(null=True)
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "push_simulation"
        app = "push"
        indexes = [
            Index(fields=("type_code", "created_at"), name="ix_push_simulation_type"),
            Partial(fields=("created_at",), name="ix_push_simulation_open", where="finished_at IS NULL"),
        ]
