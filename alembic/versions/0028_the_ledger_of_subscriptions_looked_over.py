"""When the ledger of subscriptions was gone over, and what was done about a difference."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "push_grant_check",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("staff_id", sa.UUID(), autoincrement=False, nullable=True),
        sa.Column("looked", sa.INTEGER(), autoincrement=False, nullable=False),
        sa.Column("differed", sa.INTEGER(), autoincrement=False, nullable=False),
        sa.Column("corrected", sa.INTEGER(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_grant_check")),
    )
    op.create_index("ix_push_grant_check_time", "push_grant_check", ["created_at"], unique=False)
    op.add_column("push_grant_difference", sa.Column("done", sa.VARCHAR(length=16), autoincrement=False, nullable=False, server_default=""))
    op.alter_column("push_grant_difference", "done", server_default=None)


def downgrade() -> None:
    op.drop_column("push_grant_difference", "done")
    op.drop_index("ix_push_grant_check_time", table_name="push_grant_check")
    op.drop_table("push_grant_check")
