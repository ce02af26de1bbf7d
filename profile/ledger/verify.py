"""`python -m profile.ledger.verify`: whether the privacy ledger is as it was written. Says where it is not, and fails."""

from __future__ import annotations

import asyncio
import sys

from core import tables
from profile.ledger.chain import check, seal


async def _command() -> int:
    await tables.connect()
    await seal()
    verdict = await check()
    await tables.disconnect()
    sys.stdout.write(f"{verdict.links} links, head {verdict.head or '-'}: {verdict.fault or 'whole'}\n")
    return 1 if verdict.fault else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(_command()))
