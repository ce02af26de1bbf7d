"""what is withdrawn is kept"""

import sqlalchemy as sa

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("hall_guide", "hall_point", "hall_policy"):
        op.add_column(table, sa.Column("withdrawn", sa.BOOLEAN(), server_default=sa.text("false"), autoincrement=False, nullable=False))


def downgrade() -> None:
    for table in ("hall_policy", "hall_point", "hall_guide"):
        op.drop_column(table, "withdrawn")
