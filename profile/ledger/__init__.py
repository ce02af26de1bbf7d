"""The privacy ledger: one row for each read of a person's or an enterprise's data by somebody else, shown to them.

    await ledger.read(ledger.operator(staff_id, name), "case_view", [(citizen_id, case_id)])

Call it in the transaction of the read: when the row can't be written, nothing is shown. What is read, what for and by which law is
said by the use, a row of profile/data/uses.csv.
"""

from __future__ import annotations

from profile.ledger.chain import anchor, check, seal
from profile.ledger.deferring import Waiting, approve, defer, waiting
from profile.ledger.showing import Line, Page, own, page
from profile.ledger.writing import (
    Reader,
    colleague,
    department,
    listed,
    myself,
    operator,
    read,
    read_by_relatives,
    read_of_enterprises,
    relative,
    rule,
)

__all__ = [
    "Line",
    "Page",
    "Reader",
    "Waiting",
    "anchor",
    "approve",
    "check",
    "colleague",
    "defer",
    "department",
    "listed",
    "myself",
    "operator",
    "own",
    "page",
    "read",
    "read_by_relatives",
    "read_of_enterprises",
    "relative",
    "rule",
    "seal",
    "waiting",
]
