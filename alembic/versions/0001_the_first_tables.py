"""the first tables"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hall_case_serial",
        sa.Column("id", sa.BIGINT(), autoincrement=True, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hall_case_serial")),
    )
    op.create_table(
        "hall_department",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("code", sa.VARCHAR(length=40), autoincrement=False, nullable=False),
        sa.Column("name", sa.VARCHAR(length=120), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hall_department")),
        sa.UniqueConstraint("code", name=op.f("uq_hall_department_code")),
    )
    op.create_table(
        "profile_citizen",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("openid", sa.VARCHAR(length=128), autoincrement=False, nullable=True),
        sa.Column("unionid", sa.VARCHAR(length=128), autoincrement=False, nullable=True),
        sa.Column("phone_sealed", postgresql.BYTEA(), autoincrement=False, nullable=True),
        sa.Column("phone_index", sa.VARCHAR(length=64), autoincrement=False, nullable=True),
        sa.Column("name_sealed", postgresql.BYTEA(), autoincrement=False, nullable=True),
        sa.Column("id_number_sealed", postgresql.BYTEA(), autoincrement=False, nullable=True),
        sa.Column("id_number_index", sa.VARCHAR(length=64), autoincrement=False, nullable=True),
        sa.Column("level", sa.SMALLINT(), autoincrement=False, nullable=False),
        sa.Column("verified_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=True),
        sa.Column("region_code", sa.VARCHAR(length=12), autoincrement=False, nullable=True),
        sa.Column("preferences", postgresql.JSONB(astext_type=sa.Text()), autoincrement=False, nullable=False),
        sa.Column("registry_due", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_citizen")),
        sa.UniqueConstraint("id_number_index", name=op.f("uq_profile_citizen_id_number_index")),
        sa.UniqueConstraint("openid", name=op.f("uq_profile_citizen_openid")),
        sa.UniqueConstraint("phone_index", name=op.f("uq_profile_citizen_phone_index")),
    )
    op.create_index(
        "ix_profile_citizen_registry",
        "profile_citizen",
        ["registry_due"],
        unique=False,
        postgresql_where=sa.text("registry_due IS NOT NULL"),
    )
    op.create_table(
        "profile_enterprise",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("name", sa.VARCHAR(length=200), autoincrement=False, nullable=False),
        sa.Column("uscc", sa.VARCHAR(length=18), autoincrement=False, nullable=False),
        sa.Column("region_code", sa.VARCHAR(length=12), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_enterprise")),
        sa.UniqueConstraint("uscc", name=op.f("uq_profile_enterprise_uscc")),
    )
    op.create_table(
        "profile_event",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("topic", sa.VARCHAR(length=48), autoincrement=False, nullable=False),
        sa.Column("citizen_id", sa.UUID(), autoincrement=False, nullable=True),
        sa.Column("subject_id", sa.UUID(), autoincrement=False, nullable=True),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), autoincrement=False, nullable=False),
        sa.Column("handled_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_event")),
    )
    op.create_index(
        "ix_profile_event_pending", "profile_event", ["topic", "created_at"], unique=False, postgresql_where=sa.text("handled_at IS NULL")
    )
    op.create_table(
        "profile_sms_code",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("phone_index", sa.VARCHAR(length=64), autoincrement=False, nullable=False),
        sa.Column("code_digest", sa.VARCHAR(length=64), autoincrement=False, nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("tries", sa.SMALLINT(), autoincrement=False, nullable=False),
        sa.Column("used_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_sms_code")),
    )
    op.create_index(op.f("ix_profile_sms_code_phone_index"), "profile_sms_code", ["phone_index"], unique=False)
    op.create_table(
        "profile_staff",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("username", sa.VARCHAR(length=64), autoincrement=False, nullable=False),
        sa.Column("display_name", sa.VARCHAR(length=64), autoincrement=False, nullable=False),
        sa.Column("password", sa.VARCHAR(length=200), autoincrement=False, nullable=False),
        sa.Column("role", sa.VARCHAR(length=32), autoincrement=False, nullable=False),
        sa.Column("disabled_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_staff")),
        sa.UniqueConstraint("username", name=op.f("uq_profile_staff_username")),
    )
    op.create_table(
        "push_channel_pause",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("channel", sa.VARCHAR(length=8), autoincrement=False, nullable=False),
        sa.Column("until", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("reason", sa.VARCHAR(length=120), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_channel_pause")),
        sa.UniqueConstraint("channel", name=op.f("uq_push_channel_pause_channel")),
    )
    op.create_table(
        "hall_service",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("code", sa.VARCHAR(length=80), autoincrement=False, nullable=False),
        sa.Column("name", sa.VARCHAR(length=200), autoincrement=False, nullable=False),
        sa.Column("parent_name", sa.VARCHAR(length=200), autoincrement=False, nullable=False),
        sa.Column("source", sa.VARCHAR(length=16), autoincrement=False, nullable=False),
        sa.Column("attribution", sa.VARCHAR(length=120), autoincrement=False, nullable=False),
        sa.Column("confidence", sa.VARCHAR(length=16), autoincrement=False, nullable=False),
        sa.Column("item_type", sa.VARCHAR(length=16), autoincrement=False, nullable=False),
        sa.Column("level", sa.VARCHAR(length=8), autoincrement=False, nullable=False),
        sa.Column("base_code", sa.VARCHAR(length=12), autoincrement=False, nullable=False),
        sa.Column("theme", sa.VARCHAR(length=24), autoincrement=False, nullable=False),
        sa.Column("source_theme", sa.VARCHAR(length=120), autoincrement=False, nullable=False),
        sa.Column("for_citizens", sa.BOOLEAN(), autoincrement=False, nullable=False),
        sa.Column("for_enterprises", sa.BOOLEAN(), autoincrement=False, nullable=False),
        sa.Column("handling", sa.VARCHAR(length=8), autoincrement=False, nullable=False),
        sa.Column("promise_days", sa.SMALLINT(), autoincrement=False, nullable=True),
        sa.Column("legal_days", sa.SMALLINT(), autoincrement=False, nullable=True),
        sa.Column("visits", sa.SMALLINT(), autoincrement=False, nullable=True),
        sa.Column("fee", sa.VARCHAR(length=40), autoincrement=False, nullable=False),
        sa.Column("courier", sa.BOOLEAN(), autoincrement=False, nullable=True),
        sa.Column("result", sa.VARCHAR(length=120), autoincrement=False, nullable=False),
        sa.Column("materials", postgresql.JSONB(astext_type=sa.Text()), autoincrement=False, nullable=False),
        sa.Column("digest", sa.VARCHAR(length=64), autoincrement=False, nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("department_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["hall_department.id"], name=op.f("fk_hall_service_department_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hall_service")),
        sa.UniqueConstraint("code", name=op.f("uq_hall_service_code")),
    )
    op.create_index(op.f("ix_hall_service_department_id"), "hall_service", ["department_id"], unique=False)
    op.create_index("ix_hall_service_theme", "hall_service", ["theme"], unique=False)
    op.create_table(
        "profile_certificate",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("type_code", sa.VARCHAR(length=16), autoincrement=False, nullable=False),
        sa.Column("lineage_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("version", sa.INTEGER(), autoincrement=False, nullable=False),
        sa.Column("number_sealed", postgresql.BYTEA(), autoincrement=False, nullable=False),
        sa.Column("number_index", sa.VARCHAR(length=64), autoincrement=False, nullable=False),
        sa.Column("state", sa.VARCHAR(length=16), autoincrement=False, nullable=False),
        sa.Column("issued_on", sa.DATE(), autoincrement=False, nullable=False),
        sa.Column("printed_until", sa.DATE(), autoincrement=False, nullable=True),
        sa.Column("expires_on", sa.DATE(), autoincrement=False, nullable=True),
        sa.Column("opens_on", sa.DATE(), autoincrement=False, nullable=True),
        sa.Column("deadline_on", sa.DATE(), autoincrement=False, nullable=True),
        sa.Column("next_rung", sa.SMALLINT(), autoincrement=False, nullable=True),
        sa.Column("next_rung_on", sa.DATE(), autoincrement=False, nullable=True),
        sa.Column("source", sa.VARCHAR(length=100), autoincrement=False, nullable=False),
        sa.Column("source_as_of", sa.DATE(), autoincrement=False, nullable=False),
        sa.Column("because", sa.VARCHAR(length=64), autoincrement=False, nullable=False),
        sa.Column("citizen_id", sa.UUID(), autoincrement=False, nullable=True),
        sa.Column("enterprise_id", sa.UUID(), autoincrement=False, nullable=True),
        sa.ForeignKeyConstraint(["citizen_id"], ["profile_citizen.id"], name=op.f("fk_profile_certificate_citizen_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["profile_enterprise.id"], name=op.f("fk_profile_certificate_enterprise_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_certificate")),
        sa.UniqueConstraint("lineage_id", "version", name=op.f("uq_profile_certificate_lineage_id_version")),
    )
    op.create_index(op.f("ix_profile_certificate_citizen_id"), "profile_certificate", ["citizen_id"], unique=False)
    op.create_index(
        "ix_profile_certificate_due",
        "profile_certificate",
        ["next_rung_on"],
        unique=False,
        postgresql_where=sa.text("state = 'valid' AND next_rung_on IS NOT NULL"),
    )
    op.create_index(op.f("ix_profile_certificate_enterprise_id"), "profile_certificate", ["enterprise_id"], unique=False)
    op.create_index("ix_profile_certificate_number", "profile_certificate", ["type_code", "number_index"], unique=False)
    op.create_table(
        "profile_consent",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("purpose", sa.VARCHAR(length=32), autoincrement=False, nullable=False),
        sa.Column("version", sa.VARCHAR(length=16), autoincrement=False, nullable=False),
        sa.Column("withdrawn_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=True),
        sa.Column("citizen_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["citizen_id"], ["profile_citizen.id"], name=op.f("fk_profile_consent_citizen_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_consent")),
    )
    op.create_index(op.f("ix_profile_consent_citizen_id"), "profile_consent", ["citizen_id"], unique=False)
    op.create_table(
        "profile_enterprise_fact",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("name", sa.VARCHAR(length=80), autoincrement=False, nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), autoincrement=False, nullable=False),
        sa.Column("source", sa.VARCHAR(length=100), autoincrement=False, nullable=False),
        sa.Column("as_of", sa.DATE(), autoincrement=False, nullable=False),
        sa.Column("enterprise_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["profile_enterprise.id"], name=op.f("fk_profile_enterprise_fact_enterprise_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_enterprise_fact")),
        sa.UniqueConstraint("enterprise_id", "name", name=op.f("uq_profile_enterprise_fact_enterprise_id_name")),
    )
    op.create_table(
        "profile_fact",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("name", sa.VARCHAR(length=80), autoincrement=False, nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), autoincrement=False, nullable=False),
        sa.Column("source", sa.VARCHAR(length=100), autoincrement=False, nullable=False),
        sa.Column("as_of", sa.DATE(), autoincrement=False, nullable=False),
        sa.Column("citizen_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["citizen_id"], ["profile_citizen.id"], name=op.f("fk_profile_fact_citizen_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_fact")),
        sa.UniqueConstraint("citizen_id", "name", name=op.f("uq_profile_fact_citizen_id_name")),
    )
    op.create_table(
        "profile_membership",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("role", sa.VARCHAR(length=16), autoincrement=False, nullable=False),
        sa.Column("citizen_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("enterprise_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["citizen_id"], ["profile_citizen.id"], name=op.f("fk_profile_membership_citizen_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["profile_enterprise.id"], name=op.f("fk_profile_membership_enterprise_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_membership")),
        sa.UniqueConstraint("enterprise_id", "citizen_id", name=op.f("uq_profile_membership_enterprise_id_citizen_id")),
    )
    op.create_index(op.f("ix_profile_membership_citizen_id"), "profile_membership", ["citizen_id"], unique=False)
    op.create_index(op.f("ix_profile_membership_enterprise_id"), "profile_membership", ["enterprise_id"], unique=False)
    op.create_table(
        "profile_real_name_check",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("method", sa.VARCHAR(length=32), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.VARCHAR(length=32), autoincrement=False, nullable=False),
        sa.Column("handle", sa.VARCHAR(length=256), autoincrement=False, nullable=True),
        sa.Column("state", sa.VARCHAR(length=16), autoincrement=False, nullable=False),
        sa.Column("reason", sa.VARCHAR(length=32), autoincrement=False, nullable=False),
        sa.Column("reference", sa.VARCHAR(length=256), autoincrement=False, nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=True),
        sa.Column("settled_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=True),
        sa.Column("citizen_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["profile_citizen.id"], name=op.f("fk_profile_real_name_check_citizen_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_real_name_check")),
        sa.UniqueConstraint("sequence", name=op.f("uq_profile_real_name_check_sequence")),
    )
    op.create_index(op.f("ix_profile_real_name_check_citizen_id"), "profile_real_name_check", ["citizen_id"], unique=False)
    op.create_table(
        "profile_session",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("door", sa.VARCHAR(length=16), autoincrement=False, nullable=False),
        sa.Column("refresh_digest", sa.VARCHAR(length=64), autoincrement=False, nullable=False),
        sa.Column("device", sa.VARCHAR(length=120), autoincrement=False, nullable=False),
        sa.Column("used_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("ended_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=True),
        sa.Column("ended_because", sa.VARCHAR(length=32), autoincrement=False, nullable=True),
        sa.Column("citizen_id", sa.UUID(), autoincrement=False, nullable=True),
        sa.Column("staff_id", sa.UUID(), autoincrement=False, nullable=True),
        sa.ForeignKeyConstraint(["citizen_id"], ["profile_citizen.id"], name=op.f("fk_profile_session_citizen_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["staff_id"], ["profile_staff.id"], name=op.f("fk_profile_session_staff_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_session")),
        sa.UniqueConstraint("refresh_digest", name=op.f("uq_profile_session_refresh_digest")),
    )
    op.create_index(op.f("ix_profile_session_citizen_id"), "profile_session", ["citizen_id"], unique=False)
    op.create_index(op.f("ix_profile_session_staff_id"), "profile_session", ["staff_id"], unique=False)
    op.create_table(
        "push_grant_balance",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("template", sa.VARCHAR(length=80), autoincrement=False, nullable=False),
        sa.Column("balance", sa.INTEGER(), autoincrement=False, nullable=False),
        sa.Column("citizen_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["citizen_id"], ["profile_citizen.id"], name=op.f("fk_push_grant_balance_citizen_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_grant_balance")),
        sa.UniqueConstraint("citizen_id", "template", name=op.f("uq_push_grant_balance_citizen_id_template")),
    )
    op.create_table(
        "push_grant_entry",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("event_key", sa.VARCHAR(length=160), autoincrement=False, nullable=False),
        sa.Column("template", sa.VARCHAR(length=80), autoincrement=False, nullable=False),
        sa.Column("change", sa.INTEGER(), autoincrement=False, nullable=False),
        sa.Column("cause", sa.VARCHAR(length=24), autoincrement=False, nullable=False),
        sa.Column("citizen_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["citizen_id"], ["profile_citizen.id"], name=op.f("fk_push_grant_entry_citizen_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_grant_entry")),
        sa.UniqueConstraint("event_key", name=op.f("uq_push_grant_entry_event_key")),
    )
    op.create_index("ix_push_grant_entry_citizen", "push_grant_entry", ["citizen_id", "template"], unique=False)
    op.create_table(
        "push_inbox_item",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("dedupe_key", sa.VARCHAR(length=160), autoincrement=False, nullable=False),
        sa.Column("category", sa.VARCHAR(length=16), autoincrement=False, nullable=False),
        sa.Column("title", sa.VARCHAR(length=80), autoincrement=False, nullable=False),
        sa.Column("body", sa.VARCHAR(length=400), autoincrement=False, nullable=False),
        sa.Column("link", postgresql.JSONB(astext_type=sa.Text()), autoincrement=False, nullable=True),
        sa.Column("subject_id", sa.UUID(), autoincrement=False, nullable=True),
        sa.Column("read_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=True),
        sa.Column("citizen_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["citizen_id"], ["profile_citizen.id"], name=op.f("fk_push_inbox_item_citizen_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_inbox_item")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_push_inbox_item_dedupe_key")),
    )
    op.create_index("ix_push_inbox_item_citizen", "push_inbox_item", ["citizen_id", "created_at", "id"], unique=False)
    op.create_index(
        "ix_push_inbox_item_unread", "push_inbox_item", ["citizen_id"], unique=False, postgresql_where=sa.text("read_at IS NULL")
    )
    op.create_table(
        "recommend_dismissal",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("card_id", sa.VARCHAR(length=80), autoincrement=False, nullable=False),
        sa.Column("stage", sa.VARCHAR(length=16), autoincrement=False, nullable=False),
        sa.Column("reason", sa.VARCHAR(length=16), autoincrement=False, nullable=False),
        sa.Column("back_on", sa.DATE(), autoincrement=False, nullable=True),
        sa.Column("citizen_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["citizen_id"], ["profile_citizen.id"], name=op.f("fk_recommend_dismissal_citizen_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommend_dismissal")),
        sa.UniqueConstraint("citizen_id", "card_id", name=op.f("uq_recommend_dismissal_citizen_id_card_id")),
    )
    op.create_table(
        "hall_case",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("number", sa.VARCHAR(length=24), autoincrement=False, nullable=True),
        sa.Column("certificate_version", sa.INTEGER(), autoincrement=False, nullable=True),
        sa.Column("offer_id", sa.UUID(), autoincrement=False, nullable=True),
        sa.Column("kind", sa.VARCHAR(length=12), autoincrement=False, nullable=False),
        sa.Column("state", sa.VARCHAR(length=12), autoincrement=False, nullable=False),
        sa.Column("round", sa.SMALLINT(), autoincrement=False, nullable=False),
        sa.Column("fields_sealed", postgresql.BYTEA(), autoincrement=False, nullable=True),
        sa.Column("promise_days", sa.SMALLINT(), autoincrement=False, nullable=True),
        sa.Column("submission_key", sa.VARCHAR(length=64), autoincrement=False, nullable=True),
        sa.Column("submitted_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=True),
        sa.Column("due_on", sa.DATE(), autoincrement=False, nullable=True),
        sa.Column("decided_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=True),
        sa.Column("decided_by", sa.VARCHAR(length=12), autoincrement=False, nullable=False),
        sa.Column("rule_version", sa.VARCHAR(length=16), autoincrement=False, nullable=False),
        sa.Column("ruling_sealed", postgresql.BYTEA(), autoincrement=False, nullable=True),
        sa.Column("reason_sealed", postgresql.BYTEA(), autoincrement=False, nullable=True),
        sa.Column("certificate_id", sa.UUID(), autoincrement=False, nullable=True),
        sa.Column("citizen_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("new_certificate_id", sa.UUID(), autoincrement=False, nullable=True),
        sa.Column("service_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["profile_certificate.id"], name=op.f("fk_hall_case_certificate_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["citizen_id"], ["profile_citizen.id"], name=op.f("fk_hall_case_citizen_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["new_certificate_id"], ["profile_certificate.id"], name=op.f("fk_hall_case_new_certificate_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["service_id"], ["hall_service.id"], name=op.f("fk_hall_case_service_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hall_case")),
        sa.UniqueConstraint("number", name=op.f("uq_hall_case_number")),
    )
    op.create_index("ix_hall_case_board", "hall_case", ["state", "created_at"], unique=False)
    op.create_index(op.f("ix_hall_case_certificate_id"), "hall_case", ["certificate_id"], unique=False)
    op.create_index(op.f("ix_hall_case_citizen_id"), "hall_case", ["citizen_id"], unique=False)
    op.create_index(op.f("ix_hall_case_new_certificate_id"), "hall_case", ["new_certificate_id"], unique=False)
    op.create_index(op.f("ix_hall_case_service_id"), "hall_case", ["service_id"], unique=False)
    op.create_index(
        "uq_hall_case_draft_application",
        "hall_case",
        ["citizen_id", "service_id"],
        unique=True,
        postgresql_where=sa.text("certificate_id IS NULL AND state = 'draft'"),
    )
    op.create_index(
        "uq_hall_case_open_renewal",
        "hall_case",
        ["certificate_id", "certificate_version"],
        unique=True,
        postgresql_where=sa.text("certificate_id IS NOT NULL AND state IN ('draft','submitted','accepted','correction')"),
    )
    op.create_table(
        "profile_spent_refresh",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("digest", sa.VARCHAR(length=64), autoincrement=False, nullable=False),
        sa.Column("session_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["profile_session.id"], name=op.f("fk_profile_spent_refresh_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_spent_refresh")),
        sa.UniqueConstraint("digest", name=op.f("uq_profile_spent_refresh_digest")),
    )
    op.create_index(op.f("ix_profile_spent_refresh_session_id"), "profile_spent_refresh", ["session_id"], unique=False)
    op.create_table(
        "push_delivery",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("dedupe_key", sa.VARCHAR(length=170), autoincrement=False, nullable=False),
        sa.Column("subject_id", sa.UUID(), autoincrement=False, nullable=True),
        sa.Column("channel", sa.VARCHAR(length=8), autoincrement=False, nullable=False),
        sa.Column("template", sa.VARCHAR(length=40), autoincrement=False, nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), autoincrement=False, nullable=False),
        sa.Column("kind", sa.VARCHAR(length=16), autoincrement=False, nullable=False),
        sa.Column("state", sa.VARCHAR(length=16), autoincrement=False, nullable=False),
        sa.Column("token", sa.UUID(), autoincrement=False, nullable=True),
        sa.Column("lease_until", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=True),
        sa.Column("send_started", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=True),
        sa.Column("attempts", sa.SMALLINT(), autoincrement=False, nullable=False),
        sa.Column("next_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("grant_held", sa.BOOLEAN(), autoincrement=False, nullable=False),
        sa.Column("provider_message_id", sa.VARCHAR(length=64), autoincrement=False, nullable=True),
        sa.Column("last_error", sa.VARCHAR(length=120), autoincrement=False, nullable=False),
        sa.Column("settled_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=True),
        sa.Column("citizen_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("inbox_item_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["citizen_id"], ["profile_citizen.id"], name=op.f("fk_push_delivery_citizen_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["inbox_item_id"], ["push_inbox_item.id"], name=op.f("fk_push_delivery_inbox_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_delivery")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_push_delivery_dedupe_key")),
    )
    op.create_index("ix_push_delivery_board", "push_delivery", ["state", "id"], unique=False)
    op.create_index(
        "ix_push_delivery_calls",
        "push_delivery",
        ["citizen_id", "template", "send_started"],
        unique=False,
        postgresql_where=sa.text("channel = 'wechat'"),
    )
    op.create_index(op.f("ix_push_delivery_inbox_item_id"), "push_delivery", ["inbox_item_id"], unique=False)
    op.create_index(
        "ix_push_delivery_pending", "push_delivery", ["next_at", "id"], unique=False, postgresql_where=sa.text("state = 'pending'")
    )
    op.create_index(
        "ix_push_delivery_subject",
        "push_delivery",
        ["subject_id"],
        unique=False,
        postgresql_where=sa.text("state IN ('pending', 'leased', 'held')"),
    )
    op.create_index(
        "ix_push_delivery_token", "push_delivery", ["token"], unique=False, postgresql_where=sa.text("state IN ('leased', 'sending')")
    )
    op.create_index("ix_push_delivery_unknown", "push_delivery", ["next_at"], unique=False, postgresql_where=sa.text("state = 'unknown'"))
    op.create_index(
        "ix_push_delivery_working",
        "push_delivery",
        ["lease_until"],
        unique=False,
        postgresql_where=sa.text("state IN ('leased', 'sending')"),
    )
    op.create_index(
        "uq_push_delivery_one_inflight",
        "push_delivery",
        ["citizen_id", "template"],
        unique=True,
        postgresql_where=sa.text("state IN ('sending', 'unknown') AND channel = 'wechat'"),
    )
    op.create_table(
        "push_reminder",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("certificate_version", sa.INTEGER(), autoincrement=False, nullable=False),
        sa.Column("rung", sa.SMALLINT(), autoincrement=False, nullable=False),
        sa.Column("days_left", sa.SMALLINT(), autoincrement=False, nullable=False),
        sa.Column("certificate_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["profile_certificate.id"], name=op.f("fk_push_reminder_certificate_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_reminder")),
        sa.UniqueConstraint(
            "certificate_id", "certificate_version", "rung", name=op.f("uq_push_reminder_certificate_id_certificate_version_rung")
        ),
    )
    op.create_table(
        "hall_case_dispatch",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("round", sa.SMALLINT(), autoincrement=False, nullable=False),
        sa.Column("department_code", sa.VARCHAR(length=40), autoincrement=False, nullable=False),
        sa.Column("state", sa.VARCHAR(length=12), autoincrement=False, nullable=False),
        sa.Column("attempts", sa.SMALLINT(), autoincrement=False, nullable=False),
        sa.Column("next_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("token", sa.UUID(), autoincrement=False, nullable=True),
        sa.Column("receipt", sa.VARCHAR(length=120), autoincrement=False, nullable=False),
        sa.Column("last_error", sa.VARCHAR(length=120), autoincrement=False, nullable=False),
        sa.Column("sent_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=True),
        sa.Column("case_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["hall_case.id"], name=op.f("fk_hall_case_dispatch_case_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hall_case_dispatch")),
        sa.UniqueConstraint("case_id", "round", name=op.f("uq_hall_case_dispatch_case_id_round")),
    )
    op.create_index(op.f("ix_hall_case_dispatch_case_id"), "hall_case_dispatch", ["case_id"], unique=False)
    op.create_index(
        "ix_hall_case_dispatch_due",
        "hall_case_dispatch",
        ["next_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('pending','sending')"),
    )
    op.create_table(
        "hall_case_event",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("what", sa.VARCHAR(length=24), autoincrement=False, nullable=False),
        sa.Column("note_sealed", postgresql.BYTEA(), autoincrement=False, nullable=True),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["hall_case.id"], name=op.f("fk_hall_case_event_case_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hall_case_event")),
    )
    op.create_index(op.f("ix_hall_case_event_case_id"), "hall_case_event", ["case_id"], unique=False)
    op.create_table(
        "hall_department_reply",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.VARCHAR(length=64), autoincrement=False, nullable=False),
        sa.Column("department_code", sa.VARCHAR(length=40), autoincrement=False, nullable=False),
        sa.Column("outcome", sa.VARCHAR(length=12), autoincrement=False, nullable=False),
        sa.Column("applied", sa.BOOLEAN(), autoincrement=False, nullable=False),
        sa.Column("said_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=True),
        sa.Column("case_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["hall_case.id"], name=op.f("fk_hall_department_reply_case_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hall_department_reply")),
        sa.UniqueConstraint("event_id", name=op.f("uq_hall_department_reply_event_id")),
    )
    op.create_index(op.f("ix_hall_department_reply_case_id"), "hall_department_reply", ["case_id"], unique=False)
    op.create_table(
        "hall_material",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("kind", sa.VARCHAR(length=40), autoincrement=False, nullable=False),
        sa.Column("state", sa.VARCHAR(length=12), autoincrement=False, nullable=False),
        sa.Column("file_name_sealed", postgresql.BYTEA(), autoincrement=False, nullable=False),
        sa.Column("media_type", sa.VARCHAR(length=40), autoincrement=False, nullable=False),
        sa.Column("size", sa.INTEGER(), autoincrement=False, nullable=True),
        sa.Column("upload_key", sa.VARCHAR(length=120), autoincrement=False, nullable=False),
        sa.Column("object_key", sa.VARCHAR(length=120), autoincrement=False, nullable=False),
        sa.Column("findings", postgresql.JSONB(astext_type=sa.Text()), autoincrement=False, nullable=False),
        sa.Column("upload_until", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("look_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=True),
        sa.Column("attempts", sa.SMALLINT(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["hall_case.id"], name=op.f("fk_hall_material_case_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hall_material")),
    )
    op.create_index(op.f("ix_hall_material_case_id"), "hall_material", ["case_id"], unique=False)
    op.create_index("ix_hall_material_due", "hall_material", ["look_at"], unique=False, postgresql_where=sa.text("look_at IS NOT NULL"))
    op.create_index(
        "uq_hall_material_live", "hall_material", ["case_id", "kind"], unique=True, postgresql_where=sa.text("state <> 'removed'")
    )
    op.create_table(
        "push_delivery_event",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("state", sa.VARCHAR(length=16), autoincrement=False, nullable=False),
        sa.Column("note", sa.VARCHAR(length=160), autoincrement=False, nullable=False),
        sa.Column("actor", sa.VARCHAR(length=40), autoincrement=False, nullable=False),
        sa.Column("delivery_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["push_delivery.id"], name=op.f("fk_push_delivery_event_delivery_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_delivery_event")),
    )
    op.create_index(op.f("ix_push_delivery_event_delivery_id"), "push_delivery_event", ["delivery_id"], unique=False)
    op.create_table(
        "push_provider_event",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("event_key", sa.VARCHAR(length=160), autoincrement=False, nullable=False),
        sa.Column("kind", sa.VARCHAR(length=16), autoincrement=False, nullable=False),
        sa.Column("openid", sa.VARCHAR(length=128), autoincrement=False, nullable=False),
        sa.Column("citizen_id", sa.UUID(), autoincrement=False, nullable=True),
        sa.Column("template", sa.VARCHAR(length=80), autoincrement=False, nullable=False),
        sa.Column("status", sa.VARCHAR(length=40), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.VARCHAR(length=64), autoincrement=False, nullable=True),
        sa.Column("happened_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("applied_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=True),
        sa.Column("delivery_id", sa.UUID(), autoincrement=False, nullable=True),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["push_delivery.id"], name=op.f("fk_push_provider_event_delivery_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_provider_event")),
        sa.UniqueConstraint("event_key", name=op.f("uq_push_provider_event_event_key")),
    )
    op.create_index(op.f("ix_push_provider_event_delivery_id"), "push_provider_event", ["delivery_id"], unique=False)
    op.create_index(
        "ix_push_provider_event_open", "push_provider_event", ["happened_at"], unique=False, postgresql_where=sa.text("applied_at IS NULL")
    )
    op.create_table(
        "recommend_offer",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("kind", sa.VARCHAR(length=12), autoincrement=False, nullable=False),
        sa.Column("scene_code", sa.VARCHAR(length=16), autoincrement=False, nullable=True),
        sa.Column("certificate_version", sa.INTEGER(), autoincrement=False, nullable=False),
        sa.Column("service_code", sa.VARCHAR(length=64), autoincrement=False, nullable=True),
        sa.Column("made_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("taken_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=True),
        sa.Column("case_id", sa.UUID(), autoincrement=False, nullable=True),
        sa.Column("certificate_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("citizen_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["hall_case.id"], name=op.f("fk_recommend_offer_case_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["profile_certificate.id"], name=op.f("fk_recommend_offer_certificate_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["citizen_id"], ["profile_citizen.id"], name=op.f("fk_recommend_offer_citizen_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommend_offer")),
        sa.UniqueConstraint(
            "citizen_id",
            "certificate_id",
            "certificate_version",
            name=op.f("uq_recommend_offer_citizen_id_certificate_id_certificate_version"),
        ),
    )
    op.create_index(op.f("ix_recommend_offer_case_id"), "recommend_offer", ["case_id"], unique=False)
    op.create_index(op.f("ix_recommend_offer_certificate_id"), "recommend_offer", ["certificate_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_recommend_offer_certificate_id"), table_name="recommend_offer")
    op.drop_index(op.f("ix_recommend_offer_case_id"), table_name="recommend_offer")
    op.drop_table("recommend_offer")
    op.drop_index("ix_push_provider_event_open", table_name="push_provider_event", postgresql_where=sa.text("applied_at IS NULL"))
    op.drop_index(op.f("ix_push_provider_event_delivery_id"), table_name="push_provider_event")
    op.drop_table("push_provider_event")
    op.drop_index(op.f("ix_push_delivery_event_delivery_id"), table_name="push_delivery_event")
    op.drop_table("push_delivery_event")
    op.drop_index("uq_hall_material_live", table_name="hall_material", postgresql_where=sa.text("state <> 'removed'"))
    op.drop_index("ix_hall_material_due", table_name="hall_material", postgresql_where=sa.text("look_at IS NOT NULL"))
    op.drop_index(op.f("ix_hall_material_case_id"), table_name="hall_material")
    op.drop_table("hall_material")
    op.drop_index(op.f("ix_hall_department_reply_case_id"), table_name="hall_department_reply")
    op.drop_table("hall_department_reply")
    op.drop_index(op.f("ix_hall_case_event_case_id"), table_name="hall_case_event")
    op.drop_table("hall_case_event")
    op.drop_index("ix_hall_case_dispatch_due", table_name="hall_case_dispatch", postgresql_where=sa.text("state IN ('pending','sending')"))
    op.drop_index(op.f("ix_hall_case_dispatch_case_id"), table_name="hall_case_dispatch")
    op.drop_table("hall_case_dispatch")
    op.drop_table("push_reminder")
    op.drop_index(
        "uq_push_delivery_one_inflight",
        table_name="push_delivery",
        postgresql_where=sa.text("state IN ('sending', 'unknown') AND channel = 'wechat'"),
    )
    op.drop_index("ix_push_delivery_working", table_name="push_delivery", postgresql_where=sa.text("state IN ('leased', 'sending')"))
    op.drop_index("ix_push_delivery_unknown", table_name="push_delivery", postgresql_where=sa.text("state = 'unknown'"))
    op.drop_index("ix_push_delivery_token", table_name="push_delivery", postgresql_where=sa.text("state IN ('leased', 'sending')"))
    op.drop_index(
        "ix_push_delivery_subject", table_name="push_delivery", postgresql_where=sa.text("state IN ('pending', 'leased', 'held')")
    )
    op.drop_index("ix_push_delivery_pending", table_name="push_delivery", postgresql_where=sa.text("state = 'pending'"))
    op.drop_index(op.f("ix_push_delivery_inbox_item_id"), table_name="push_delivery")
    op.drop_index("ix_push_delivery_calls", table_name="push_delivery", postgresql_where=sa.text("channel = 'wechat'"))
    op.drop_index("ix_push_delivery_board", table_name="push_delivery")
    op.drop_table("push_delivery")
    op.drop_index(op.f("ix_profile_spent_refresh_session_id"), table_name="profile_spent_refresh")
    op.drop_table("profile_spent_refresh")
    op.drop_index(
        "uq_hall_case_open_renewal",
        table_name="hall_case",
        postgresql_where=sa.text("certificate_id IS NOT NULL AND state IN ('draft','submitted','accepted','correction')"),
    )
    op.drop_index(
        "uq_hall_case_draft_application", table_name="hall_case", postgresql_where=sa.text("certificate_id IS NULL AND state = 'draft'")
    )
    op.drop_index(op.f("ix_hall_case_service_id"), table_name="hall_case")
    op.drop_index(op.f("ix_hall_case_new_certificate_id"), table_name="hall_case")
    op.drop_index(op.f("ix_hall_case_citizen_id"), table_name="hall_case")
    op.drop_index(op.f("ix_hall_case_certificate_id"), table_name="hall_case")
    op.drop_index("ix_hall_case_board", table_name="hall_case")
    op.drop_table("hall_case")
    op.drop_table("recommend_dismissal")
    op.drop_index("ix_push_inbox_item_unread", table_name="push_inbox_item", postgresql_where=sa.text("read_at IS NULL"))
    op.drop_index("ix_push_inbox_item_citizen", table_name="push_inbox_item")
    op.drop_table("push_inbox_item")
    op.drop_index("ix_push_grant_entry_citizen", table_name="push_grant_entry")
    op.drop_table("push_grant_entry")
    op.drop_table("push_grant_balance")
    op.drop_index(op.f("ix_profile_session_staff_id"), table_name="profile_session")
    op.drop_index(op.f("ix_profile_session_citizen_id"), table_name="profile_session")
    op.drop_table("profile_session")
    op.drop_index(op.f("ix_profile_real_name_check_citizen_id"), table_name="profile_real_name_check")
    op.drop_table("profile_real_name_check")
    op.drop_index(op.f("ix_profile_membership_enterprise_id"), table_name="profile_membership")
    op.drop_index(op.f("ix_profile_membership_citizen_id"), table_name="profile_membership")
    op.drop_table("profile_membership")
    op.drop_table("profile_fact")
    op.drop_table("profile_enterprise_fact")
    op.drop_index(op.f("ix_profile_consent_citizen_id"), table_name="profile_consent")
    op.drop_table("profile_consent")
    op.drop_index("ix_profile_certificate_number", table_name="profile_certificate")
    op.drop_index(op.f("ix_profile_certificate_enterprise_id"), table_name="profile_certificate")
    op.drop_index(
        "ix_profile_certificate_due",
        table_name="profile_certificate",
        postgresql_where=sa.text("state = 'valid' AND next_rung_on IS NOT NULL"),
    )
    op.drop_index(op.f("ix_profile_certificate_citizen_id"), table_name="profile_certificate")
    op.drop_table("profile_certificate")
    op.drop_index("ix_hall_service_theme", table_name="hall_service")
    op.drop_index(op.f("ix_hall_service_department_id"), table_name="hall_service")
    op.drop_table("hall_service")
    op.drop_table("push_channel_pause")
    op.drop_table("profile_staff")
    op.drop_index(op.f("ix_profile_sms_code_phone_index"), table_name="profile_sms_code")
    op.drop_table("profile_sms_code")
    op.drop_index("ix_profile_event_pending", table_name="profile_event", postgresql_where=sa.text("handled_at IS NULL"))
    op.drop_table("profile_event")
    op.drop_table("profile_enterprise")
    op.drop_index("ix_profile_citizen_registry", table_name="profile_citizen", postgresql_where=sa.text("registry_due IS NOT NULL"))
    op.drop_table("profile_citizen")
    op.drop_table("hall_department")
    op.drop_table("hall_case_serial")
