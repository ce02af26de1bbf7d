"""The demo town: everyone who lives in the sandbox signs in and proves their name, through the public API.

Certificates then arrive from the registry by themselves, as they do for real people. Done once; a second start keeps it.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx

from local import programs
from local.folder import ROOT, Trouble, write_private
from local.house import House
from local.inside import Visitor
from local.outside import Outside, Row

OPERATOR, REVIEWER = "operator", "reviewer"
# Newcomers stay outside, so that signing in and proving one's name can be tried on them.
NEWCOMERS = {"wang"}
PATIENCE_SECONDS = 15
Say = Callable[[str], None]


def settle(one: House, say: Say) -> None:
    """Idempotent: who is already known stays as they are."""
    done = one.folder.path / "town"
    if done.exists():
        return
    appoint(one)
    outside = Outside(one.sandbox_url)
    people = [person for person in outside.people() if person["user"] not in NEWCOMERS]
    with ThreadPoolExecutor(4) as hands:
        phones = list(hands.map(lambda person: sign_in(one.url, outside, person), people))
        # Names come second: a subscription that WeChat reports only after the first reminder would send that one by SMS.
        wait_for_subscriptions(outside, dict(zip((person["openid"] for person in people), phones, strict=True)))
        arrived = sum(hands.map(prove, phones, people))
    outside.close()
    say(f"小镇居民 {arrived} 人已实名入住，证照正从共享平台送达")
    write_private(done, f"{arrived}\n")


def appoint(one: House) -> None:
    """Two operators, since rules are published by a second person: made by the command an administrator would use."""
    env = programs.environment(one.settings())
    for name, role, shown in ((OPERATOR, "admin", "值班员沈岚"), (REVIEWER, "operator", "复核员方启明")):
        command = [sys.executable, "-m", "profile.staff", name, role, shown]
        password = one.folder.secret(name, 16)  # goes through standard input
        done = subprocess.run(command, input=password, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Trouble(f"没能建立操作员账号：{done.stderr.strip().splitlines()[-1:]}")


def sign_in(url: str, outside: Outside, person: Row) -> Visitor:
    """By `wx.login`, with the phone-number button."""
    visitor = Visitor(url)
    try:
        visitor.sign_in_by_wechat(outside, person["user"])
    except httpx.HTTPError as error:
        raise Trouble(f"演示小镇没有建成：{error}") from None
    return visitor


def wait_for_subscriptions(outside: Outside, phones: dict[str, Visitor]) -> None:
    """Until every subscription that WeChat has reported stands in the product's ledger, or patience ends: SMS then does it."""
    allowed = {row["openid"] for row in outside.call("GET", "/admin/grants")["grants"] if row["balance"]}
    waiting = [phone for openid, phone in phones.items() if openid in allowed]
    deadline = time.monotonic() + PATIENCE_SECONDS
    while waiting and time.monotonic() < deadline:
        waiting = [phone for phone in waiting if not any(one["balance"] for one in phone.get("/subscriptions")["templates"])]
        time.sleep(0.2)


def prove(visitor: Visitor, person: Row) -> bool:
    """Real name. False when it is not accepted: some of the town's people are invented so."""
    try:
        return bool(visitor.get("/me")["level"] >= 2 or visitor.prove_name(person)["state"] == "passed")
    except httpx.HTTPError as error:
        raise Trouble(f"演示小镇没有建成：{error}") from None
    finally:
        visitor.close()
