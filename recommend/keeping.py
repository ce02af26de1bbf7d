"""What the brain keeps of people and how long; forgotten when their account is closed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from core import retention

RETENTION = Path(__file__).parent / "data" / "retention.csv"


async def forget(citizen_ids: Sequence[UUID]) -> None:
    """Erases it, in the caller's transaction."""
    await retention.erase(RETENTION, citizen_ids)
