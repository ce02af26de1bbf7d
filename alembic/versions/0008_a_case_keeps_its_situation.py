"""a case keeps its situation"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("hall_case", sa.Column("situation", postgresql.JSONB(astext_type=sa.Text()), autoincrement=False, nullable=True))


def downgrade() -> None:
    op.drop_column("hall_case", "situation")
