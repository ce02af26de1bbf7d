"""The demo town: everyone who lives in the sandbox signs in and proves their name, through the public API.

Certificates then arrive from the registry by themselves, as they do for real people. Done once; a second start keeps it.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx

from local import programs
from local.folder import ROOT, Trouble, write_private
from local.house import House
from local.inside import Visitor
from local.outside import Outside, Row

OPERATOR = "operator"
# Newcomers stay outside, so that signing in and proving one's name can be tried on them.
NEWCOMERS = {"wang"}
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
        arrived = sum(hands.map(lambda person: move_in(one.url, outside, person), people))
    outside.close()
    say(f"小镇居民 {arrived} 人已实名入住，证照正从共享平台送达")
    write_private(done, f"{arrived}\n")


def appoint(one: House) -> None:
    """The operator's account, made by the command an administrator would use; the password goes through standard input."""
    env = programs.environment(one.settings())
    password = one.folder.secret("operator", 16)
    done = subprocess.run(
        [sys.executable, "-m", "profile.staff", OPERATOR], input=password, cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Trouble(f"没能建立操作员账号：{done.stderr.strip().splitlines()[-1:]}")


def move_in(url: str, outside: Outside, person: Row) -> bool:
    """Signs in by `wx.login`, allows the reminder, proves the name. False when the name is not accepted (some are invented so)."""
    visitor = Visitor(url)
    try:
        me = visitor.sign_in_by_wechat(outside, person["user"])["citizen"]
        if me["level"] >= 2:
            return True
        return bool(visitor.prove_name(person)["state"] == "passed")
    except httpx.HTTPError as error:
        raise Trouble(f"演示小镇没有建成：{error}") from None
    finally:
        visitor.close()
