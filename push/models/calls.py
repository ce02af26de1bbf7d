"""The list of people whom staff ring up."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index

from core.tables import Table


class Call(Table):
    """A holder whom no message moved: somebody of the staff calls before the deadline. One for each version of a certificate."""

    certificate = fields.ForeignKeyField("profile.Certificate", on_delete=fields.CASCADE, related_name=False)
    citizen = fields.ForeignKeyField("profile.Citizen", on_delete=fields.CASCADE, related_name=False, db_index=True)
    deadline_on = fields.DateField()
    state = fields.CharField(max_length=16, default="open")

    class Meta:
        table = "push_call"
        app = "push"
        unique_together = (("certificate",),)
        indexes = [Index(fields=("state", "deadline_on", "id"), name="ix_push_call_board")]


class CallStep(Table):
    """What was done about a call, by whom: tried, settled, or the number shown and why."""

    call = fields.ForeignKeyField("push.Call", on_delete=fields.CASCADE, related_name=False, db_index=True)
    staff_id = fields.UUIDField()
    what = fields.CharField(max_length=16)
    note = fields.CharField(max_length=200, default="")

    class Meta:
        table = "push_call_step"
        app = "push"
