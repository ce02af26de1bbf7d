"""`python -m profile.ledger.verify`: whether reads, acts and their outcomes stand as they were written. Says where not, and fails."""

from __future__ import annotations

import asyncio
import sys

from core import outside, tables
from profile.ledger.checking import CHAINS


async def _command() -> int:
    await tables.connect()
    faults = 0
    for name, chain in CHAINS.items():
        await chain.seal()
        verdict = await chain.check()
        faults += bool(verdict.fault)
        sys.stdout.write(f"{name}: {verdict.links} links, head {verdict.head or '-'}: {verdict.fault or 'whole'}\n")
    await tables.disconnect()
    await outside.close()
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(_command()))
