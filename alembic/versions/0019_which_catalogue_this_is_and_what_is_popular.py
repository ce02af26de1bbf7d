"""which catalogue this is and what is popular"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hall_catalogue",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("revision", sa.BIGINT(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hall_catalogue")),
    )
    op.execute("INSERT INTO hall_catalogue (id, created_at, revision) VALUES (uuidv7(), now(), 1)")
    op.execute(
        """CREATE FUNCTION hall_catalogue_changed() RETURNS trigger LANGUAGE plpgsql AS $$
           BEGIN UPDATE hall_catalogue SET revision = revision + 1; RETURN NULL; END $$"""
    )
    op.execute(
        """CREATE TRIGGER hall_service_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON hall_service
           FOR EACH STATEMENT EXECUTE FUNCTION hall_catalogue_changed()"""
    )
    op.create_table(
        "recommend_popular",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("region_code", sa.VARCHAR(length=12), autoincrement=False, nullable=False),
        sa.Column("service_code", sa.VARCHAR(length=80), autoincrement=False, nullable=False),
        sa.Column("people", sa.INTEGER(), autoincrement=False, nullable=False),
        sa.Column("score", sa.DOUBLE_PRECISION(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommend_popular")),
        sa.UniqueConstraint("region_code", "service_code", name=op.f("uq_recommend_popular_region_code_service_code")),
    )


def downgrade() -> None:
    op.drop_table("recommend_popular")
    op.execute("DROP TRIGGER hall_service_changed ON hall_service")
    op.execute("DROP FUNCTION hall_catalogue_changed")
    op.drop_table("hall_catalogue")
