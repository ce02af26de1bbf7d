"""Bundles (一件事): several services asked for at once, with one form, one set of materials and an order that follows from them.

await all(audience, stage)  -> the bundles as published now, in the order of their numbers
await bundle("B01")         -> one Bundle, raises NotFound
shipped()                   -> those of bundles.yaml
"""

from __future__ import annotations

from hall.bundles.library import all, bundle, holding, raw, shipped, wrong_with  # noqa: A004 -- the verb that callers read best: bundles.all()
from hall.bundles.reading import Broken, read_one
from hall.bundles.shape import Bundle, BundleField, BundleMaterial, BundleSection, Listed, Member

__all__ = [
    "Broken",
    "Bundle",
    "BundleField",
    "BundleMaterial",
    "BundleSection",
    "Listed",
    "Member",
    "all",
    "bundle",
    "holding",
    "raw",
    "read_one",
    "shipped",
    "wrong_with",
]
