"""Validity, windows and ladders: cases worked out by hand, and what must hold for every type on every date."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import workdays
from profile.rules import (
    CertificateType,
    Rung,
    expires_on,
    foreseen,
    ladder,
    renewed_on,
    rule_text,
    rung_after,
    rung_now,
    rung_to_arm,
    types,
    validity,
    window,
)
from profile.rules.content import kind as make
from profile.rules.expiry import Holding
from profile.rules.kinds import AnnualWindow, rules
from profile.rules.periods import add_months, age_on, offset
from profile.rules.shipped import contents, read
from profile.rules.trials import run

DATA = Path(__file__).parents[2] / "profile" / "data"
CASES = list(csv.DictReader((DATA / "certificate_cases.csv").open(encoding="utf-8")))
ISSUED = st.dates(date(2010, 1, 1), date(2040, 12, 31))
TYPES = st.sampled_from(sorted(types().values(), key=lambda kind: kind.code))


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _expiry(row: dict[str, str]) -> date | None:
    return expires_on(
        types()[row["type_code"]],
        date.fromisoformat(row["issued_on"]),
        _date(row["birth_date"]),
        _date(row["printed_until"]),
        int(row["version"] or 1),
        registered_on=_date(row["registered_on"]),
        clean_record=row["clean_record"] != "0",
        as_of=_date(row["as_of"]),
    )


def _rungs(row: dict[str, str]) -> Iterator[Rung]:
    for rung in filter(None, row["rungs"].split(";")):
        days, _, on = rung.partition("@")
        yield Rung(int(days), date.fromisoformat(on))


@pytest.mark.parametrize("row", CASES, ids=lambda row: row["case"])
def test_a_case_worked_out_by_hand_comes_out_the_same(row: dict[str, str]) -> None:
    kind = types()[row["type_code"]]
    expiry = _expiry(row)
    found = window(kind, expiry, workdays(), date.fromisoformat(row["issued_on"]))
    assert expiry == _date(row["expires_on"])
    assert (found and found.opens_on, found and found.deadline_on) == (_date(row["opens_on"]), _date(row["deadline_on"]))
    assert ladder(kind, found) == tuple(_rungs(row))


def test_there_are_cases_for_the_twelve_types_the_wallet_starts_with() -> None:
    first = {"017", "001", "004", "005", "016", "031", "048", "050", "092", "084", "155", "062"}
    assert {f"ZJCT{code}" for code in first} <= {row["type_code"] for row in CASES}


def test_at_least_84_types_are_live_and_each_of_them_ships_with_a_case_of_its_own() -> None:
    live = {code for code, kind in types().items() if kind.live}
    assert len(live) >= 84
    assert live <= {row["type_code"] for row in CASES}


def test_every_type_names_its_law_and_says_since_when_or_that_nobody_looked() -> None:
    for kind in types().values():
        assert kind.legal_basis
        assert (kind.effective_on is None) == (kind.effective_from == ""), kind.code


def test_a_case_that_no_longer_fits_is_told_line_by_line() -> None:
    _, content = contents()["ZJCT017"]
    draft = make(basics("ZJCT017"), {**content, "opens": "P60D"})
    first = run(draft, content["cases"], workdays())[0]
    assert not first.passed
    assert [line.what for line in first.lines if not line.same] == ["最早可办", "提醒日"]
    assert all(trial.passed for trial in run(types()["ZJCT017"], content["cases"], workdays()))


def test_a_case_that_cannot_be_run_says_so_and_does_not_pass() -> None:
    trial = run(types()["ZJCT017"], [{"name": "坏", "given": {"issued_on": "2026-02-30"}, "expect": {}}], workdays())[0]
    assert (trial.passed, bool(trial.wrong)) == (False, True)


def basics(code: str) -> dict[str, str]:
    return contents()[code][0]


def test_ladders_are_said_by_the_way_that_the_type_asks_for() -> None:
    report = types()["ZJCT084"]
    rungs = ladder(report, window(report, date(2027, 6, 30), workdays()))
    assert [(rung.days, rung.rule, rung.channel) for rung in rungs] == [
        (180, "opening", "wechat"), (90, "annual", "inbox"), (30, "annual", "wechat"), (7, "annual", "wechat"), (3, "annual", "sms"),
    ]  # fmt: skip


def test_all_195_types_are_loaded_and_each_rule_reads_as_a_sentence() -> None:
    assert len(types()) == 195
    assert len({kind.name for kind in types().values()}) == 195
    for kind in types().values():
        assert rule_text(kind).endswith("。")
        assert not {"None", "为记忆", "；。"} & set(rule_text(kind).split())


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (
            "ZJCT017",
            "有效期6年，期内每个记分周期未满12分的，换发10年有效、再换发长期有效的证件。期满前90日内可以办理。"
            "依据：《道路交通安全法实施条例》第二十二、二十六条；《机动车驾驶证申领和使用规定》第六十三条。",
        ),
        ("ZJCT062", "有效期5年。请在期满前90日至30日之间申请。依据：《护士条例》第八、十条。"),
        ("ZJCT018", "每年一次：提交身体条件证明。期满之日起30日内办理。依据：《机动车驾驶证申领和使用规定》第七十四条。"),
        ("ZJCT036", "受理之日起满30日后，30日内办理离婚登记，逾期视为撤回。依据：《民法典》第一千零七十七条。"),
    ],
)
def test_a_rule_is_told_in_plain_words_with_its_article(code: str, text: str) -> None:
    assert rule_text(types()[code]) == text


def test_a_certificate_whose_date_nobody_knows_is_not_called_long_term() -> None:
    printed = types()["ZJCT013"]
    assert validity(printed, Holding(date(2026, 1, 1))).term == "unknown"
    assert validity(types()["ZJCT035"], Holding(date(2026, 1, 1))).term == "long_term"


def test_a_window_in_working_days_beyond_the_official_notice_is_provisional() -> None:
    food = types()["ZJCT092"]
    near, far = window(food, date(2026, 12, 31), workdays()), window(food, date(2027, 12, 31), workdays())
    assert near is not None
    assert far is not None
    assert (near.official, far.official) == (True, False)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2010, 6, 1), date(2026, 5, 31), 15),
        (date(2010, 6, 1), date(2026, 6, 1), 16),
        (date(2008, 2, 29), date(2026, 2, 27), 17),
        (date(2008, 2, 29), date(2026, 2, 28), 18),
    ],
)
def test_a_year_of_age_is_full_on_the_birthday(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age


@pytest.mark.parametrize(
    ("rule", "word"),
    [
        ("[]", "at least one rule"),
        ('[{"kind": "fixed"}]', "longer than nothing"),
        ('[{"kind": "moon"}]', "moon"),
        ('[{"kind": "age_band_at_issue", "bands": [{"from": 0, "to": 15, "years": 5}]}]', "without an end"),
        ('[{"kind": "event", "expr": "birth + 1m"}]', "unknown event"),
        ('[{"kind": "long_term"}, {"kind": "modifier", "expr": "then+30d"}]', "unknown modifier"),
        ('[{"kind": "annual_window", "from": "1-1", "to": "31-3"}]', "day of every year"),
        ('[{"kind": "annual_window", "from": "02-01", "to": "02-29"}]', "day of every year"),
        ('[{"kind": "annual_window", "from": "02-01", "to": "13-40"}]', "day of every year"),
        ('[{"kind": "fixed", "years": 9000}]', "at most 100 years"),
        ('[{"kind": "cycle", "months": 1000000000}]', "at most 100 years"),
        ('[{"kind": "cycle", "months": 24}, {"kind": "modifier", "expr": "after10=C0m"}]', "longer than nothing"),
        ('[{"kind": "age_band_at_issue", "bands": [{"from": 0, "to": null, "years": -5}]}]', "longer than nothing"),
        ('[{"kind": "age_band_at_issue", "bands": [{"from": 0, "to": null, "years": "x"}]}]', "invalid literal"),
        ('[{"kind": "event", "expr": "age999"}]', "further away"),
        ('[{"kind": "event", "expr": "issue+99999999999d"}]', "further away"),
        ('[{"kind": "event", "expr": "issue"}, {"kind": "modifier", "expr": "then+99999999999d"}]', "unknown modifier"),
    ],
)
def test_a_wrong_rule_is_refused_when_the_table_is_loaded(rule: str, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        rules(rule)


def test_a_wrong_row_is_named_by_its_code() -> None:
    with (DATA / "certificate_types.csv").open(encoding="utf-8") as file:
        row = next(csv.DictReader(file))
    with pytest.raises(ValueError, match=r"ZJCT001: .*应写成 P90D"):
        read([row | {"window_open_before": "3 months"}])
    with pytest.raises(ValueError, match="ZJCT001: the code is used twice"):
        read([row, row])
    with pytest.raises(ValueError, match="由远到近"):
        read([row | {"rungs": "7;30"}])


@given(ISSUED, st.integers(0, 600))
def test_months_later_is_never_a_later_day_of_the_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert later.day <= day.day
    assert (later.year - day.year) * 12 + later.month - day.month == months


@given(ISSUED, st.sampled_from(["P30D", "P3M", "P15WD"]))
def test_an_offset_before_lies_before(day: date, text: str) -> None:
    period = offset(text)
    assert period is not None
    assert period.on(day, workdays()) < day


def _whole(kind: CertificateType, issued: date, version: int = 1) -> tuple[Rung, ...]:
    expiry = expires_on(kind, issued, issued - timedelta(days=9000), issued + timedelta(days=700), version)
    return ladder(kind, window(kind, expiry, workdays(), issued))


@given(TYPES, ISSUED)
def test_rungs_climb_strictly_from_the_opening_to_before_the_deadline(kind: CertificateType, issued: date) -> None:
    rungs = _whole(kind, issued)
    assert [rung.on for rung in rungs] == sorted({rung.on for rung in rungs})
    assert [rung.days for rung in rungs] == sorted({rung.days for rung in rungs}, reverse=True)
    assert len({rung.deadline_on for rung in rungs}) <= 1
    for rung in rungs:
        assert issued <= rung.on <= rung.deadline_on
        assert rung.on >= rungs[0].on


@given(TYPES, ISSUED, st.sets(st.integers(0, 400), min_size=1, max_size=6), st.integers(0, 400))
def test_what_is_foreseen_of_a_ladder_is_what_it_says(kind: CertificateType, today: date, days: set[int], opens: int) -> None:
    kind = replace(kind, rungs=tuple(sorted(days, reverse=True)), opens=offset(f"P{opens}D"))
    told = foreseen(kind, today, workdays())
    if not told:
        return
    ends = date(today.year + 1, *kind.rules[0].last) if isinstance(kind.rules[0], AnnualWindow) else today + timedelta(days=365)
    said = ladder(kind, window(kind, ends, workdays()))
    assert [rung.days for rung in told] == [None, *kind.rungs]
    assert [rung.days for rung in told if rung.said][1:] == [rung.days for rung in said][1:]
    assert str(said[0].days) in told[0].words
    assert all(str(said[0].days) in rung.words or "同一天" in rung.words for rung in told if not rung.said)


@given(TYPES, ISSUED, st.integers(-100, 900))
def test_at_most_one_rung_is_in_force_and_it_only_moves_forward(kind: CertificateType, issued: date, days: int) -> None:
    rungs, today = _whole(kind, issued), issued + timedelta(days=days)
    now, tomorrow = rung_now(rungs, today), rung_now(rungs, today + timedelta(days=1))
    if now is None:
        assert not rungs or today < rungs[0].on or today > rungs[-1].deadline_on + timedelta(days=30)
    else:
        assert now in rungs
        assert now.on <= today
        assert tomorrow is None or tomorrow.on >= now.on
    after = rung_after(rungs, today)
    assert after is None or after.on > today
    assert rung_to_arm(rungs, today) == (now or after)


@given(TYPES, st.dates(date(2015, 1, 1), date(2035, 1, 1)), st.integers(1, 800))
def test_a_new_version_issued_later_arms_a_ladder_that_ends_later(kind: CertificateType, issued: date, days: int) -> None:
    later = issued + timedelta(days=days)
    old, new = _whole(kind, issued, 1), _whole(kind, later, 2)
    if old and new:
        assert new[-1].deadline_on >= old[-1].deadline_on or kind.due == "event"
        assert new[0].on >= later


def test_after_a_long_outage_the_person_hears_once_and_of_the_latest_rung() -> None:
    rungs = _whole(types()["ZJCT048"], date(2026, 1, 1))
    last = rungs[-1]
    assert rung_now(rungs, last.deadline_on) == last
    assert rung_now(rungs, last.deadline_on + timedelta(days=30)) == last
    assert rung_now(rungs, last.deadline_on + timedelta(days=31)) is None
    assert rung_now(rungs, rungs[0].on - timedelta(days=1)) is None


def test_a_review_done_early_loses_no_days_and_a_new_certificate_counts_from_today() -> None:
    permit, card, today, due = types()["ZJCT016"], types()["ZJCT001"], date(2026, 11, 22), date(2026, 12, 7)
    assert renewed_on(permit, due, today) == due
    assert renewed_on(permit, today - timedelta(days=3), today) == today
    assert renewed_on(card, due, today) == today
    assert renewed_on(card, None, today) == today
