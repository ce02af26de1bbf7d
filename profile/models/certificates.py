"""Certificates, version by version."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index

from core.tables import Partial, Table


class Certificate(Table):
    """One version of one certificate. `lineage_id` joins its versions; the dates from `expires_on` on follow from the type's rule.

    `next_rung` (days before the deadline) and `next_rung_on` say when the holder is to be reminded next; null means never again.
    A day without a rung is the one from which the certificate's next date counts (next year's report, the end after a review).
    """

    type_code = fields.CharField(max_length=16)
    lineage_id = fields.UUIDField()
    version = fields.IntField()
    citizen = fields.ForeignKeyField("profile.Citizen", null=True, on_delete=fields.CASCADE, related_name=False, db_index=True)
    enterprise = fields.ForeignKeyField("profile.Enterprise", null=True, on_delete=fields.CASCADE, related_name=False, db_index=True)
    number_sealed = fields.BinaryField()
    number_index = fields.CharField(max_length=64)
    state = fields.CharField(max_length=16, default="valid")
    issued_on = fields.DateField()
    printed_until = fields.DateField(null=True)
    expires_on = fields.DateField(null=True)
    opens_on = fields.DateField(null=True)
    deadline_on = fields.DateField(null=True)
    next_rung = fields.SmallIntField(null=True)
    next_rung_on = fields.DateField(null=True)
    source = fields.CharField(max_length=100)
    source_as_of = fields.DateField()
    because = fields.CharField(max_length=64, default="registry")
    changed_on = fields.DateField(null=True)
    registered_on = fields.DateField(null=True)

    class Meta:
        table = "profile_certificate"
        app = "profile"
        unique_together = (("lineage_id", "version"),)
        indexes = [
            Partial(fields=("next_rung_on",), name="ix_profile_certificate_due", where="state = 'valid' AND next_rung_on IS NOT NULL"),
            Index(fields=("type_code", "number_index"), name="ix_profile_certificate_number"),
        ]
