"""Situations (情形): a question tree for each service that has any, read once from data/situations and checked when read.

tree("IT024")                      -> Tree, raises NotFound
walk(tree, {"age": "12"})          -> the next Question, or the Leaf that the answers lead to
trees()                            -> every tree, by service code
"""

from __future__ import annotations

from hall.situations.checking import Problem, check
from hall.situations.library import spared, tree, trees
from hall.situations.reading import Broken, read, read_folder
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
    "path",
    "read",
    "read_folder",
    "spared",
    "tree",
    "trees",
    "walk",
]
