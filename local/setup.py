"""`make setup`: everything a fresh machine lacks, from the system's Python and the package registries alone.

Runs before anything is installed, so it imports nothing but the standard library. Each step leaves a stamp and is skipped
when nothing changed, so that a second start needs no network.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.lock"
TOOLS = ROOT / "local" / "tools"
TRUSTED = Path("/etc/ssl/certs/ca-certificates.crt")
APT = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}


def say(sentence: str) -> None:
    print(f"  ▸ {sentence}", flush=True)


def stop(sentence: str) -> None:
    raise SystemExit(f"✗ {sentence}")


def run(*command: str | Path, env: dict[str, str] | None = None, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


def need(what: str, *command: str | Path, env: dict[str, str] | None = None, cwd: Path = ROOT) -> None:
    """Runs a step that must succeed; when it does not, its last words are part of the sentence."""
    done = run(*command, env=env, cwd=cwd)
    if done.returncode:
        words = "\n    ".join((done.stderr.strip() or done.stdout.strip()).splitlines()[-4:])
        stop(f"{what}没有成功（如果没有网络，请连上后再试一次）：\n    {words}")


def trust_the_machine() -> None:
    """A registry may be reached through a proxy with a certificate of its own: whom the machine trusts, uv and npm trust too."""
    if TRUSTED.exists():
        os.environ.setdefault("UV_SYSTEM_CERTS", "1")
        os.environ.setdefault("NODE_EXTRA_CA_CERTS", str(TRUSTED))


def once(stamp: Path, sources: list[Path], sentence: str, step: Callable[[], None]) -> None:
    """Does a step unless its stamp says that it was done from these very sources."""
    mark = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    if stamp.exists() and stamp.read_text() == mark:
        return
    say(sentence)
    step()
    stamp.write_text(mark)


def make_venv() -> None:
    if PYTHON.exists() and run(PYTHON, "-c", "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))").returncode == 0:
        return
    say(f"建立 Python 环境 .venv（{sys.version.split()[0]}）")
    shutil.rmtree(VENV, ignore_errors=True)
    if uv := shutil.which("uv"):
        need("建立 Python 环境", uv, "venv", "--python", sys.executable, VENV)
    elif run(sys.executable, "-m", "venv", VENV).returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        need("建立 Python 环境", sys.executable, "-m", "venv", "--without-pip", VENV)


def pip() -> list[str | Path]:
    """A pip that installs into the venv. Debian keeps its own in packages that a bare machine does not have."""
    if run(PYTHON, "-m", "pip", "--version").returncode == 0:
        return [PYTHON, "-m", "pip"]
    if run(sys.executable, "-m", "pip", "--version").returncode == 0:
        return [sys.executable, "-m", "pip", "--python", PYTHON]
    wheel = next(iter(sorted(Path("/usr/share/python-wheels").glob("pip-*.whl"))), None) or debian_pip()
    if wheel is None:
        stop("这台机器的 Python 没有 pip，也取不到。请先安装：apt-get install python3-venv，然后再运行一次。")
    return [PYTHON, f"{wheel}/pip"]


def debian_pip() -> Path | None:
    """Fetches Debian's pip wheel: installed as root, otherwise unpacked into the venv, with package lists of our own."""
    if not shutil.which("apt-get"):
        return None
    say("取 pip（Debian 的 python3-pip-whl）")
    if os.geteuid() == 0:
        apt_install("python3-pip-whl")
        return next(iter(sorted(Path("/usr/share/python-wheels").glob("pip-*.whl"))), None)
    unpack_debian("python3-pip-whl", VENV / "debian")
    return next(iter(sorted((VENV / "debian").glob("usr/share/python-wheels/pip-*.whl"))), None)


def unpack_debian(name: str, target: Path) -> None:
    """Unpacks a Debian package without installing it, as any user, with package lists of our own. Best effort."""
    if not shutil.which("apt-get"):
        return
    with tempfile.TemporaryDirectory() as own:
        for folder in ("lists/partial", "archives/partial"):
            Path(own, folder).mkdir(parents=True)
        options = [f"-oDir::State::lists={own}/lists", f"-oDir::Cache={own}", "-oAPT::Sandbox::User="]
        if run("apt-get", *options, "-q", "update", env=APT).returncode == 0:
            run("apt-get", *options, "-q", "download", name, env=APT, cwd=Path(own))
        for package in Path(own).glob("*.deb"):
            run("dpkg", "-x", package, target)


def apt_install(*packages: str) -> bool:
    """Installs Debian packages, as root only. False when that is not possible here."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    command = ("apt-get", "install", "-y", "-q", "--no-install-recommends", *packages)
    if run(*command, env=APT).returncode == 0:
        return True
    return run("apt-get", "-q", "update", env=APT).returncode == 0 and run(*command, env=APT).returncode == 0


def install_python_packages() -> None:
    uv = VENV / "bin" / "uv"
    if not uv.exists():
        need("安装 uv", *pip(), "install", "-q", "--no-deps", "--require-hashes", "-r", TOOLS / "uv.txt")
    need(
        "安装 Python 依赖",
        uv,
        "pip",
        "sync",
        "-q",
        "--python",
        PYTHON,
        "--require-hashes",
        LOCK,
        env={**os.environ, "VIRTUAL_ENV": str(VENV)},
    )


def install_node() -> None:
    """A Node.js from the Python registry where the machine has none that is new enough."""
    uv = VENV / "bin" / "uv"
    need("安装 Node.js", uv, "pip", "install", "-q", "--python", PYTHON, "--no-deps", "--require-hashes", "-r", TOOLS / "node.txt")


def install_web_packages() -> None:
    need(
        "安装前端依赖", PYTHON, "-m", "local.node", "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", cwd=ROOT
    )


def main() -> None:
    if not (3, 11) <= sys.version_info[:2] < (3, 13):
        stop(f"需要 Python 3.11 或 3.12，这里是 {sys.version.split()[0]}。请安装后用 make PYTHON=python3.11 再试。")
    trust_the_machine()
    try:
        make_venv()
        once(VENV / ".synced", [LOCK, TOOLS / "uv.txt"], "安装 Python 依赖（第一次约半分钟）", install_python_packages)
        if run(PYTHON, "-m", "local.node", "--check").returncode:
            say("没有可用的 Node.js，从 Python 软件源安装一个")
            install_node()
        web = ROOT / "miniprogram"
        if (web / "package-lock.json").exists():
            stamp = web / "node_modules" / ".installed"
            once(stamp, [web / "package-lock.json"], "安装前端依赖（第一次约一分钟）", install_web_packages)
    except OSError as error:
        stop(f"准备环境时写不了文件：{error.strerror}（{error.filename}）。请检查磁盘空间和权限。")


if __name__ == "__main__":
    main()
