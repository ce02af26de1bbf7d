"""Home: what is due, what fits, and why."""

from __future__ import annotations

from fastapi import APIRouter

from api.locks import Citizen
from api.shapes.holdings import Card, Dismissal, Home, ServiceRow
from core import clock
from hall import catalog, listings
from profile import people
from push import inbox
from recommend import feed, feedback

router = APIRouter(prefix="/home", tags=["首页"])
QUICK = ("IT008", "IT190", "IT051", "IT115", "IT017", "IT024")
GREETINGS = ((5, "夜深了"), (11, "早上好"), (13, "中午好"), (18, "下午好"), (24, "晚上好"))


@router.get("")
async def home(who: Citizen) -> Home:
    person = await people.person(who.subject)
    cards = [Card.model_validate(card) for card in await feed.home(who.subject)]
    found = await catalog.by_codes(QUICK)
    quick = [shelf(found[code]) for code in QUICK if code in found]
    return Home(
        now=clock.now(), greeting=f"{_greeting()}，{person.display_name}", cards=cards, quick=quick, unread=await inbox.unread(who.subject)
    )


def shelf(row: listings.ServiceRow) -> ServiceRow:
    """A catalogue row in the shape of the door."""
    return ServiceRow.model_validate({name: getattr(row, name) for name in ServiceRow.model_fields})


def _greeting() -> str:
    hour = clock.local(clock.now()).hour
    return next(words for until, words in GREETINGS if hour < until)


@router.post("/cards/{id}/dismissals", status_code=204)
async def dismiss(id: str, asked: Dismissal, who: Citizen) -> None:
    await feedback.dismiss(who.subject, id, asked.reason)


@router.delete("/cards/{id}/dismissals", status_code=204)
async def undo(id: str, who: Citizen) -> None:
    await feedback.undo(who.subject, id)
