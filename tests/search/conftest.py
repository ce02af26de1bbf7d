"""The search on a real database with the reference data, and an index of its own."""

from __future__ import annotations

import pytest

from hall.search import building
from local.instance import Instance


@pytest.fixture(scope="module")
async def index(database: Instance) -> Instance:
    """The index built from the database once for the module."""
    await building.rebuild()
    return database
