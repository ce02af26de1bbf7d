"""Steps that the tests of the hall share: people with certificates, pictures, posting a file, and the department's webhook."""

from __future__ import annotations

import asyncio
import io
import random
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
from PIL import Image, ImageDraw

from core import clock
from core.registry import RegisteredEnterprise
from core.storage import PostForm
from core.tables import uuid7
from hall import cases, inspection, materials
from hall.uploads import MaterialView
from local.instance import Sandbox
from local.outside import trusted
from profile import enterprises, issuing, realname, signin

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
LICENCE, PERMIT, SOCIAL_CARD, FOOD, BUSINESS, PASSPORT = "ZJCT017", "ZJCT016", "ZJCT031", "ZJCT092", "ZJCT085", "ZJCT004"


def id_number() -> str:
    """An invented resident number of Xihu district with a valid check digit (GB 11643)."""
    born = date(1960, 1, 1) + timedelta(days=secrets.randbelow(15_000))
    body = f"330106{born:%Y%m%d}{secrets.randbelow(999) + 1:03d}"
    return body + "10X98765432"[sum(int(char) * weight for char, weight in zip(body, WEIGHTS, strict=True)) % 11]


@dataclass
class Resident:
    """Somebody with an account, a real name and a phone in the sandbox."""

    id: UUID
    user: str
    name: str
    number: str
    phone: str

    async def holds(self, type_code: str, due_in: int = 20, enterprise_id: UUID | None = None) -> UUID:
        """Gives them a certificate whose deadline lies `due_in` days ahead, as near as its rule allows; its id."""
        issued = await _issued_for(type_code, clock.today() + timedelta(days=due_in))
        printed = clock.today() + timedelta(days=due_in)
        return await issuing.add(
            issuing.Issue(
                type_code,
                f"33{secrets.randbelow(10**10):010d}",
                issued,
                printed,
                "杭州市某某局",
                clock.today(),
                "registry",
                version=1,
                lineage_id=uuid7(),
                citizen_id=None if enterprise_id else self.id,
                enterprise_id=enterprise_id,
            )
        )

    async def runs(self) -> UUID:
        """Makes them the legal representative of an invented enterprise; its id."""
        uscc = f"92330106MA{secrets.token_hex(4).upper()}"[:18]
        return await enterprises.join(self.id, RegisteredEnterprise("杭州某某小吃店", uscc, "legal", "330106"))


async def _issued_for(type_code: str, deadline: date) -> date:
    years = {LICENCE: 6, PERMIT: 1, SOCIAL_CARD: 10, FOOD: 5, BUSINESS: 1, PASSPORT: 10}[type_code]
    return deadline.replace(year=deadline.year - years)


async def resident(sandbox: Sandbox, *, named: bool = True) -> Resident:
    """A new person in the sandbox who signs in here through WeChat and proves their name."""
    user, number = f"h{secrets.token_hex(4)}", id_number()
    phone = f"1381{secrets.randbelow(10**7):07d}"
    sandbox.call("POST", "/admin/people", {"user": user, "name": "许清如", "id_number": number, "phone": phone})
    keys = await signin.by_wechat(sandbox.login(user), sandbox.phone_code(user), "test")
    if named:
        assert (await realname.two_elements(keys.subject, "许清如", number, consent=True)).state == "passed"
    return Resident(keys.subject, user, "许清如", number, phone)


def portrait(width: int = 413, height: int = 579) -> Image.Image:
    """A drawn face before a white wall."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    draw.ellipse((width * 0.25, height * 0.15, width * 0.75, height * 0.6), fill=(224, 190, 165))
    draw.pieslice((width * 0.22, height * 0.1, width * 0.78, height * 0.5), 180, 360, fill=(40, 30, 30))
    for left in (0.36, 0.57):
        draw.ellipse((width * left, height * 0.33, width * (left + 0.07), height * 0.36), fill=(30, 30, 30))
    draw.rectangle((width * 0.1, height * 0.65, width * 0.9, height), fill=(50, 70, 110))
    return image


def page(width: int = 1200, height: int = 900) -> Image.Image:
    """A page of letters, as a photographed paper."""
    image = Image.new("RGB", (width, height), (240, 238, 230))
    draw, dice = ImageDraw.Draw(image), random.Random(7)
    for top in range(60, height - 60, 40):
        for left in range(60, width - 60, 14):
            draw.text((left, top), chr(dice.randint(65, 90)), fill=(20, 20, 20))
    return image


def jpeg(image: Image.Image, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=92, **options)
    return buffer.getvalue()


def png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def post(form: PostForm, data: bytes) -> httpx.Response:
    """The phone posts the file: the form's fields first, the file last."""
    return httpx.post(form["url"], data=form["fields"], files={"file": ("photo", data)}, timeout=10, verify=trusted())


def get(address: str) -> bytes:
    """What a presigned address shows."""
    return httpx.get(address, timeout=10, verify=trusted()).raise_for_status().content


async def upload(who: Resident, case_id: UUID, kind: str, data: bytes, media_type: str = "image/jpeg") -> MaterialView:
    """Asks for a place, posts the file, says so, and lets the check run as the worker does."""
    ask = await materials.ask_upload(who.id, case_id, kind, "IMG_0001.jpg", media_type, len(data))
    assert post(ask.upload, data).status_code in {200, 201, 204}
    await materials.arrived(who.id, ask.material.id)
    await inspection.check(ask.material.id)
    return await materials.view(who.id, ask.material.id)


async def ready(who: Resident, type_code: str = LICENCE) -> cases.CaseView:
    """A renewal that lacks nothing but the person's word."""
    case = await cases.begin_renewal(who.id, await who.holds(type_code))
    for slot in case.materials:
        if slot.required:
            await upload(who, case.id, slot.kind, jpeg(portrait() if slot.profile == "portrait" else page()))
    return await cases.view(who.id, case.id)


async def eventually(check: Callable[[], Awaitable[bool]], seconds: float = 60) -> None:
    """Waits until something that another process does has come about."""
    for _ in range(int(seconds * 20)):
        if await check():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it did not come about in time")
