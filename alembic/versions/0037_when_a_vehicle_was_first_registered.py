"""when a vehicle was first registered"""

import sqlalchemy as sa

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("profile_certificate", sa.Column("registered_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("profile_certificate", "registered_on")
