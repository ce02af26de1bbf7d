"""The house broken on purpose, in a copy of it: each break must be noticed by faults aimed at it, or by the test made for it.

A dropped token check is hard to hit from outside: rows stay locked while an answer is written, the circuit lets few second sends through,
and receipts put a wrong answer right. So it has a test that hands in the late answer itself.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.chaos.plan import Plan
from local.folder import ROOT

ROOMS = ("alembic", "api", "bench", "core", "hall", "local", "profile", "push", "recommend", "sandbox", "tests")


@dataclass(frozen=True)
class Mutation:
    """Replacements by file, each of which must be possible. Found out by the plan of its name, or by `test`."""

    name: str
    changes: tuple[tuple[str, str, str], ...]
    test: str = ""

    def apply(self, root: Path) -> None:
        for file, before, after in self.changes:
            text = (root / file).read_text()
            if before not in text:
                raise SystemExit(f"✗ {file} no longer holds what the mutation {self.name} takes away: {before!r}")
            (root / file).write_text(text.replace(before, after))


def _aimed(*faults: str) -> Plan:
    return Plan(seed=1, seconds=14, reminders=60, settle_seconds=60, faults=faults)


PLANS = {
    "answer-before-commit": _aimed("6 API killed in the callback before its commit"),
    "retry-unknown": _aimed("21 WeChat accepts and does not answer", "27 WeChat accepts and answers half a JSON"),
    "drop-unique-index": _aimed("4 two beats at once"),
}
_UNIQUE = '        sa.UniqueConstraint("dedupe_key", name=op.f("uq_push_inbox_item_dedupe_key")),\n'
_ITEMS = "FROM given ORDER BY dedupe_key\n    "
MUTATIONS = {
    one.name: one
    for one in (
        Mutation(
            "answer-before-commit",
            (
                ("api/wechat.py", "    await provider.record(event)\n", "    _later.add(asyncio.create_task(provider.record(event)))\n"),
                ("api/wechat.py", "from typing import Annotated\n", "import asyncio\nfrom typing import Annotated\n"),
                ("api/wechat.py", "\n\n@router.get", "\n_later: set[object] = set()\n\n\n@router.get"),
            ),
        ),
        Mutation(
            "drop-token-check",
            (
                ("push/settle.py", "ON d.id = one.id AND d.token = one.token\n", "ON d.id = one.id\n"),
                ("push/settle.py", "WHERE d.id = one.id AND d.token = one.token RETURNING", "WHERE d.id = one.id RETURNING"),
            ),
            test="tests/push/test_outbox.py::test_a_late_answer_of_an_old_lease_changes_nothing",
        ),
        Mutation("retry-unknown", (("push/policy.py", "REPEATABLE_FOR = {", "REPEATABLE_FOR = {Channel.WECHAT: timedelta.max, "),)),
        Mutation(
            "drop-unique-index",
            (
                ("push/records.py", f"{_ITEMS}ON CONFLICT (dedupe_key) DO NOTHING RETURNING id\n", f"{_ITEMS}RETURNING id\n"),
                ("alembic/versions/0001_the_first_tables.py", _UNIQUE, ""),
            ),
        ),
    )
}  # fmt: skip


def prove(name: str, *, short: bool = False) -> int:
    """0 when the run in the broken copy ends with violations, 1 when nobody noticed."""
    with tempfile.TemporaryDirectory(prefix="zhiban-mutation-") as folder:
        root = Path(folder) / "house"
        for room in ROOMS:
            shutil.copytree(ROOT / room, root / room, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", root / "pyproject.toml")
        MUTATIONS[name].apply(root)
        said, noticed = _asked(MUTATIONS[name], root, short=short)
    print(said)
    print(f"{'✓ noticed' if noticed else '✗ NOT noticed'}: {name}")
    return 0 if noticed else 1


def _asked(broken: Mutation, root: Path, *, short: bool) -> tuple[str, bool]:
    """What the broken copy's own run says, and whether it saw that something is wrong."""
    storm = ["-m", "bench.chaos", *(["--short"] if short else ["--plan", broken.name])]
    command = ["-m", "pytest", "-p", "no:cacheprovider", broken.test] if broken.test else storm
    done = subprocess.run([sys.executable, *command], cwd=root, capture_output=True, text=True, check=False)
    found = "1 failed" if broken.test else "violated:"
    noticed = done.returncode == 1 and found in done.stdout
    return done.stdout if noticed else done.stdout + done.stderr[-2000:], noticed
