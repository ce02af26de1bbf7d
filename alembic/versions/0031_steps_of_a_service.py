"""The steps of a service (办理流程), as operators write them; versions that were kept before say that nothing was written."""

import sqlalchemy as sa

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "hall_service", sa.Column("steps", sa.VARCHAR(length=2000), server_default=sa.text("''"), autoincrement=False, nullable=False)
    )
    op.execute("""UPDATE hall_service_version SET content = content || '{"steps": ""}'""")


def downgrade() -> None:
    op.execute("UPDATE hall_service_version SET content = content - 'steps'")
    op.drop_column("hall_service", "steps")
