"""The one condition language of the house: read from text, checked against a vocabulary, evaluated for one person. Pure data."""

from __future__ import annotations

from profile.conditions.checking import FactKind, Problem, Vocabulary, problems
from profile.conditions.compiling import Compiled, compiled
from profile.conditions.evaluating import Verdict, evaluate
from profile.conditions.expressions import Terms
from profile.conditions.known import FactValue, Known, look_up
from profile.conditions.needs import Needs, needs
from profile.conditions.nodes import Condition
from profile.conditions.quick import Truth, quick
from profile.conditions.reading import parse
from profile.conditions.tokens import ConditionError
from profile.conditions.words import written_in_words
from profile.conditions.writing import written

__all__ = [
    "Compiled",
    "Condition",
    "ConditionError",
    "FactKind",
    "FactValue",
    "Known",
    "Needs",
    "Problem",
    "Terms",
    "Truth",
    "Verdict",
    "Vocabulary",
    "compiled",
    "evaluate",
    "look_up",
    "needs",
    "parse",
    "problems",
    "quick",
    "written",
    "written_in_words",
]
