"""ratings"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hall_rating",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("level", sa.SMALLINT(), autoincrement=False, nullable=False),
        sa.Column("aspects", postgresql.JSONB(astext_type=sa.Text()), autoincrement=False, nullable=False),
        sa.Column("words_sealed", postgresql.BYTEA(), autoincrement=False, nullable=True),
        sa.Column("case_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("service_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name=op.f("ck_hall_rating_level")),
        sa.ForeignKeyConstraint(["case_id"], ["hall_case.id"], name=op.f("fk_hall_rating_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["service_id"], ["hall_service.id"], name=op.f("fk_hall_rating_service_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hall_rating")),
        sa.UniqueConstraint("case_id", name=op.f("uq_hall_rating_case_id")),
    )
    op.create_index(op.f("ix_hall_rating_service_id"), "hall_rating", ["service_id"], unique=False)
    op.create_table(
        "hall_rectification",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("due_on", sa.DATE(), autoincrement=False, nullable=False),
        sa.Column("contacts_sealed", postgresql.BYTEA(), autoincrement=False, nullable=True),
        sa.Column("result_sealed", postgresql.BYTEA(), autoincrement=False, nullable=True),
        sa.Column("closed_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=True),
        sa.Column("rating_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("staff_id", sa.UUID(), autoincrement=False, nullable=True),
        sa.CheckConstraint(
            "closed_at IS NULL OR (contacts_sealed IS NOT NULL AND result_sealed IS NOT NULL)",
            name=op.f("ck_hall_rectification_closed"),
        ),
        sa.ForeignKeyConstraint(["rating_id"], ["hall_rating.id"], name=op.f("fk_hall_rectification_rating_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["staff_id"], ["profile_staff.id"], name=op.f("fk_hall_rectification_staff_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hall_rectification")),
        sa.UniqueConstraint("rating_id", name=op.f("uq_hall_rectification_rating_id")),
    )
    op.create_index(
        op.f("ix_hall_rectification_open"),
        "hall_rectification",
        ["due_on"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("hall_rectification")
    op.drop_table("hall_rating")
