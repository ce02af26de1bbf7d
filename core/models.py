"""The ground floor's own tables."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class Workday(Model):
    """One day of the working-day calendar that differs from the weekend rule, with the notice it comes from."""

    day = fields.DateField(primary_key=True)
    is_workday = fields.BooleanField()
    name = fields.CharField(max_length=64)
    status = fields.CharField(max_length=16)
    source = fields.TextField()

    class Meta:
        table = "core_workday"
        app = "core"
