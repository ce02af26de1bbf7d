"""progress of the night"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recommend_scoring",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("day", sa.DATE(), autoincrement=False, nullable=False),
        sa.Column("part", sa.SMALLINT(), autoincrement=False, nullable=False),
        sa.Column("place", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("until", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("total", sa.INTEGER(), autoincrement=False, nullable=False),
        sa.Column("looked", sa.INTEGER(), autoincrement=False, nullable=False),
        sa.Column("failed", sa.INTEGER(), autoincrement=False, nullable=False),
        sa.Column("finished_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommend_scoring")),
        sa.UniqueConstraint("day", "part", name=op.f("uq_recommend_scoring_day_part")),
    )


def downgrade() -> None:
    op.drop_table("recommend_scoring")
