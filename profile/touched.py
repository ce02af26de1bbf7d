"""Marks that triggers leave when something changes that pages rest on: of whom, nothing more. They are read with it, in one statement.

A page names the marks that its statement saw; any other says that it is old. Nobody waits for a mark, each is a row of its own; and a
change that commits after the statement leaves one that the statement did not see, whatever was kept meanwhile and by whom.
"""

from __future__ import annotations

from core.tables import sql

# A JSON value, in a statement whose FROM is `profile.glance.FROM`: whose marks count for a person, and the marks that are there.
PIECE = """(SELECT json_build_array(h.ids, (SELECT json_agg(t.id) FROM profile_touched t WHERE t.holder_id = ANY (h.ids)))
  FROM (SELECT p.id || array(SELECT m.enterprise_id FROM profile_membership m WHERE m.citizen_id = p.id) AS ids) h)"""
# Whether something was touched that was not seen, for statements of other rooms that kept both arrays.
SINCE = "EXISTS (SELECT FROM profile_touched t WHERE t.holder_id = ANY ({holders}) AND t.id <> ALL ({seen}))"


_FORGET = """
WITH gone AS (DELETE FROM profile_touched WHERE id IN
  (SELECT id FROM profile_touched WHERE created_at < now() - interval '2 days' LIMIT 50000) RETURNING 1)
SELECT count(*) AS n FROM gone
"""


async def forget() -> None:
    """Marks older than two days say nothing: no page outlives its day. By the database's clock, which set them; in batches."""
    while (await sql(_FORGET))[0]["n"]:
        continue
