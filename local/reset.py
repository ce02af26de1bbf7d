"""`make reset`: empties the data folder of `make run`, after ending what an earlier start may have left in it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from local.children import Nursery
from local.folder import ROOT, Folder, Trouble

# Only a folder that a launcher made is emptied: a mistyped DATA must not cost anybody their files.
OURS = {"secrets", "pids", "logs", "lock"}


def main() -> None:
    path = (ROOT / os.environ.get("DATA", ".data/run")).resolve()
    try:
        print(f"✓ {empty(path)}")
    except Trouble as trouble:
        raise SystemExit(f"✗ {trouble}") from None
    except OSError as error:
        raise SystemExit(f"✗ 清空 {path} 时遇到问题：{error.strerror}（{error.filename}）") from None


def empty(path: Path) -> str:
    if not path.exists() or not any(path.iterdir()):
        return f"{path} 本来就是空的。"
    if not OURS.intersection(entry.name for entry in path.iterdir()):
        raise Trouble(f"{path} 看起来不是知办的数据文件夹，没有动它。")
    folder = Folder(path)
    with folder.locked("make reset"):
        nursery = Nursery(folder)
        nursery.stop(nursery.recorded())
        shutil.rmtree(path)
    return f"{path} 已清空。下次 make run 从头开始。"


if __name__ == "__main__":
    main()
