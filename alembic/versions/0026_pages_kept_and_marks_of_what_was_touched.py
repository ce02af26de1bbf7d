"""pages kept and marks of what was touched"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

# Rows that come, go or change many at a time: one mark a holder and statement.
SETS = {
    "profile_fact": "{row}.citizen_id",
    "profile_enterprise_fact": "{row}.enterprise_id",
    "profile_membership": "{row}.citizen_id",
    "profile_dropped_trait": "{row}.citizen_id",
    "recommend_dismissal": "{row}.citizen_id",
    "profile_certificate": "coalesce({row}.citizen_id, {row}.enterprise_id)",
    "hall_case": "{row}.citizen_id",
    "hall_rating": "(SELECT c.citizen_id FROM hall_case c WHERE c.id = {row}.case_id)",
}
HOLDERS = {**SETS, "profile_citizen": "{row}.id", "profile_enterprise": "{row}.id"}
# Rows that are written often for what no page shows (the next rung, a draft's answers): only these columns count, row by row.
COLUMNS = {
    "profile_certificate": (
        *("type_code", "lineage_id", "version", "citizen_id", "enterprise_id", "state", "issued_on", "printed_until", "expires_on"),
        *("opens_on", "deadline_on", "source", "source_as_of", "because", "changed_on"),
    ),
    "hall_case": (
        *("number", "citizen_id", "service_id", "service_version", "kind", "state", "created_at", "submitted_at", "due_on"),
        *("correct_by", "decided_at", "certificate_id", "new_certificate_id"),
    ),
    "profile_citizen": ("level", "verified_at", "region_code", "preferences", "id_number_sealed"),
    "profile_enterprise": ("name", "uscc", "region_code"),
}
FUNCTION = "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$"
MARK = "INSERT INTO profile_touched (id, created_at, holder_id) SELECT uuidv7(), now(), one.holder FROM"
ROWS = {"insert": "NEW TABLE AS fresh", "delete": "OLD TABLE AS gone", "update": "OLD TABLE AS gone NEW TABLE AS fresh"}
# Names of departments stand on pages as names of services do.
CATALOGUE = """
CREATE TRIGGER hall_department_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON hall_department
FOR EACH STATEMENT EXECUTE FUNCTION hall_catalogue_changed()
"""


def watch_sets(table: str, holder: str) -> None:
    fresh, gone = holder.format(row="fresh"), holder.format(row="gone")
    body = f"""
        IF TG_OP = 'INSERT' THEN {MARK} (SELECT DISTINCT {fresh} AS holder FROM fresh) one;
        ELSIF TG_OP = 'DELETE' THEN {MARK} (SELECT DISTINCT {gone} AS holder FROM gone) one WHERE one.holder IS NOT NULL;
        ELSE {MARK} (SELECT DISTINCT unnest(ARRAY[{gone}, {fresh}]) AS holder FROM fresh JOIN gone USING (id)
                     WHERE fresh IS DISTINCT FROM gone) one;
        END IF;"""  # noqa: S608
    op.execute(FUNCTION.format(name=f"{table}_touched", body=body))
    for what, rows in ROWS.items():
        if what != "update" or table not in COLUMNS:
            op.execute(
                f"""CREATE TRIGGER {table}_touched_{what} AFTER {what} ON {table} REFERENCING {rows}
                FOR EACH STATEMENT EXECUTE FUNCTION {table}_touched()"""
            )


def watch_columns(table: str, columns: tuple[str, ...]) -> None:
    holders = ", ".join(HOLDERS[table].format(row=row) for row in ("OLD", "NEW"))
    changed = " OR ".join(f"OLD.{one} IS DISTINCT FROM NEW.{one}" for one in columns)
    body = f"{MARK} (SELECT DISTINCT unnest(ARRAY[{holders}]) AS holder) one;"
    op.execute(FUNCTION.format(name=f"{table}_row_touched", body=body))
    op.execute(
        f"""CREATE TRIGGER {table}_touched_row AFTER UPDATE OF {", ".join(columns)} ON {table}
        FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION {table}_row_touched()"""
    )


def upgrade() -> None:
    op.create_table(
        "profile_touched",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("holder_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_touched")),
    )
    op.create_index(op.f("ix_profile_touched_holder_id"), "profile_touched", ["holder_id"], unique=False)
    op.create_table(
        "recommend_page",
        sa.Column("kept_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("judged_on", sa.DATE(), autoincrement=False, nullable=False),
        sa.Column("stamp", sa.VARCHAR(length=32), autoincrement=False, nullable=False),
        sa.Column("holders", postgresql.ARRAY(sa.UUID()), autoincrement=False, nullable=False),
        sa.Column("seen", postgresql.ARRAY(sa.UUID()), autoincrement=False, nullable=False),
        sa.Column("page_sealed", postgresql.BYTEA(), autoincrement=False, nullable=False),
        sa.Column("citizen_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["citizen_id"], ["profile_citizen.id"], name=op.f("fk_recommend_page_citizen_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("citizen_id", name=op.f("pk_recommend_page")),
    )
    for table, holder in SETS.items():
        watch_sets(table, holder)
    for table, columns in COLUMNS.items():
        watch_columns(table, columns)
    op.execute(CATALOGUE)


def downgrade() -> None:
    op.execute("DROP TRIGGER hall_department_changed ON hall_department")
    for table in COLUMNS:
        op.execute(f"DROP FUNCTION {table}_row_touched CASCADE")
    for table in SETS:
        op.execute(f"DROP FUNCTION {table}_touched CASCADE")
    op.drop_table("recommend_page")
    op.drop_index(op.f("ix_profile_touched_holder_id"), table_name="profile_touched")
    op.drop_table("profile_touched")
