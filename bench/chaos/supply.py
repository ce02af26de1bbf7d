"""What the faults meet: certificates falling due, notices written, subscriptions given, and people who hand cases in twice."""

from __future__ import annotations

import asyncio
import contextlib
import random
import secrets
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

import httpx

from bench.chaos.plan import Plan
from bench.chaos.stage import Stage
from bench.load import load
from bench.people import Town
from core import clock
from core.queue import enqueue
from core.tables import transaction
from local import pictures
from local.inside import Visitor
from local.outside import Row
from profile.rules.ladders import GRACE
from push import compose, records
from push.records import News
from push.states import Kind

TEMPLATES = ("tpl-certificate-expiring", "tpl-case-progress")
APPLICANTS = ("lin", "han")
PORTIONS = 12
PATIENCE = 60  # seconds beyond the faults for which an applicant tries again
DAYS_AHEAD = timedelta(days=14)
NOTICE = UUID("6d1f0c0e-5b5d-4f0a-9f1e-000000000033")


@dataclass
class Supply:
    """`expected` keys of notices; `applied` is what each applicant was answered, first try and repeat."""

    stage: Stage
    plan: Plan
    dice: random.Random
    people: list[dict[str, Any]] = field(default_factory=list)
    ready: dict[str, tuple[Visitor, str]] = field(default_factory=dict)
    applied: dict[str, list[Row]] = field(default_factory=dict)
    seen: dict[int, int] = field(default_factory=dict)

    async def prepare(self) -> None:
        """A town with exactly so many certificates due, held back for now; subscriptions; cases ready to be handed in."""
        plan = self.plan
        await load(self.stage.database_url, Town(max(plan.certificates * 8, 400), clock.today(), plan.seed), plan.certificates)
        # Of which there is nothing to say any more once the run's clock has gone some days ahead, nobody expects to hear.
        long_past = "DELETE FROM bench.due d USING profile_certificate c WHERE c.id = d.id AND c.deadline_on < $1"
        await self.stage.asked(long_past, clock.today() - GRACE + DAYS_AHEAD)
        rows = await self.stage.asked(
            "SELECT id, openid, dense_rank() OVER (ORDER BY id) AS place FROM profile_citizen ORDER BY id LIMIT $1", max(plan.reminders, 50)
        )
        self.people = [dict(row) for row in rows]
        # The others stay quiet however far the clock goes.
        await self.stage.asked("UPDATE profile_certificate SET next_rung = NULL, next_rung_on = NULL")
        due = await self.stage.asked(
            """SELECT DISTINCT p.openid FROM profile_citizen p WHERE p.openid IS NOT NULL AND p.id IN (
                 SELECT coalesce(c.citizen_id, m.citizen_id) FROM bench.due d JOIN profile_certificate c ON c.id = d.id
                 LEFT JOIN profile_membership m ON m.enterprise_id = c.enterprise_id)"""
        )
        openids = sorted({row["openid"] for row in due} | {row["openid"] for row in self.people})
        await asyncio.to_thread(self._allow, openids)
        if plan.faults == () or any(name.startswith("5") for name in plan.faults):
            await asyncio.gather(*(asyncio.to_thread(self._make_ready, user) for user in APPLICANTS))
        await self._books_agree()

    def _allow(self, openids: list[str]) -> None:
        """One in eight gives no leave and hears by SMS; the others one to three times each."""
        self.stage.outside.knobs(send_latency_ms=150, sms_limits=False, callback_retry_seconds=1.0)
        for openid in openids:
            for template in TEMPLATES:
                if self.dice.random() > 0.125:
                    body = {"openid": openid, "template_id": template, "balance": self.dice.choice((1, 2, 3)), "push": True}
                    self.stage.outside.call("POST", "/admin/grants", body)

    async def _books_agree(self, seconds: float = 60) -> None:
        for _ in range(int(seconds / 0.3)):
            theirs = sum(one["balance"] for one in self.stage.outside.call("GET", "/admin/grants")["grants"])
            (ours,) = await self.stage.asked("SELECT coalesce(sum(balance), 0) AS sum FROM push_grant_balance")
            if theirs == ours["sum"]:
                return
            await asyncio.sleep(0.3)
        raise TimeoutError("the subscriptions were not all heard of")

    def _make_ready(self, user: str) -> None:
        """Through the public doors to a renewal that lacks nothing but being handed in."""
        visitor = Visitor(self.stage.api)
        visitor.sign_in_by_wechat(self.stage.outside, user)
        visitor.prove_name(self.stage.outside.person(user))
        held = self.stage.until(lambda: [one for one in visitor.get("/certificates")["items"] if one["can_renew"]], 40)
        case = visitor.post(f"/certificates/{held[0]['id']}/renewal")
        samples = {"phone": "13812345678", "address": "浙江省杭州市西湖区文三路 90 号", "date": "2026-01-05", "text": "10"}
        missing = {one["key"]: (one["choices"] or [samples.get(one["kind"], "10")])[0]
                   for one in case["fields"] if one["required"] and not one["value"] and not one["locked"]}  # fmt: skip
        if missing:
            visitor.call("PATCH", f"/cases/{case['id']}", {"fields": missing})
        for slot in case["materials"]:
            if slot["required"] and not slot["waived"]:
                visitor.upload(case["id"], slot["kind"], "photo.jpg", pictures.of(slot["kind"]))
        self.stage.until(lambda: visitor.get(f"/cases/{case['id']}")["can_submit"], 30)
        self.ready[user] = (visitor, case["id"])

    async def run(self) -> None:
        """All of it, spread over the run; returns when everything has been asked for."""
        await asyncio.gather(self._certificates(), self._notices(), self._subscriptions(), *(self._applies(user) for user in self.ready))

    async def _pause(self) -> None:
        await asyncio.sleep(self.plan.seconds * 0.85 / PORTIONS * self.dice.uniform(0.6, 1.4))

    async def _certificates(self) -> None:
        """They fall due portion by portion; whoever sweeps finds them."""
        rows = await self.stage.asked("SELECT id FROM bench.due ORDER BY md5(id::text)")
        for place in range(PORTIONS):
            due = [row["id"] for row in rows[place::PORTIONS]]
            await self.stage.asked(
                """UPDATE profile_certificate c SET next_rung = d.next_rung, next_rung_on = d.next_rung_on
                   FROM bench.due d WHERE d.id = c.id AND c.id = ANY($1::uuid[])""",
                due,
            )
            await enqueue("push.sweep")
            await self._pause()

    async def _notices(self) -> None:
        """News of cases, each written at least twice, as by somebody who has not heard that it came through."""
        for place in range(PORTIONS):
            numbers = range(place, self.plan.notices, PORTIONS)
            news = [self.news(number) for number in numbers]

            async def write(news: list[News] = news) -> None:
                async with transaction():
                    await records.write(news, clock.now())
                    await enqueue("push.dispatch")

            await self.stage.done(write)
            await self.stage.done(write)
            await self._pause()

    def news(self, number: int) -> News:
        case_id = uuid5(NOTICE, str(number))
        person = self.people[number * 7 % len(self.people)]["id"]
        at = clock.local(clock.now())
        message = compose.case_news(compose.CaseNews("机动车驾驶证期满换证", "approved", at, new_certificate=False))
        link = compose.Link(compose.CASE, {"id": str(case_id)})
        return News(f"chaos:{number}", person, case_id, message, link, Kind.NEVER_TWICE)

    async def _subscriptions(self) -> None:
        """People go on giving leave meanwhile; WeChat tells us of each."""
        for _ in range(PORTIONS):
            for person in self.dice.sample(self.people, min(4, len(self.people))):
                body = {"openid": person["openid"], "template_id": self.dice.choice(TEMPLATES), "balance": 1, "push": True}
                with contextlib.suppress(httpx.HTTPError):
                    await asyncio.to_thread(self.stage.outside.call, "POST", "/admin/grants", body)
            await self._pause()

    async def _applies(self, user: str) -> None:
        """Hands a case in; the API dies after the commit and before the answer; the phone tries again with the same key."""
        visitor, case_id = self.ready[user]
        await asyncio.sleep(self.dice.uniform(1, self.plan.seconds * 0.7))
        key, number = secrets.token_hex(16), secrets.token_hex(16)
        self.stage.set_point(f"answer.{number}")
        self.applied[case_id] = []
        until, turn = time.monotonic() + self.plan.seconds + PATIENCE, 0
        while len(self.applied[case_id]) < 2 and time.monotonic() < until:
            headers = {"Idempotency-Key": key, "X-Request-Id": number if turn == 0 else secrets.token_hex(16)}
            turn += 1
            with contextlib.suppress(httpx.HTTPError):
                answer = await asyncio.to_thread(visitor.http.post, f"/cases/{case_id}/submission", headers=headers)
                if answer.status_code == httpx.codes.UNAUTHORIZED:  # the clock has jumped past the token's end
                    await asyncio.to_thread(visitor.sign_in_by_wechat, self.stage.outside, user)
                if answer.is_success:
                    self.applied[case_id].append({name: answer.json()[name] for name in ("id", "number", "submitted_at")})
            await asyncio.sleep(0.3)

    async def look(self) -> None:
        """A client that only looks, twice a second: which answers it got. Run until cancelled."""
        async with httpx.AsyncClient(timeout=25) as client:
            while True:
                with contextlib.suppress(httpx.HTTPError):
                    answer = await client.get(f"{self.stage.api}/api/v1/services?q=身份证")
                    good = answer.status_code != httpx.codes.SERVICE_UNAVAILABLE or int(answer.headers.get("Retry-After", 0)) > 0
                    code = answer.status_code if good else -answer.status_code
                    self.seen[code] = self.seen.get(code, 0) + 1
                await asyncio.sleep(0.5)

    def close(self) -> None:
        for visitor, _ in self.ready.values():
            visitor.close()
