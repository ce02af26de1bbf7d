"""The judgements of the voice: quiet hours, channels, waits, WeChat's field rules, words, and the ladder's picture."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profile import rules
from push import codes, compose, ladder_view, policy, wording
from push.policy import SHANGHAI, Channel

MOMENTS = st.integers(1_577_836_800, 2_208_988_800).map(lambda stamp: datetime.fromtimestamp(stamp, UTC))
NOBODY = UUID(int=0)


@given(MOMENTS)
def test_nobody_is_disturbed_at_night(moment):
    hour = moment.astimezone(SHANGHAI).hour
    assert policy.may_send(moment) == (9 <= hour < 21)


@given(MOMENTS)
def test_the_next_allowed_moment_is_allowed_and_the_first(moment):
    allowed = policy.next_allowed(moment)
    assert policy.may_send(allowed)
    assert moment <= allowed <= moment + timedelta(hours=12)
    assert allowed == moment or not policy.may_send(allowed - timedelta(seconds=1))


REACHABLE = st.tuples(st.booleans(), st.booleans(), st.booleans(), st.booleans())


@given(REACHABLE, st.sets(st.sampled_from(policy.LADDER)), st.sampled_from(policy.LADDER))
def test_the_chosen_channel_reaches_the_person_and_no_better_one_does(known, paused, first):
    openid, grant, follows, phone = known
    chosen = policy.choose(first, openid=openid, grant=grant, follows=follows, phone=phone, paused=paused)
    order = list(policy.LADDER)
    reach = {Channel.WECHAT: openid and grant, Channel.OFFICIAL: follows, Channel.SMS: phone, Channel.INBOX: True}
    assert order.index(chosen) >= order.index(first)
    assert reach[chosen]
    assert chosen is Channel.INBOX or chosen not in paused
    assert not any(reach[one] and one not in paused for one in order[order.index(first) : order.index(chosen)])


@given(st.integers(1, 50), st.integers(0, 2**128))
def test_waits_grow_to_about_a_minute_and_no_further(attempt, salt):
    assert timedelta(seconds=2) <= policy.wait(attempt, salt) <= timedelta(seconds=72)
    assert policy.wait(attempt + 1) >= policy.wait(attempt)


@pytest.mark.parametrize("code", ["43101", "43107", "43108", "45009", "47003", "41030", "40037", "40003", "45168", "-1", "48001", "50007"])
def test_each_code_of_the_list_has_a_verdict_of_its_own(code):
    assert int(code) in codes.WECHAT


def test_a_doubtful_call_may_be_repeated_under_its_id_for_less_than_ten_minutes_and_only_where_there_is_one():
    begun = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)
    assert policy.may_repeat(Channel.OFFICIAL, begun, begun + timedelta(minutes=8))
    assert not policy.may_repeat(Channel.OFFICIAL, begun, begun + timedelta(minutes=10))
    assert not any(policy.may_repeat(one, begun, begun) for one in (Channel.WECHAT, Channel.SMS, Channel.EMAIL))


def test_what_fails_for_good_falls_down_the_ladder_and_email_falls_on_nothing():
    assert [policy.below(one) for one in policy.LADDER] == [*policy.LADDER[1:], None]
    assert policy.below(Channel.EMAIL) is None


def test_an_unknown_code_is_tried_again():
    assert codes.verdict("wechat", "99999")[0] is codes.Verdict.BACKOFF
    assert codes.verdict("sms", "isv.SOMETHING_NEW")[0] is codes.Verdict.BACKOFF
    assert codes.verdict("email", "499")[0] is codes.Verdict.BACKOFF


def test_the_accounts_mean_different_things_by_the_same_code():
    assert codes.verdict("wechat", "43101")[0] is codes.Verdict.NO_GRANT
    assert codes.verdict("official", "43101")[0] is codes.Verdict.NEXT
    assert codes.verdict("official", "43004")[0] is codes.Verdict.UNLINK
    assert codes.verdict("sms", "LimitExceeded.AppDailyLimit")[0] is codes.Verdict.MIDNIGHT


@given(st.text(max_size=200))
def test_any_text_fits_a_thing_field(text):
    value = wording.fields(thing1=text)["thing1"]
    assert 1 <= len(value) <= 20
    assert not any(ord(char) < 32 or ord(char) == 127 for char in value)


def test_what_can_not_be_cut_without_lying_is_refused():
    with pytest.raises(ValueError, match="phrase"):
        wording.fields(phrase2="已经办结了吗")
    with pytest.raises(ValueError, match="not allowed"):
        wording.fields(date2="明天")


def _expiring(days: int, **changes: object) -> compose.Expiring:
    due = date(2026, 12, 17)
    known = {
        "type_name": "机动车驾驶证",
        "enterprise": False,
        "opens_on": date(2026, 9, 18),
        "due_on": due,
        "expires_on": due,
        "days_left": days,
        "last": False,
    }
    return compose.Expiring(**{**known, **changes})


def test_a_reminder_says_what_until_when_why_now_and_what_to_do():
    message = compose.expiring(_expiring(25))
    assert message.title == "机动车驾驶证还有25天到期"
    assert message.body == (
        "您的「机动车驾驶证」有效期到2026年12月17日。从2026年9月18日起可以办理，现在办正合适，不用赶在最后几天。"
        "点这条消息，核对我们已经填好的申请，提交就行。"
    )
    assert list(message.wechat.values()) == ["机动车驾驶证", "2026年12月17日", "还有25天到期", "点开核对已填好的申请，提交就行"]


def test_a_page_is_named_with_its_parameters_quoted():
    assert compose.Link(compose.RENEWAL, {"certificate": str(NOBODY)}).path() == f"pages-service/renewal/index?certificate={NOBODY}"
    assert compose.Link("a/index", {"service": "X1", "name": "换&补"}).path() == "a/index?service=X1&name=%E6%8D%A2%26%E8%A1%A5"
    assert compose.WALLET.path() == "pages/wallet/index"


def test_the_last_reminder_says_that_it_is_the_last():
    assert "最后一次提醒" in compose.expiring(_expiring(3, last=True)).body


def test_the_day_itself_and_the_days_after_are_named_as_such():
    assert compose.expiring(_expiring(0)).title.endswith("今天到期")
    assert compose.expiring(_expiring(-2)).title.endswith("已过期2天")
    assert compose.expiring(_expiring(-2, expires_on=date(2027, 1, 7))).title.endswith("已过期限2天")


def test_a_deadline_before_the_expiry_is_explained():
    message = compose.expiring(_expiring(25, expires_on=date(2027, 1, 16)))
    assert "有效期到2027年1月16日，按规定须在2026年12月17日前提出申请" in message.body
    assert message.title.endswith("还有25天截止办理")


@given(st.integers(-30, 400), st.text(min_size=1, max_size=80), st.booleans(), st.booleans())
def test_every_reminder_fits_its_columns_and_fields(days, name, enterprise, last):
    message = compose.expiring(_expiring(days, type_name=name, enterprise=enterprise, last=last))
    assert len(message.title) <= 80
    assert len(message.body) <= 400
    assert all(len(value) <= 20 for value in message.wechat.values())


@pytest.mark.parametrize("outcome", sorted(compose.OUTCOMES))
@given(service=st.text(min_size=1, max_size=120))
def test_every_case_notice_fits_its_columns_and_fields(outcome, service):
    message = compose.case_news(compose.CaseNews(service, outcome, datetime(2026, 12, 17, 10, 5, tzinfo=SHANGHAI), True))
    assert len(message.title) <= 80
    assert len(message.body) <= 400
    assert len(message.wechat["phrase2"]) <= 5
    assert message.wechat["time3"] == "2026-12-17 10:05"


LADDER = tuple(rules.Rung(days, date(2026, 12, 17) - timedelta(days=days)) for days in (90, 30, 7, 3))


@pytest.mark.parametrize(
    ("today", "said", "state", "underway", "wanted"),
    [
        (date(2026, 9, 1), {}, "valid", False, ["next", "planned", "planned", "planned"]),
        (date(2026, 9, 18), {90}, "valid", False, ["sent", "next", "planned", "planned"]),
        (date(2026, 12, 11), {90, 7}, "valid", False, ["sent", "skipped", "sent", "next"]),
        (date(2026, 12, 11), {90}, "valid", False, ["sent", "skipped", "next", "planned"]),
        (date(2026, 12, 11), {90}, "valid", True, ["sent", "skipped", "stopped", "stopped"]),
        (date(2026, 12, 11), {90, 30}, "superseded", False, ["sent", "sent", "stopped", "stopped"]),
        (date(2026, 12, 20), {90, 30, 7, 3}, "valid", False, ["sent", "sent", "sent", "sent"]),
    ],
)
def test_the_ladder_shows_what_was_said_what_comes_and_what_was_left_out(today, said, state, underway, wanted):
    at = {days: datetime(2026, 10, 1, tzinfo=UTC) for days in said}
    rows = ladder_view.shown(LADDER, at, today=today, state=state, underway=underway)
    assert [row["state"] for row in rows] == wanted
