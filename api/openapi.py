"""Writes the API's description to `api/openapi.json`, from which the front ends' client is generated. `--check` only compares."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from api.main import described

PLACE = Path(__file__).parent / "openapi.json"


def text() -> str:
    return json.dumps(described().openapi(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    if "--check" in sys.argv:
        if not PLACE.exists() or PLACE.read_text("utf-8") != text():
            sys.exit("api/openapi.json is not what the code says: run `make openapi`")
    else:
        PLACE.write_text(text(), "utf-8")
