"""A tree that changes gets a new version: `python -m hall.situations.versions` notes what each one says and refuses a silent change."""

from __future__ import annotations

import csv
import hashlib
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace

from hall.situations.library import FOLDER, shipped
from hall.situations.shape import Tree

FILE = FOLDER / "versions.csv"


def digest(tree: Tree) -> str:
    """Changes with whatever a person may be asked or told; not with the file that it stands in."""
    said = replace(
        tree, file="", version=0, verified=False, questions=dict(sorted(tree.questions.items())), leaves=dict(sorted(tree.leaves.items()))
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def noted() -> dict[str, tuple[int, str]]:
    """Service code → version and digest, as last noted."""
    if not FILE.exists():
        return {}
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["item"]: (int(row["version"]), row["digest"]) for row in csv.DictReader(file)}


def silent_changes(now: Iterable[Tree], before: Mapping[str, tuple[int, str]]) -> list[str]:
    """Trees that say something else under a version that was noted already, or went back to an older one."""
    known = ((tree, *before[tree.item]) for tree in now if tree.item in before)
    return [
        f"{tree.file}，事项 {tree.item}：内容变了，请把 version 改成 {version + 1}"
        for tree, version, was in known
        if tree.version < version or (tree.version == version and digest(tree) != was)
    ]


def main() -> int:
    problems = silent_changes(shipped().values(), noted())
    if problems:
        sys.stderr.write("\n".join([*problems, ""]))
        return 1
    with FILE.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["item", "version", "digest"])
        rows.writerows((code, tree.version, digest(tree)) for code, tree in sorted(shipped().items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
