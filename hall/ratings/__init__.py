"""Ratings (好差评): five levels for a finished case, said once; shown in sum; a bad one is answered and put right.

rate(citizen_id, case_id, Opinion(…))   own(citizen_id, case_id)       the applicant's
summary("IT189")                                                      everybody's
page(), one(id), contact(id, staff_id, words), close(id, staff_id, result)   the operators'
"""

from __future__ import annotations

from hall.ratings.giving import Own, own, rate
from hall.ratings.levels import ASPECTS, LEVELS, Opinion, Summary
from hall.ratings.rectifying import Detail, Page, Row, close, contact, one, page
from hall.ratings.showing import summary

__all__ = [
    "ASPECTS",
    "LEVELS",
    "Detail",
    "Opinion",
    "Own",
    "Page",
    "Row",
    "Summary",
    "close",
    "contact",
    "one",
    "own",
    "page",
    "rate",
    "summary",
]
