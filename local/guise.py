"""Who PostgreSQL runs as: it refuses uid 0, so root has to become somebody else for it.

In a user namespace root looks like an ordinary user and files keep their owner. Where namespaces are not allowed (in a chroot,
in most containers) the account `nobody` runs it, and the cluster belongs to that account.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from local.folder import Trouble

NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")


@dataclass(frozen=True)
class Guise:
    """The words that go before a command, and the account (outside any namespace) that its files must belong to."""

    prefix: tuple[str, ...]
    uid: int
    gid: int

    def works(self) -> bool:
        with contextlib.suppress(OSError):
            return subprocess.run([*self.prefix, "true"], capture_output=True, check=False).returncode == 0
        return False

    def own(self, folder: Path) -> None:
        """Gives a folder and all in it to this account. The folder itself comes last: half done is done again."""
        if folder.stat().st_uid != self.uid:
            for path in (*folder.rglob("*"), folder):
                os.chown(path, self.uid, self.gid, follow_symlinks=False)


def as_nobody() -> Guise:
    """`nobody`, with leave to pass through root's private folders and with nothing else of root's power.

    The secure bit lets that leave count for access(2) too, with which initdb looks for its companions.
    """
    nobody = pwd.getpwnam("nobody")
    account = ("--securebits=+no_setuid_fixup", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups")
    leave = ("--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override")
    return Guise(("setpriv", *account, *leave, "--"), nobody.pw_uid, nobody.pw_gid)


@cache
def guise() -> Guise:
    """The one that works here. Raises `Trouble` when root can become nobody else at all."""
    if os.geteuid() != 0:
        return Guise((), os.geteuid(), os.getegid())
    if (inside := Guise(NAMESPACE, 0, 0)).works():
        return inside
    with contextlib.suppress(KeyError):
        if (nobody := as_nobody()).works():
            return nobody
    raise Trouble(
        "PostgreSQL 不能以 root 运行，而这台机器既不许开用户命名空间（unshare），也不能换成 nobody（setpriv）。请换一个普通用户再运行。"
    )
