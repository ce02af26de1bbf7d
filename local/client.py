"""`make client-check`: the committed typed client is the one that api/openapi.json gives."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from local import node
from local.folder import ROOT, Trouble

SCHEMA = ROOT / "miniprogram" / "packages" / "api" / "src" / "schema.d.ts"

# As `gen:api` in miniprogram/package.json: what has a default may be left out of a request.
FLAGS = ("--default-non-nullable=false",)


def generated() -> str:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "schema.d.ts"
        made = [ROOT / "api" / "openapi.json", *FLAGS, "-o", target]
        command = [*node.tool("npx"), "--no-install", "openapi-typescript", *made]
        done = subprocess.run(
            [str(part) for part in command], cwd=node.WEB, env=node.environment(), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise Trouble(f"没能生成客户端类型：{done.stderr.strip()[-400:]}")
        return target.read_text()


def main() -> None:
    try:
        same = SCHEMA.exists() and SCHEMA.read_text() == generated()
    except Trouble as trouble:
        sys.exit(f"✗ {trouble}")
    if not same:
        sys.exit("✗ 前端的类型与 api/openapi.json 不一致，请运行 make client 并提交结果。")
    print("✓ the typed client matches api/openapi.json")


if __name__ == "__main__":
    main()
