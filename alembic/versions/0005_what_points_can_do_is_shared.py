"""what points can do is shared"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hall_remit",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("code", sa.VARCHAR(length=40), autoincrement=False, nullable=False),
        sa.Column("abilities", postgresql.ARRAY(sa.TEXT()), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hall_remit")),
        sa.UniqueConstraint("code", name=op.f("uq_hall_remit_code")),
    )
    # Nothing but demonstration points so far: `python -m hall.import_points` makes them anew.
    op.execute("DELETE FROM hall_point")
    op.add_column("hall_point", sa.Column("remit_id", sa.UUID(), autoincrement=False, nullable=False))
    op.drop_index(op.f("ix_hall_point_abilities"), table_name="hall_point", postgresql_using="gin")
    op.create_index(op.f("ix_hall_point_remit_id"), "hall_point", ["remit_id"], unique=False)
    op.create_foreign_key(op.f("fk_hall_point_remit_id"), "hall_point", "hall_remit", ["remit_id"], ["id"], ondelete="RESTRICT")
    op.drop_column("hall_point", "abilities")


def downgrade() -> None:
    op.execute("DELETE FROM hall_point")
    op.add_column("hall_point", sa.Column("abilities", postgresql.ARRAY(sa.TEXT()), autoincrement=False, nullable=False))
    op.drop_constraint(op.f("fk_hall_point_remit_id"), "hall_point", type_="foreignkey")
    op.drop_index(op.f("ix_hall_point_remit_id"), table_name="hall_point")
    op.create_index(op.f("ix_hall_point_abilities"), "hall_point", ["abilities"], unique=False, postgresql_using="gin")
    op.drop_column("hall_point", "remit_id")
    op.drop_table("hall_remit")
