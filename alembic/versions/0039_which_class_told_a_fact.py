"""which class of shared data told a fact: what it tells no more is forgotten"""

import sqlalchemy as sa

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

TABLES = ("profile_fact", "profile_enterprise_fact")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("share", sa.VARCHAR(length=32), autoincrement=False, nullable=True))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "share")
