"""What became of what operators did, with a chain over it; and the looks at all chains."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

PROTECT = """
CREATE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND {old} THEN RETURN OLD; END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""
# As with the acts: three years after it was written a row may go; its link stays for ever.
TABLES = {"profile_act_outcome": "OLD.created_at < now() - interval '3 years'", "profile_act_outcome_seal": "false"}


def upgrade() -> None:
    op.create_table(
        "profile_act_outcome",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("act_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("outcome", sa.VARCHAR(length=8), autoincrement=False, nullable=False),
        sa.Column("reason", sa.VARCHAR(length=64), autoincrement=False, nullable=False),
        sa.CheckConstraint("outcome IN ('done', 'refused', 'failed')", name=op.f("ck_profile_act_outcome")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_act_outcome")),
        sa.UniqueConstraint("act_id", name=op.f("uq_profile_act_outcome_act_id")),
    )
    op.create_table(
        "profile_act_outcome_seal",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("number", sa.BIGINT(), autoincrement=False, nullable=False),
        sa.Column("outcome_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("mac", sa.VARCHAR(length=64), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_act_outcome_seal")),
        sa.UniqueConstraint("number", name=op.f("uq_profile_act_outcome_seal_number")),
        sa.UniqueConstraint("outcome_id", name=op.f("uq_profile_act_outcome_seal_outcome_id")),
    )
    op.create_table(
        "profile_chain_check",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("staff_id", sa.UUID(), autoincrement=False, nullable=True),
        sa.Column("total", sa.BIGINT(), autoincrement=False, nullable=False),
        sa.Column("walked", sa.BIGINT(), autoincrement=False, nullable=False),
        sa.Column("found", postgresql.JSONB(astext_type=sa.Text()), autoincrement=False, nullable=False),
        sa.Column("open", sa.BOOLEAN(), autoincrement=False, nullable=False),
        sa.Column("seen_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=True),
        sa.Column("finished_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_chain_check")),
    )
    op.create_index("ix_profile_chain_check_created", "profile_chain_check", ["created_at"], unique=False)
    op.create_index("uq_profile_chain_check_open", "profile_chain_check", ["open"], unique=True, postgresql_where=sa.text("open"))
    op.create_index("ix_profile_act_staff", "profile_act", ["staff_id", "id"], unique=False)
    for table, old in TABLES.items():
        op.execute(PROTECT.format(table=table, old=old))
        op.execute(f"CREATE TRIGGER {table}_row BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_stays()")
        op.execute(f"CREATE TRIGGER {table}_all BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_stays()")


def downgrade() -> None:
    op.drop_index("ix_profile_act_staff", table_name="profile_act")
    op.drop_index("uq_profile_chain_check_open", table_name="profile_chain_check", postgresql_where=sa.text("open"))
    op.drop_index("ix_profile_chain_check_created", table_name="profile_chain_check")
    op.drop_table("profile_chain_check")
    op.drop_table("profile_act_outcome_seal")
    op.drop_table("profile_act_outcome")
    for table in TABLES:
        op.execute(f"DROP FUNCTION {table}_stays()")
