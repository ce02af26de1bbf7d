"""places and policies"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hall_opening",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("code", sa.VARCHAR(length=40), autoincrement=False, nullable=False),
        sa.Column("hours", sa.VARCHAR(length=200), autoincrement=False, nullable=False),
        sa.Column("note", sa.VARCHAR(length=120), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hall_opening")),
        sa.UniqueConstraint("code", name=op.f("uq_hall_opening_code")),
    )
    op.create_table(
        "hall_policy",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("code", sa.VARCHAR(length=40), autoincrement=False, nullable=False),
        sa.Column("title", sa.VARCHAR(length=120), autoincrement=False, nullable=False),
        sa.Column("theme", sa.VARCHAR(length=24), autoincrement=False, nullable=False),
        sa.Column("for_citizens", sa.BOOLEAN(), autoincrement=False, nullable=False),
        sa.Column("for_enterprises", sa.BOOLEAN(), autoincrement=False, nullable=False),
        sa.Column("summary", sa.TEXT(), autoincrement=False, nullable=False),
        sa.Column("gives", sa.TEXT(), autoincrement=False, nullable=False),
        sa.Column("who", sa.TEXT(), autoincrement=False, nullable=False),
        sa.Column("how", sa.TEXT(), autoincrement=False, nullable=False),
        sa.Column("place", sa.TEXT(), autoincrement=False, nullable=False),
        sa.Column("basis", postgresql.ARRAY(sa.TEXT()), autoincrement=False, nullable=False),
        sa.Column("services", postgresql.ARRAY(sa.TEXT()), autoincrement=False, nullable=False),
        sa.Column("verified", sa.BOOLEAN(), autoincrement=False, nullable=False),
        sa.Column("edited", sa.BOOLEAN(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.VARCHAR(length=64), autoincrement=False, nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hall_policy")),
        sa.UniqueConstraint("code", name=op.f("uq_hall_policy_code")),
    )
    op.create_index("ix_hall_policy_services", "hall_policy", ["services"], unique=False, postgresql_using="gin")
    op.create_index("ix_hall_policy_theme", "hall_policy", ["theme"], unique=False)
    op.create_table(
        "hall_point",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("code", sa.VARCHAR(length=40), autoincrement=False, nullable=False),
        sa.Column("name", sa.VARCHAR(length=120), autoincrement=False, nullable=False),
        sa.Column("kind", sa.VARCHAR(length=24), autoincrement=False, nullable=False),
        sa.Column("division", sa.VARCHAR(length=12), autoincrement=False, nullable=False),
        sa.Column("address", sa.VARCHAR(length=200), autoincrement=False, nullable=False),
        sa.Column("longitude", sa.DOUBLE_PRECISION(), autoincrement=False, nullable=False),
        sa.Column("latitude", sa.DOUBLE_PRECISION(), autoincrement=False, nullable=False),
        sa.Column("northing", sa.DOUBLE_PRECISION(), autoincrement=False, nullable=False),
        sa.Column("phone", sa.VARCHAR(length=40), autoincrement=False, nullable=False),
        sa.Column("accessible", sa.BOOLEAN(), autoincrement=False, nullable=False),
        sa.Column("help", postgresql.ARRAY(sa.TEXT()), autoincrement=False, nullable=False),
        sa.Column("abilities", postgresql.ARRAY(sa.TEXT()), autoincrement=False, nullable=False),
        sa.Column("verified", sa.BOOLEAN(), autoincrement=False, nullable=False),
        sa.Column("edited", sa.BOOLEAN(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.VARCHAR(length=64), autoincrement=False, nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("opening_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["opening_id"], ["hall_opening.id"], name=op.f("fk_hall_point_opening_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hall_point")),
        sa.UniqueConstraint("code", name=op.f("uq_hall_point_code")),
    )
    op.create_index("ix_hall_point_abilities", "hall_point", ["abilities"], unique=False, postgresql_using="gin")
    op.create_index("ix_hall_point_division", "hall_point", ["division", "kind"], unique=False)
    op.create_index("ix_hall_point_kind", "hall_point", ["kind"], unique=False)
    op.create_index(op.f("ix_hall_point_opening_id"), "hall_point", ["opening_id"], unique=False)
    op.create_index(
        "ix_hall_point_spot", "hall_point", [sa.literal_column("point(longitude, northing)")], unique=False, postgresql_using="gist"
    )


def downgrade() -> None:
    op.drop_index("ix_hall_point_spot", table_name="hall_point", postgresql_using="gist")
    op.drop_index(op.f("ix_hall_point_opening_id"), table_name="hall_point")
    op.drop_index("ix_hall_point_kind", table_name="hall_point")
    op.drop_index("ix_hall_point_division", table_name="hall_point")
    op.drop_index("ix_hall_point_abilities", table_name="hall_point", postgresql_using="gin")
    op.drop_table("hall_point")
    op.drop_index("ix_hall_policy_theme", table_name="hall_policy")
    op.drop_index("ix_hall_policy_services", table_name="hall_policy", postgresql_using="gin")
    op.drop_table("hall_policy")
    op.drop_table("hall_opening")
