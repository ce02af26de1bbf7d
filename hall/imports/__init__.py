"""Departments' own items (部门导入): a file read, judged row by row, and put on the shelf whole or not at all. docs/import-format.md."""

from __future__ import annotations

from hall.imports.loading import ImportReport, bring

__all__ = ["ImportReport", "bring"]
