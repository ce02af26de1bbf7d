"""Tables of guides: question trees (情形) and bundles (一件事) as texts that operators edit, with every version that was published."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint

from core import clock
from core.tables import Table


class Guide(Table):
    """A guide as it is published now. `code` is a service's for a tree and a bundle's own for a bundle; `text` is YAML.

    `number` rises with each publication; what an answer was given to is one number of it.
    """

    kind = fields.CharField(max_length=8, description="tree or bundle")
    code = fields.CharField(max_length=80)
    number = fields.IntField()
    text = fields.TextField()
    verified = fields.BooleanField(default=False, description="false is shown as 示例")
    verified_at = fields.DatetimeField(null=True)
    verifier_id: UUID | None
    verifier = fields.ForeignKeyField("profile.Staff", null=True, on_delete=fields.SET_NULL, related_name=False, db_index=False)
    withdrawn = fields.BooleanField(default=False, db_default=False, description="no longer shown or found, kept for the record")
    edited = fields.BooleanField(default=False, description="published by an operator: an import leaves it alone")
    digest = fields.CharField(max_length=64, description="SHA-256 of the text as shipped")
    updated_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "hall_guide"
        app = "hall"
        unique_together = (("kind", "code"),)
        constraints = [CheckConstraint(name="ck_hall_guide_kind", check="kind IN ('tree','bundle')")]


class GuideVersion(Table):
    """What a guide said under a number, word for word. Never changed."""

    guide_id: UUID
    guide = fields.ForeignKeyField("hall.Guide", on_delete=fields.CASCADE, related_name=False, db_index=False)
    number = fields.IntField()
    text = fields.TextField()
    staff_id: UUID | None
    staff = fields.ForeignKeyField("profile.Staff", null=True, on_delete=fields.SET_NULL, related_name=False, db_index=False)
    note = fields.CharField(max_length=200, default="")
    restored = fields.IntField(null=True, description="the number whose text was taken up again")

    class Meta:
        table = "hall_guide_version"
        app = "hall"
        unique_together = (("guide", "number"),)


class GuideDraft(Table):
    """A guide's text under an operator's hands, not published and perhaps not even right. `revision` is drawn anew with each edit."""

    guide_id: UUID
    guide = fields.OneToOneField("hall.Guide", on_delete=fields.CASCADE, related_name=False)
    text = fields.TextField()
    revision = fields.IntField()
    staff_id: UUID | None
    staff = fields.ForeignKeyField("profile.Staff", null=True, on_delete=fields.SET_NULL, related_name=False, db_index=False)
    edited_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "hall_guide_draft"
        app = "hall"
