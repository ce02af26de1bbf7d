"""Relatives and agents: who looks after whose certificates, agreed by both, scoped, ending by itself or at a word."""

from __future__ import annotations

from profile.delegations.agreeing import accept, accept_code, change, end, look_up, prolong, refuse
from profile.delegations.asking import ANSWER_WITHIN, Wish, ask, invite
from profile.delegations.helping import as_helper, certificates_of, did, heard
from profile.delegations.lasting import run_out
from profile.delegations.reading import between, helpers_of, mine, shown
from profile.delegations.scope import ACTIONS, RELATIONS, Delegation, is_child
from profile.delegations.widening import accept_more, ask_more, refuse_more, withdraw_more

__all__ = [
    "ACTIONS",
    "ANSWER_WITHIN",
    "RELATIONS",
    "Delegation",
    "Wish",
    "accept",
    "accept_code",
    "accept_more",
    "as_helper",
    "ask",
    "ask_more",
    "between",
    "certificates_of",
    "change",
    "did",
    "end",
    "heard",
    "helpers_of",
    "invite",
    "is_child",
    "look_up",
    "mine",
    "prolong",
    "refuse",
    "refuse_more",
    "run_out",
    "shown",
    "withdraw_more",
]
