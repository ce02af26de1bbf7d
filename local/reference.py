"""Puts all reference data on the shelf, one import after the other in one process: to load the rooms takes longer than most of them.

python -m local.reference      into the database of the settings; safe to run again, as each of them is
"""

from __future__ import annotations

import runpy

from local.databases import IMPORTS


def main() -> None:
    for module in IMPORTS:
        try:
            runpy.run_module(module, run_name="__main__")
        except SystemExit as ended:
            if ended.code:
                raise


if __name__ == "__main__":
    main()
