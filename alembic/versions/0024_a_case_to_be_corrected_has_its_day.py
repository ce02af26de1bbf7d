"""a case to be corrected has its day"""

import sqlalchemy as sa

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("hall_case", sa.Column("correct_by", sa.DATE(), autoincrement=False, nullable=True))


def downgrade() -> None:
    op.drop_column("hall_case", "correct_by")
