"""reminders speak for a rule, changes of certificates and holders who left are known"""

import sqlalchemy as sa

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OLD = "uq_push_reminder_certificate_id_certificate_version_rung"
NEW = "uq_push_reminder_certificate_id_certificate_version_rule_rung"

# The types that are reviewed or reported on, not replaced: on these a later rung speaks of the yearly check.
ANNUAL = (
    "016,018,019,022,023,024,025,026,040,042,043,044,050,051,061,065,066,067,069,071,082,083,084,085,086,087,088,089,090,091,099,100,"
    "102,137,140,155,164,172,177,178,179,189,193,194"
)


def upgrade() -> None:
    op.add_column("profile_citizen", sa.Column("left_because", sa.VARCHAR(length=16), autoincrement=False, nullable=True))
    op.add_column("profile_certificate", sa.Column("changed_on", sa.DATE(), autoincrement=False, nullable=True))
    op.add_column("push_reminder", sa.Column("rule", sa.VARCHAR(length=16), autoincrement=False, nullable=True))
    # The first rung of a ladder is the day on which its window opens; what was said on a later one spoke of the expiry.
    op.execute(
        sa.text(
            """UPDATE push_reminder r SET rule = CASE WHEN c.deadline_on - c.opens_on = r.rung THEN 'opening'
                 WHEN ltrim(c.type_code, 'ZJCT') = ANY(string_to_array(:annual, ',')) THEN 'annual' ELSE 'expiring' END
               FROM profile_certificate c WHERE c.id = r.certificate_id"""
        ).bindparams(annual=ANNUAL)
    )
    op.alter_column("push_reminder", "rule", nullable=False)
    op.drop_constraint(OLD, "push_reminder", type_="unique")
    op.create_unique_constraint(NEW, "push_reminder", ["certificate_id", "certificate_version", "rule", "rung"])


def downgrade() -> None:
    op.drop_constraint(NEW, "push_reminder", type_="unique")
    op.execute("DELETE FROM push_reminder WHERE rule NOT IN ('opening', 'expiring', 'annual')")
    op.create_unique_constraint(OLD, "push_reminder", ["certificate_id", "certificate_version", "rung"])
    op.drop_column("push_reminder", "rule")
    op.drop_column("profile_certificate", "changed_on")
    op.drop_column("profile_citizen", "left_because")
