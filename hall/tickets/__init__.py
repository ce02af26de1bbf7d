"""Tickets: a read that a person challenges, or a fact that they want corrected; somebody answers by a day, and the person reads it.

challenge(citizen_id, read_id, words)   challenge_for(citizen_id, enterprise_id, read_id, words)
correct(citizen_id, label, source, words)   mine(citizen_id)                                           the person's
page(), one(id, staff_id), take(id, staff_id), close(id, staff_id, outcome, reply)                     the operators'
"""

from __future__ import annotations

from hall.tickets.answering import Detail, Page, Row, close, one, page, take
from hall.tickets.opening import Own, challenge, challenge_for, correct, mine

__all__ = ["Detail", "Own", "Page", "Row", "challenge", "challenge_for", "close", "correct", "mine", "one", "page", "take"]
