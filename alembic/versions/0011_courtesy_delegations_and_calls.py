"""courtesy delegations and calls"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "profile_delegation",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("asked_by", sa.VARCHAR(length=8), autoincrement=False, nullable=False),
        sa.Column("phone_index", sa.VARCHAR(length=64), autoincrement=False, nullable=True),
        sa.Column("phone_tail", sa.VARCHAR(length=4), autoincrement=False, nullable=False),
        sa.Column("code_digest", sa.VARCHAR(length=64), autoincrement=False, nullable=True),
        sa.Column("relation", sa.VARCHAR(length=16), autoincrement=False, nullable=False),
        sa.Column("types", postgresql.JSONB(astext_type=sa.Text()), autoincrement=False, nullable=False),
        sa.Column("actions", postgresql.JSONB(astext_type=sa.Text()), autoincrement=False, nullable=False),
        sa.Column("state", sa.VARCHAR(length=16), autoincrement=False, nullable=False),
        sa.Column("years", sa.SMALLINT(), autoincrement=False, nullable=False),
        sa.Column("answer_by", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("accepted_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=True),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=True),
        sa.Column("warned_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=True),
        sa.Column("ended_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=True),
        sa.Column("ended_because", sa.VARCHAR(length=16), autoincrement=False, nullable=False),
        sa.Column("helper_id", sa.UUID(), autoincrement=False, nullable=True),
        sa.Column("holder_id", sa.UUID(), autoincrement=False, nullable=True),
        sa.ForeignKeyConstraint(["helper_id"], ["profile_citizen.id"], name=op.f("fk_profile_delegation_helper_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["holder_id"], ["profile_citizen.id"], name=op.f("fk_profile_delegation_holder_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_delegation")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_profile_delegation_code_digest")),
    )
    op.create_index(
        "ix_profile_delegation_expiring",
        "profile_delegation",
        ["expires_at"],
        unique=False,
        postgresql_where=sa.text("state = 'accepted' AND warned_at IS NULL"),
    )
    op.create_index(op.f("ix_profile_delegation_helper_id"), "profile_delegation", ["helper_id"], unique=False)
    op.create_index(op.f("ix_profile_delegation_holder_id"), "profile_delegation", ["holder_id"], unique=False)
    op.create_index(
        "ix_profile_delegation_phone", "profile_delegation", ["phone_index"], unique=False, postgresql_where=sa.text("state = 'asked'")
    )
    op.create_table(
        "push_held_out",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("topic", sa.VARCHAR(length=24), autoincrement=False, nullable=False),
        sa.Column("period", sa.VARCHAR(length=8), autoincrement=False, nullable=False),
        sa.Column("citizen_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["citizen_id"], ["profile_citizen.id"], name=op.f("fk_push_held_out_citizen_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_held_out")),
        sa.UniqueConstraint("citizen_id", "topic", "period", name=op.f("uq_push_held_out_citizen_id_topic_period")),
    )
    op.create_table(
        "profile_help",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("action", sa.VARCHAR(length=16), autoincrement=False, nullable=False),
        sa.Column("certificate_id", sa.UUID(), autoincrement=False, nullable=True),
        sa.Column("delegation_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["profile_certificate.id"], name=op.f("fk_profile_help_certificate_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["profile_delegation.id"], name=op.f("fk_profile_help_delegation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_help")),
    )
    op.create_index(op.f("ix_profile_help_certificate_id"), "profile_help", ["certificate_id"], unique=False)
    op.create_index(op.f("ix_profile_help_delegation_id"), "profile_help", ["delegation_id"], unique=False)
    op.create_table(
        "push_call",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("deadline_on", sa.DATE(), autoincrement=False, nullable=False),
        sa.Column("state", sa.VARCHAR(length=16), autoincrement=False, nullable=False),
        sa.Column("certificate_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("citizen_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["profile_certificate.id"], name=op.f("fk_push_call_certificate_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["citizen_id"], ["profile_citizen.id"], name=op.f("fk_push_call_citizen_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_call")),
        sa.UniqueConstraint("certificate_id", name=op.f("uq_push_call_certificate_id")),
    )
    op.create_index("ix_push_call_board", "push_call", ["state", "deadline_on", "id"], unique=False)
    op.create_index(op.f("ix_push_call_citizen_id"), "push_call", ["citizen_id"], unique=False)
    op.create_table(
        "push_call_step",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("staff_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("what", sa.VARCHAR(length=16), autoincrement=False, nullable=False),
        sa.Column("note", sa.VARCHAR(length=200), autoincrement=False, nullable=False),
        sa.Column("call_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["push_call.id"], name=op.f("fk_push_call_step_call_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_call_step")),
    )
    op.create_index(op.f("ix_push_call_step_call_id"), "push_call_step", ["call_id"], unique=False)
    # What is on its way already is certificates and cases: certificates may be held back, news of cases never were.
    op.add_column("push_delivery", sa.Column("weight", sa.VARCHAR(length=12), autoincrement=False, nullable=True))
    op.execute("UPDATE push_delivery SET weight = CASE kind WHEN 'must_arrive' THEN 'ordinary' ELSE 'wanted' END")
    op.alter_column("push_delivery", "weight", nullable=False)
    op.add_column("push_delivery", sa.Column("digest_id", sa.UUID(), autoincrement=False, nullable=True))
    op.create_index(
        "ix_push_delivery_contacts",
        "push_delivery",
        ["citizen_id", "send_started"],
        unique=False,
        postgresql_where=sa.text("channel <> 'inbox'"),
    )
    op.create_index(
        "ix_push_delivery_digest", "push_delivery", ["digest_id"], unique=False, postgresql_where=sa.text("digest_id IS NOT NULL")
    )
    op.create_index(
        "ix_push_delivery_waiting",
        "push_delivery",
        ["citizen_id"],
        unique=False,
        postgresql_where=sa.text("state = 'pending' AND weight = 'ordinary'"),
    )
    op.create_foreign_key(op.f("fk_push_delivery_digest_id"), "push_delivery", "push_delivery", ["digest_id"], ["id"], ondelete="SET NULL")


def downgrade() -> None:
    op.drop_constraint(op.f("fk_push_delivery_digest_id"), "push_delivery", type_="foreignkey")
    op.drop_index(
        "ix_push_delivery_waiting", table_name="push_delivery", postgresql_where=sa.text("state = 'pending' AND weight = 'ordinary'")
    )
    op.drop_index("ix_push_delivery_digest", table_name="push_delivery", postgresql_where=sa.text("digest_id IS NOT NULL"))
    op.drop_index("ix_push_delivery_contacts", table_name="push_delivery", postgresql_where=sa.text("channel <> 'inbox'"))
    op.drop_column("push_delivery", "digest_id")
    op.drop_column("push_delivery", "weight")
    op.drop_index(op.f("ix_push_call_step_call_id"), table_name="push_call_step")
    op.drop_table("push_call_step")
    op.drop_index(op.f("ix_push_call_citizen_id"), table_name="push_call")
    op.drop_index("ix_push_call_board", table_name="push_call")
    op.drop_table("push_call")
    op.drop_index(op.f("ix_profile_help_delegation_id"), table_name="profile_help")
    op.drop_index(op.f("ix_profile_help_certificate_id"), table_name="profile_help")
    op.drop_table("profile_help")
    op.drop_table("push_held_out")
    op.drop_index("ix_profile_delegation_phone", table_name="profile_delegation", postgresql_where=sa.text("state = 'asked'"))
    op.drop_index(op.f("ix_profile_delegation_holder_id"), table_name="profile_delegation")
    op.drop_index(op.f("ix_profile_delegation_helper_id"), table_name="profile_delegation")
    op.drop_index(
        "ix_profile_delegation_expiring",
        table_name="profile_delegation",
        postgresql_where=sa.text("state = 'accepted' AND warned_at IS NULL"),
    )
    op.drop_table("profile_delegation")
