"""What operators did, with a chain over it, as over what was read."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


PROTECT = """
CREATE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND {old} THEN RETURN OLD; END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""
# Three years after it was written a row may go (profile/data/retention.csv); its link stays for ever.
TABLES = {"profile_act": "OLD.created_at < now() - interval '3 years'", "profile_act_seal": "false"}


def upgrade() -> None:
    op.create_table(
        "profile_act",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("staff_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("act", sa.VARCHAR(length=120), autoincrement=False, nullable=False),
        sa.Column("about", sa.VARCHAR(length=200), autoincrement=False, nullable=False),
        sa.Column("asked", sa.VARCHAR(length=64), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_act")),
    )
    op.create_index("ix_profile_act_created", "profile_act", ["created_at"], unique=False)
    op.create_table(
        "profile_act_seal",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("number", sa.BIGINT(), autoincrement=False, nullable=False),
        sa.Column("act_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("mac", sa.VARCHAR(length=64), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_act_seal")),
        sa.UniqueConstraint("act_id", name=op.f("uq_profile_act_seal_act_id")),
        sa.UniqueConstraint("number", name=op.f("uq_profile_act_seal_number")),
    )
    for table, old in TABLES.items():
        op.execute(PROTECT.format(table=table, old=old))
        op.execute(f"CREATE TRIGGER {table}_row BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_stays()")
        op.execute(f"CREATE TRIGGER {table}_all BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_stays()")


def downgrade() -> None:
    op.drop_table("profile_act_seal")
    op.drop_index("ix_profile_act_created", table_name="profile_act")
    op.drop_table("profile_act")
    for table in TABLES:
        op.execute(f"DROP FUNCTION {table}_stays()")
