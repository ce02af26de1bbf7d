"""The chaos run: short here, at length by hand; and its verdict notices each thing that may go wrong."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench.chaos.faults import FAULTS
from bench.chaos.mutations import MUTATIONS, PLANS, ROOMS
from bench.chaos.plan import SHORT, Plan, strikes
from bench.chaos.verdict import Evidence, judge
from local.folder import ROOT


def delivery(number: int, kind: str, state: str = "sent", channel: str = "wechat", **more: Any) -> dict[str, Any]:
    row = {"id": f"d{number}{channel}", "item": number, "key": f"k{number}#0", "openid": "o01", "template": "t", "channel": channel}
    return row | {"kind": kind, "state": state, "page": f"p{number}", "paid": int(state == "sent"), "doubts": [], "digest": None} | more


FINE = Evidence(
    missing=0,
    items=[{"citizen": 1, "key": "k1"}, {"citizen": 1, "key": "k2"}],
    deliveries=[delivery(1, "must_arrive"), delivery(2, "never_twice")],
    wechat=[("o01", "p1", 10.0), ("o01", "p2", 20.0)],
    sms=[],
    balances={("o01", "t"): 1},
    grants={("o01", "t"): 1},
    forced=[("a", 0.0), ("b", 1.0), ("a", 31.0), ("a", 40.0)],
    emptied=[35.0],
    answers={"c": [{"number": "1"}, {"number": "1"}]},
    numbers={"c": 1},
    seen={200: 9, 503: 1},
    recovered=1.0,
    settled=9.0,
)


def test_a_run_in_which_all_is_well_is_kept() -> None:
    assert judge(FINE).wrong == []


@pytest.mark.parametrize(
    ("invariant", "changes"),
    [
        ("I1", {"deliveries": [*FINE.deliveries, delivery(1, "must_arrive")]}),
        ("I2", {"items": [*FINE.items, FINE.items[0]]}),
        ("I2", {"missing": 1}),
        ("I3", {"wechat": [*FINE.wechat, ("o01", "p2", 30.0)]}),
        ("I3", {"deliveries": [*FINE.deliveries, delivery(2, "never_twice", channel="sms", key="k2#1")], "sms": ["d2sms"]}),
        ("I4", {"wechat": [("o01", "p2", 20.0)]}),
        ("I4b", {"wechat": [*FINE.wechat, ("o01", "p1", 30.0)]}),
        ("I5", {"deliveries": [delivery(1, "must_arrive", "pending"), FINE.deliveries[1]]}),
        ("I6", {"wechat": [("o01", "p1", 10.0)]}),
        ("I6", {"wechat": [*FINE.wechat, ("o01", "p9", 30.0)]}),
        ("I6", {"deliveries": [delivery(1, "must_arrive", "cancelled"), FINE.deliveries[1]]}),
        ("I10", {"balances": {("o01", "t"): 2}}),
        ("31", {"forced": [("a", 0.0), ("b", 1.0), ("a", 29.0)]}),
        ("31", {"emptied": []}),
        ("5", {"answers": {"c": [{"number": "1"}, {"number": "2"}]}}),
        ("5", {"numbers": {"c": 2}}),
        ("I9", {"seen": {200: 1, 500: 1}}),
        ("I9", {"seen": {-503: 1}}),
        ("I9", {"recovered": 11.0}),
    ],
)
def test_each_thing_that_goes_wrong_is_noticed(invariant: str, changes: dict[str, Any]) -> None:
    assert invariant in {one.split()[0] for one in judge(replace(FINE, **changes)).wrong}


def test_a_subscription_is_accounted_for_whichever_way_its_message_went_in_the_end() -> None:
    moved = delivery(1, "must_arrive", channel="sms", doubts=[15.0])
    found = replace(FINE, deliveries=[moved, FINE.deliveries[1]], sms=["d1sms"])
    assert judge(found).wrong == [], "taken by WeChat after all"
    assert judge(replace(found, wechat=[FINE.wechat[1]], grants={("o01", "t"): 2})).wrong == [], "paid for in vain"
    assert "I10" in {one.split()[0] for one in judge(replace(found, wechat=[FINE.wechat[1]])).wrong}


def test_what_goes_along_in_a_digest_has_arrived_with_it() -> None:
    digest = delivery(1, "must_arrive", id="D", key="digest:x#0", page="both")
    members = [delivery(number, "must_arrive", "gathered", digest="D") for number in (1, 2)]
    found = replace(FINE, deliveries=[digest, *members], wechat=[("o01", "both", 9.0)], balances={("o01", "t"): 1})
    assert judge(found).wrong == []
    assert "I4" in {one.split()[0] for one in judge(replace(found, wechat=[])).wrong}


def test_a_second_send_after_a_doubt_has_ended_is_what_the_house_promises() -> None:
    again = replace(
        FINE,
        deliveries=[delivery(1, "must_arrive", doubts=[25.0]), FINE.deliveries[1]],
        wechat=[*FINE.wechat, ("o01", "p1", 30.0)],
        grants={("o01", "t"): 0},
    )
    assert judge(again).wrong == []


def test_a_seed_is_a_plan_and_a_minute_sees_every_fault() -> None:
    plan = Plan(seed=3, seconds=60, every=1.5)
    assert strikes(plan, list(FAULTS)) == strikes(plan, list(FAULTS))
    assert strikes(plan, list(FAULTS)) != strikes(replace(plan, seed=4), list(FAULTS))
    assert {one.fault for one in strikes(plan, list(FAULTS))} == set(FAULTS)
    assert all(0 < one.at < 60 for one in strikes(plan, list(FAULTS)))
    assert {one.fault for one in strikes(SHORT, SHORT.faults)} == set(SHORT.faults) <= set(FAULTS)


@pytest.mark.parametrize("name", sorted(MUTATIONS))
def test_each_mutation_still_finds_what_it_breaks(name: str, tmp_path: Path) -> None:
    for file, _, _ in MUTATIONS[name].changes:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text((ROOT / file).read_text())
    MUTATIONS[name].apply(tmp_path)
    file, _, test = MUTATIONS[name].test.partition("::")
    assert f"def {test}(" in (ROOT / file).read_text() if test else set(PLANS[name].faults) <= set(FAULTS)
    assert all((ROOT / room).is_dir() for room in ROOMS)


def test_a_few_seconds_of_faults_lose_and_double_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench.chaos", "--short"]
    done = subprocess.run([*command, "--folder", tmp_path / "chaos"], cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "lost 0" in done.stdout
    assert "sent twice 0" in done.stdout
    assert "unsettled 0" in done.stdout
