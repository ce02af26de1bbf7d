"""Bundles (一件事): several services asked for at once, with one form, one set of materials and an order that follows from them.

all(audience, stage)  -> the bundles, in the order of the list
bundle("B01")         -> one Bundle, raises NotFound
"""

from __future__ import annotations

from hall.bundles.library import all, bundle  # noqa: A004 -- the verb that callers read best: bundles.all()
from hall.bundles.shape import Bundle, BundleField, BundleMaterial, BundleSection, Member

__all__ = ["Bundle", "BundleField", "BundleMaterial", "BundleSection", "Member", "all", "bundle"]
