"""A gate before a real server: open it passes bytes on, shut it refuses and cuts, stuck it takes connections and says nothing."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from local.ports import HOST, unused_port


class Gate:
    """Stands before `port`; `own` is where the product connects."""

    def __init__(self, port: int) -> None:
        self.port, self.own = port, unused_port()
        self.state: Literal["open", "shut", "stuck"] = "shut"
        self._listener: socket.socket | None = None
        self._ends: set[socket.socket] = set()
        self.open()

    def before(self, url: str) -> str:
        """The same address, through the gate."""
        parts = urlsplit(url)
        return urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{self.port}", f":{self.own}")))

    def open(self) -> None:
        self.state = "open"
        if self._listener is None:
            self._listener = socket.create_server((HOST, self.own), backlog=64)
            threading.Thread(target=self._take, args=(self._listener,), daemon=True).start()

    def shut(self) -> None:
        """As if the server had died: what was connected is cut, what comes is refused."""
        self.state = "shut"
        if self._listener is not None:
            self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        self._cut()

    def stick(self) -> None:
        """As if the server were stopped in the middle: connections stand, nothing comes back."""
        self.open()
        self.state = "stuck"

    def _cut(self) -> None:
        for end in list(self._ends):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _take(self, listener: socket.socket) -> None:
        while True:
            try:
                near = listener.accept()[0]
                far = socket.create_connection((HOST, self.port))
            except OSError:
                return
            self._ends |= {near, far}
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                while self.state == "stuck":
                    threading.Event().wait(0.05)
                other.sendall(data)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._ends -= {one, other}

    @contextlib.contextmanager
    def away(self, how: Literal["shut", "stuck"]) -> Iterator[None]:
        """The server is away for the length of a block."""
        self.shut() if how == "shut" else self.stick()
        try:
            yield
        finally:
            if how == "stuck":
                self._cut()
            self.open()
