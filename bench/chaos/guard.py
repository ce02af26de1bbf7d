"""Nothing of a run outlives it, however it ends: the guard waits until the pipe from the run breaks, then ends what is recorded there.

python -m bench.chaos.guard FOLDER [keep]     is started by the run itself
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from local.children import Nursery
from local.folder import ROOT, Folder

DONE = b"done"
SERVERS = frozenset({"postgres", "valkey", "s3"})


@contextlib.contextmanager
def guarded(folder: Path, *, keep: bool) -> Iterator[None]:
    """A process of a session of its own beside the run, since one that is killed can't tidy up itself."""
    command = [sys.executable, "-m", "bench.chaos.guard", str(folder), *(["keep"] if keep else [])]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True) as guard:
        yield
        guard.communicate(DONE)


def end_leftovers(folder: Path) -> int:
    """Until nobody is left: a run killed in the middle of a start may record one more. How many were ended."""
    nursery, ended = Nursery(Folder(folder)), 0
    while left := nursery.recorded():
        for child in left:
            if child.name not in SERVERS:
                child.kill()
        nursery.stop([child for child in left if child.name in SERVERS], 5)
        ended += len(left)
    return ended


def main() -> None:
    folder, keep = Path(sys.argv[1]), sys.argv[2:] == ["keep"]
    if sys.stdin.buffer.read() != DONE and folder.exists():
        end_leftovers(folder)
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
