"""Data sharing (数据高铁): facts pulled from departments by class, each with its freshness, purpose and basis, every pull written down.

    answers = await shares.ask("citizen", "id_number", number)      # all classes at once; one that is away spoils no other
    await shares.note("citizen_id", citizen_id, answers, now)       # in the transaction that keeps the facts

A department that keeps failing is left alone for a while (`gate`); its facts come later, everybody else's on time.
"""

from __future__ import annotations

from profile.shares.asking import Answers, ask
from profile.shares.book import Share, shares
from profile.shares.keeping import Due, Reading, Standing, due, forget, note, readings, standing

__all__ = ["Answers", "Due", "Reading", "Share", "Standing", "ask", "due", "forget", "note", "readings", "shares", "standing"]
