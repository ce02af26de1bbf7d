"""what is somebody's alone is sealed: home addresses, numbers of property and accounts that were kept in the clear"""

import base64
import json

import sqlalchemy as sa

from alembic import op
from core import crypto

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

NAMES = ("residence_address", "property.certificate", "ent.bank_account")
HOLDERS = {"profile_fact": "citizen_id", "profile_enterprise_fact": "enterprise_id"}
BATCH = 5000


def upgrade() -> None:
    for table, holder in HOLDERS.items():
        while _some(table, holder):
            continue
    for table in ("profile_traits", "profile_enterprise_traits"):
        op.execute(
            sa.text(f"UPDATE {table} SET traits = traits - :names WHERE traits ?| :names").bindparams(  # noqa: S608
                sa.bindparam("names", list(NAMES), type_=sa.ARRAY(sa.Text))
            )
        )


def _some(table: str, holder: str) -> int:
    """Seals a batch as `profile.naming` does; how many."""
    bind = op.get_bind()
    found = bind.execute(
        sa.text(
            f"SELECT id, {holder} AS holder, name, CAST(value AS text) AS told FROM {table} "  # noqa: S608
            "WHERE name = ANY(:names) AND jsonb_typeof(value) NOT IN ('null', 'object') LIMIT :batch"
        ).bindparams(sa.bindparam("names", list(NAMES), type_=sa.ARRAY(sa.Text)), batch=BATCH)
    ).all()
    for row in found:
        sealed = base64.b64encode(crypto.seal_json(json.loads(row.told), f"profile_fact.value:{row.holder}:{row.name}")).decode()
        bind.execute(
            sa.text(f"UPDATE {table} SET value = CAST(:value AS jsonb) WHERE id = :id"),  # noqa: S608
            {"value": json.dumps({"sealed": sealed}), "id": row.id},
        )
    return len(found)


def downgrade() -> None:
    """What is sealed is read as well."""
