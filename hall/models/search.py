"""Tables of the search: everyday names, and searches that found nothing."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

from core.tables import Table


class Alias(Table):
    """An everyday name (通俗化词条) of something that can be found. `target` is its code or id among its kind."""

    kind = fields.CharField(max_length=12, description="item, bundle, certificate, policy or point")
    target = fields.CharField(max_length=80)
    text = fields.CharField(max_length=100)
    source = fields.CharField(max_length=40, description="where it comes from: authored, operator, generated …")
    generated = fields.BooleanField(description="made by rule from the official name, by nobody")

    class Meta:
        table = "hall_alias"
        app = "hall"
        constraints = [UniqueConstraint(fields=("kind", "target", "text"), name="uq_hall_alias_text")]


class FailedSearch(Table):
    """Words that led to nothing, without who asked and when exactly: numbers, names and addresses are struck out first."""

    text = fields.CharField(max_length=40, unique=True)
    times = fields.IntField(default=1)
    last_on = fields.DateField()
    settled = fields.BooleanField(default=False, description="became an alias, or was set aside")

    class Meta:
        table = "hall_failed_search"
        app = "hall"
        indexes = [Index(fields=("settled", "times"), name="ix_hall_failed_search_open")]
