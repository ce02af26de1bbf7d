"""`python -m sandbox`: start the outside world and serve it until a signal."""

from __future__ import annotations

import asyncio
import errno
import signal
import sys

from aiohttp import web

from sandbox.app import create
from sandbox.settings import Settings, from_environment


async def serve(settings: Settings) -> None:
    """Listen, say so in one line, and stop quickly when told."""
    runner = web.AppRunner(create(settings), access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.port, backlog=1024).start()
    except OSError as error:
        await runner.cleanup()
        taken = error.errno == errno.EADDRINUSE
        raise SystemExit(f"port {settings.port} is {'taken' if taken else 'not to be had'} on {settings.host}") from None
    sys.stdout.write(f"sandbox ready at http://{settings.host}:{settings.port}/\n")
    sys.stdout.flush()
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await stop.wait()
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(serve(from_environment()))
