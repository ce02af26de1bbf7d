"""open events by when they were heard of"""

import sqlalchemy as sa

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

NAME, TABLE = "ix_push_provider_event_open", "push_provider_event"


def upgrade() -> None:
    _make("created_at")


def downgrade() -> None:
    _make("happened_at")


def _make(column: str) -> None:
    op.drop_index(NAME, table_name=TABLE)
    op.create_index(NAME, TABLE, [column], postgresql_where=sa.text("applied_at IS NULL"))
