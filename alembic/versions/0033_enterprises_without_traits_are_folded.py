"""enterprises without traits are folded"""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """INSERT INTO profile_enterprise_traits (id, created_at, folded_at, traits, enterprise_id)
           SELECT uuidv7(), now(), '2000-01-01', '{}', id FROM profile_enterprise ON CONFLICT (enterprise_id) DO NOTHING"""
    )


def downgrade() -> None:
    """Empty rows harm nobody."""
