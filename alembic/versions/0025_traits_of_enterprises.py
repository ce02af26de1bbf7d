"""traits of enterprises"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "profile_enterprise_traits",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("traits", postgresql.JSONB(astext_type=sa.Text()), autoincrement=False, nullable=False),
        sa.Column("folded_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("enterprise_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["profile_enterprise.id"], name=op.f("fk_profile_enterprise_traits_enterprise_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_enterprise_traits")),
        sa.UniqueConstraint("enterprise_id", name=op.f("uq_profile_enterprise_traits_enterprise_id")),
    )
    op.create_index(op.f("ix_profile_enterprise_traits_folded_at"), "profile_enterprise_traits", ["folded_at"], unique=False)
    op.add_column("profile_audience", sa.Column("holder", sa.VARCHAR(length=12), server_default="citizen", nullable=False))
    op.alter_column("profile_audience", "holder", server_default=None)  # those there are, are of people
    op.add_column("profile_audience_member", sa.Column("enterprise_id", sa.UUID(), autoincrement=False, nullable=True))
    op.alter_column("profile_audience_member", "citizen_id", existing_type=sa.UUID(), nullable=True, autoincrement=False)
    op.create_index(op.f("ix_profile_audience_member_enterprise_id"), "profile_audience_member", ["enterprise_id"], unique=False)
    op.create_unique_constraint(
        op.f("uq_profile_audience_member_audience_id_enterprise_id"), "profile_audience_member", ["audience_id", "enterprise_id"]
    )
    op.create_foreign_key(
        op.f("fk_profile_audience_member_enterprise_id"),
        "profile_audience_member",
        "profile_enterprise",
        ["enterprise_id"],
        ["id"],
        ondelete="CASCADE",
    )
    op.create_check_constraint(
        op.f("ck_profile_audience_member_one"), "profile_audience_member", "num_nonnulls(citizen_id, enterprise_id) = 1"
    )


def downgrade() -> None:
    op.execute("DELETE FROM profile_audience_member WHERE citizen_id IS NULL")
    op.drop_constraint(op.f("ck_profile_audience_member_one"), "profile_audience_member", type_="check")
    op.drop_constraint(op.f("fk_profile_audience_member_enterprise_id"), "profile_audience_member", type_="foreignkey")
    op.drop_constraint(op.f("uq_profile_audience_member_audience_id_enterprise_id"), "profile_audience_member", type_="unique")
    op.drop_index(op.f("ix_profile_audience_member_enterprise_id"), table_name="profile_audience_member")
    op.alter_column("profile_audience_member", "citizen_id", existing_type=sa.UUID(), nullable=False, autoincrement=False)
    op.drop_column("profile_audience_member", "enterprise_id")
    op.drop_column("profile_audience", "holder")
    op.drop_index(op.f("ix_profile_enterprise_traits_folded_at"), table_name="profile_enterprise_traits")
    op.drop_table("profile_enterprise_traits")
