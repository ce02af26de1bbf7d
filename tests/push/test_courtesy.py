"""When a person may be disturbed, judged from values: night, festivals, the weekly budget, urgency, emergencies."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.calendar import workdays
from core.zones import every_zone, zone
from push.courtesy import WEEK, Contact, Night, Weight, leave
from push.topics import CHANNELS, TOPICS, Choices, leaves_a_way

MOMENTS = st.integers(1_767_225_600, 1_830_000_000).map(lambda stamp: datetime.fromtimestamp(stamp, UTC))
NIGHTS = st.builds(Night, st.sampled_from(sorted(every_zone(), key=str)), st.integers(18, 21).map(time), st.integers(9, 12).map(time))
BUDGETS = st.integers(1, 5)
SHANGHAI = Night(zone("330106"))


@st.composite
def contacts(draw):
    """Somebody with up to eight messages in the last ten days."""
    now = draw(MOMENTS)
    ago = draw(st.lists(st.integers(1, 10 * 86_400), max_size=8))
    return now, Contact(draw(NIGHTS), [now - timedelta(seconds=one) for one in ago], draw(BUDGETS))


@given(contacts(), st.sampled_from(list(Weight)))
def test_nothing_leaves_early_and_nobody_is_woken_but_in_an_emergency(known, weight):
    now, contact = known
    found = leave(now, weight, contact, workdays())
    assert found.at >= now
    assert (found.at == now) == (not found.because)
    assert weight is Weight.EMERGENCY or not contact.night.covers(found.at)
    assert weight is not Weight.EMERGENCY or found.at == now


@given(contacts())
def test_an_ordinary_message_without_a_deadline_keeps_to_budget_and_working_festivals(known):
    now, contact = known
    at = leave(now, Weight.ORDINARY, contact, workdays()).at
    assert len([one for one in contact.sent if at - WEEK < one]) < contact.budget
    assert not workdays().is_festival(at.astimezone(contact.night.zone).date())


@given(contacts(), st.integers(0, 20))
def test_waiting_for_festival_or_budget_never_passes_the_last_day_to_act(known, days):
    now, contact = known
    latest = now.astimezone(contact.night.zone).date() + timedelta(days=days)
    urgent, ordinary = (leave(now, weight, contact, workdays(), latest).at for weight in (Weight.URGENT, Weight.ORDINARY))
    assert ordinary == urgent or ordinary.astimezone(contact.night.zone).date() <= latest


@given(contacts(), st.sampled_from(list(Weight)))
def test_asked_again_at_that_moment_it_leaves_at_once(known, weight):
    now, contact = known
    at = leave(now, weight, contact, workdays()).at
    assert leave(at, weight, contact, workdays()).at == at


def test_what_comes_in_the_spring_festival_waits_for_the_first_working_day():
    festival = datetime(2026, 2, 18, 10, tzinfo=SHANGHAI.zone)
    found = leave(festival, Weight.ORDINARY, Contact(SHANGHAI), workdays())
    assert (found.at.astimezone(SHANGHAI.zone), found.because) == (datetime(2026, 2, 24, 9, tzinfo=SHANGHAI.zone), ("festival",))
    assert leave(festival, Weight.ORDINARY, Contact(SHANGHAI), workdays(), date(2026, 2, 20)).at == festival
    assert leave(festival, Weight.URGENT, Contact(SHANGHAI), workdays()).at == festival


def test_a_plain_weekend_is_no_festival():
    saturday = datetime(2026, 3, 14, 10, tzinfo=SHANGHAI.zone)
    assert leave(saturday, Weight.ORDINARY, Contact(SHANGHAI), workdays()).at == saturday


def test_every_region_has_a_zone_and_the_country_lives_by_one():
    assert {str(zone(code)) for code in (None, "", "330106", "650100", "330106109")} == {"Asia/Shanghai"}
    assert str(zone("810000")) == "Asia/Hong_Kong"


@given(st.sets(st.sampled_from([(topic, channel) for topic in TOPICS for channel in CHANNELS])), st.booleans())
def test_a_stop_closes_texts_for_every_topic_and_nothing_else(off, stopped):
    choices = Choices(frozenset(off), stopped)
    for topic in (*TOPICS, None):
        assert not (stopped and choices.takes(topic, "sms"))
        for channel in set(CHANNELS) - {"sms"}:
            assert choices.takes(topic, channel) == ((topic, channel) not in off)
    assert leaves_a_way(off) == any(("certificate", channel) not in off for channel in CHANNELS)
