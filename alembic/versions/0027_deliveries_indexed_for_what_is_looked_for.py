"""deliveries indexed for what is looked for"""

import sqlalchemy as sa

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

TOKEN, BOARD, PROVIDER, CALLS = (f"ix_push_delivery_{name}" for name in ("token", "board", "provider", "calls"))


def upgrade() -> None:
    for name in (TOKEN, BOARD, PROVIDER, CALLS):
        op.drop_index(name, table_name="push_delivery")
    _make(TOKEN, ["token"], "state = 'leased'")
    _make(BOARD, ["state", "id"], "state IN ('dead', 'held', 'uncertain', 'moved', 'gathered', 'cancelled')")
    _make(PROVIDER, ["provider_message_id"], "provider_message_id IS NOT NULL AND channel <> 'wechat'")


def downgrade() -> None:
    for name in (TOKEN, BOARD, PROVIDER):
        op.drop_index(name, table_name="push_delivery")
    _make(TOKEN, ["token"], "state IN ('leased', 'sending')")
    _make(BOARD, ["state", "id"], None)
    _make(PROVIDER, ["provider_message_id"], "provider_message_id IS NOT NULL")
    _make(CALLS, ["citizen_id", "template", "send_started"], "channel = 'wechat'")


def _make(name: str, columns: list[str], where: str | None) -> None:
    op.create_index(name, "push_delivery", columns, postgresql_where=sa.text(where) if where else None)
