"""Situations (情形): a question tree for each service that has any, checked before it is published.

await tree("IT024")                -> Tree as published now, raises NotFound; tree("IT024", 2) as it was under that number
walk(tree, {"age": "12"})          -> the next Question, or the Leaf that the answers lead to
shipped()                          -> every tree of data/situations, by service code
"""

from __future__ import annotations

from hall.situations.checking import Problem, check
from hall.situations.library import known, raw, shared, shipped, tree
from hall.situations.reading import Broken, read, read_folder, read_one
from hall.situations.shape import Answer, Leaf, Question, Range, Tree
from hall.situations.walking import path, walk

__all__ = [
    "Answer",
    "Broken",
    "Leaf",
    "Problem",
    "Question",
    "Range",
    "Tree",
    "check",
    "known",
    "path",
    "raw",
    "read",
    "read_folder",
    "read_one",
    "shared",
    "shipped",
    "tree",
    "walk",
]
