"""What a certificate takes in Postgres, against twice the bytes that a prototype's row took with its one index."""

from __future__ import annotations

from bench.ground import Ground
from bench.report import Report, Size

PROTOTYPE, TIMES = 101, 2
_BYTES = """
SELECT pg_relation_size('profile_certificate') AS row, pg_relation_size('ix_profile_certificate_due') AS due,
    pg_indexes_size('profile_certificate') AS indexes, count(*) AS rows FROM profile_certificate
"""


async def of_a_certificate(ground: Ground, database: str, report: Report) -> None:
    """In a town just loaded, where nothing is torn yet."""
    async with ground.at(database) as pool:
        found = await pool.fetchrow(_BYTES)
    assert found is not None
    for name, taken in (
        ("a certificate's row with the index of what is due", found["row"] + found["due"]),
        ("a certificate's row with all its indexes", found["row"] + found["indexes"]),
    ):
        report.sizes.append(Size(name, taken / found["rows"], TIMES * PROTOTYPE))
