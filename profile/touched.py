"""Marks that triggers leave when something changes that pages rest on: of whom, nothing more. They are read with it, in one statement.

A page names the marks that its statement saw; any other says that it is old. Nobody waits for a mark, each is a row of its own; and a
change that commits after the statement leaves one that the statement did not see, whatever was kept meanwhile and by whom.
"""

from __future__ import annotations

from core.tables import sql

# Whether something was touched that was not seen, for statements of other rooms that kept both arrays.
SINCE = "EXISTS (SELECT FROM profile_touched t WHERE t.holder_id = ANY ({holders}) AND t.id <> ALL ({seen}))"


def of(holder: str) -> str:
    """The marks of a holder, as an array in a statement that knows this holder."""
    return f"ARRAY(SELECT t.id FROM profile_touched t WHERE t.holder_id = {holder})"  # noqa: S608


_FORGET = """
WITH gone AS (DELETE FROM profile_touched WHERE id IN
  (SELECT id FROM profile_touched WHERE created_at < now() - interval '2 days' LIMIT 50000) RETURNING 1)
SELECT count(*) AS n FROM gone
"""


async def forget() -> None:
    """Marks older than two days say nothing: no page outlives its day. By the database's clock, which set them; in batches."""
    while (await sql(_FORGET))[0]["n"]:
        continue
