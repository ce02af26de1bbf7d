"""Who may look after whom, and what a delegation allows, judged from values."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from profile.delegations.scope import ACTIONS, RELATIONS, Delegation, more_of, why_not, widened
from push.escalation import Answer, helpers_hear, worth_a_call

TODAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 10, 2, tzinfo=UTC)
TYPES = ("ZJCT001", "ZJCT002", "ZJCT017")
BIRTHS = st.dates(date(1930, 1, 1), TODAY)


def grown(born: date) -> bool:
    return born <= date(2012, 3, 10)


@given(st.sets(st.sampled_from(TYPES)), st.sets(st.sampled_from(list(ACTIONS))), st.integers(-5, 5), st.sampled_from(TYPES))
def test_nothing_is_allowed_but_what_was_agreed_while_it_lasts(types, actions, days, code):
    one = Delegation(UUID(int=1), UUID(int=2), UUID(int=3), "child", frozenset(types), frozenset(actions), NOW + timedelta(days=days))
    for action in (*ACTIONS, "sell"):
        assert one.allows(action, code, NOW) == (days > 0 and action in actions and (not types or code in types))


SCOPES = st.tuples(st.sets(st.sampled_from(list(ACTIONS)), min_size=1), st.sets(st.sampled_from(TYPES)))


@given(SCOPES, SCOPES, st.sampled_from([*ACTIONS, "sell"]), st.sampled_from(TYPES))
def test_a_wish_adds_what_it_names_and_takes_nothing_away(agreed, wished, action, code):
    more = more_of(*agreed, *wished)
    actions, types = widened(*agreed, more)
    asks = (agreed, wished, (actions, types))
    before, asked, after = (action in acts and (not kinds or code in kinds) for acts, kinds in asks)
    assert after or not (before or asked)
    assert actions == agreed[0] | wished[0]
    assert types == (frozenset() if not agreed[1] or not wished[1] else agreed[1] | wished[1])
    assert bool(more) == ((actions, types) != agreed)
    assert not more_of(actions, types, *wished)


@given(st.sampled_from(list(RELATIONS)), BIRTHS, BIRTHS, st.none() | BIRTHS)
def test_children_are_looked_after_by_registered_guardians_and_look_after_nobody(relation, holder, helper, child):
    possible = why_not(relation, holder, helper, child, TODAY) is None
    assert not possible or grown(helper)
    if grown(holder):
        assert possible == (grown(helper) and relation != "guardian")
    else:
        assert possible == (grown(helper) and relation == "guardian" and child == holder)


@given(st.builds(Answer, st.booleans(), st.booleans(), st.booleans()), st.booleans(), st.integers(-3, 3))
def test_nobody_else_hears_before_the_holder_did_nor_once_they_moved(answer, valid, days):
    called = worth_a_call(answer, valid=valid, deadline_on=TODAY + timedelta(days=days), today=TODAY)
    assert helpers_hear(answer) == (answer.told and not answer.opened and not answer.begun)
    assert called == (helpers_hear(answer) and valid and days >= 0)
    assert not worth_a_call(answer, valid=valid, deadline_on=None, today=TODAY)
