"""Loads item files into the catalogue: `python -m hall.import_items [file …]`. Safe to run again; says what it skipped and why."""

from __future__ import annotations

import asyncio
import csv
import sys
from pathlib import Path

from core import tables
from hall import items, regions, shelf, vocabulary

FILES = (vocabulary.DATA / "items_core.csv", vocabulary.DATA / "items_real.csv")


async def load(path: Path) -> shelf.Report:
    """One file read and put on the shelf. Raises `OSError`, `UnicodeDecodeError` or `ValueError` when it is no item file."""
    found, issues = items.read(path.read_text(encoding="utf-8-sig"))
    await shelf.end([issue.code for issue in issues if issue.kind == "unfit"], "不在本省办理")
    return await shelf.put(path.name, found, issues)


def told(report: shelf.Report) -> str:
    """The report in words: counts, then one line for each skipped row, then the doubts, grouped."""
    lines = [
        f"{report.name}: {report.created} created, {report.updated} updated, {report.unchanged} unchanged, {len(report.skipped)} skipped"
    ]
    lines += [f"  skipped line {issue.line} [{issue.code}]: {issue.reason}" for issue in report.skipped]
    doubts: dict[str, list[int]] = {}
    for issue in report.issues:
        if issue.kind == "noted":
            doubts.setdefault(issue.reason, []).append(issue.line)
    for reason, at in doubts.items():
        where = ", ".join(map(str, at[:12])) + (" …" if len(at) > 12 else "")
        lines.append(f"  noted on {len(at)} row(s): {reason} (line {where})")
    return "\n".join(lines)


async def _run(paths: list[Path]) -> int:
    await tables.connect()
    try:
        for path in paths:
            try:
                sys.stdout.write(told(await load(path)) + "\n")
            except (OSError, ValueError, csv.Error) as error:
                sys.stdout.write(f"{path.name}: not imported: {error}\n")
                return 1
        sys.stdout.write(f"regional variants: {await regions.load()} created\n")
    finally:
        await tables.disconnect()
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(_run([Path(name) for name in sys.argv[1:]] or list(FILES))))
