"""what comes round is armed again"""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Yearly reports whose first year has passed, and cards whose review has, fell silent: they are worked out anew."""
    op.execute(
        """INSERT INTO profile_recomputation (id, created_at, because, subject, type_codes, catch_up, total, looked, changed)
           SELECT uuidv7(), now(), 'rule', '每年都要办的事项', r.codes, 'none', count(c.id), 0, 0
           FROM (SELECT array_agg(code::text) AS codes FROM profile_rule
                 WHERE content->'rule' @> '[{"kind": "annual_window"}]'
                    OR (content->'rule' @> '[{"kind": "cycle"}]' AND content->'rule'->0->>'kind' <> 'cycle')) r
           LEFT JOIN profile_certificate c ON c.state = 'valid' AND c.type_code = ANY (r.codes)
           WHERE r.codes IS NOT NULL GROUP BY r.codes"""
    )


def downgrade() -> None:
    """A certificate that waits for its next date stays as it is: the older house finds no rung to speak of."""
