"""urgent messages for the call list"""

import sqlalchemy as sa

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_push_delivery_urgent", "push_delivery", ["created_at"], unique=False, postgresql_where=sa.text("weight = 'urgent'"))


def downgrade() -> None:
    op.drop_index("ix_push_delivery_urgent", table_name="push_delivery", postgresql_where=sa.text("weight = 'urgent'"))
