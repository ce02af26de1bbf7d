"""忆: who a person is and holds. Shares its name with the profiler of the standard library, and hands that one's names on."""

from __future__ import annotations

import importlib.util
import sysconfig
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any


@lru_cache(maxsize=1)
def _profiler() -> ModuleType:
    """The standard library's `profile` module, which `cProfile` and profiling tools import under this very name."""
    place = Path(sysconfig.get_path("stdlib")) / "profile.py"
    spec = importlib.util.spec_from_file_location("_stdlib_profile", place)
    if spec is None or spec.loader is None:
        raise ImportError(f"no profiler at {place}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def __getattr__(name: str) -> Any:
    if name.startswith("__") and name != "__all__":
        raise AttributeError(name)
    return getattr(_profiler(), name)
