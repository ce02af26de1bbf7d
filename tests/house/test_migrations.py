"""The database that migrations make is the one that the models describe."""

from __future__ import annotations

import pytest

from core import drift
from core.tables import sql
from local.folder import Trouble
from local.migrations import check

pytestmark = pytest.mark.anyio
DUE = "CREATE INDEX ix_profile_certificate_due ON profile_certificate (next_rung_on) WHERE {}"


@pytest.fixture(scope="module")
def database_kind() -> str:
    return "empty"


async def test_migrated_and_freshly_made_tables_are_the_same(database) -> None:
    assert await drift.differences() == []
    assert await drift.differences() == []


async def test_a_changed_condition_of_a_partial_index_turns_make_migrations_check_red_where_alembic_sees_nothing(database) -> None:
    kept = (await sql("SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_profile_certificate_due'"))[0]["indexdef"]
    await sql("DROP INDEX ix_profile_certificate_due")
    await sql(DUE.format("state = 'valid'"))
    with pytest.raises(Trouble, match=r"逐项比对(?s:.)*ix_profile_certificate_due"):  # Alembic's own comes first, and had nothing to say
        check(database.env)
    await sql("DROP INDEX ix_profile_certificate_due")
    await sql(kept)
    assert await drift.differences() == []
