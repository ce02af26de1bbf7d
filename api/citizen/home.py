"""Home: what is due, what fits, and why."""

from __future__ import annotations

import orjson
from fastapi import APIRouter, Response

from api.locks import Citizen
from api.shapes.home import Card, CardWhy, Dismissal, Fates, Home, Impression, Impressions, Seen, Turn
from api.shapes.services import ServiceRow
from core import clock
from hall import catalog, listings
from push import front
from recommend import feed, feedback, whys
from recommend.learning import impressions

router = APIRouter(prefix="/home", tags=["首页"])
QUICK = ("IT008", "IT190", "IT051", "IT115", "IT017", "IT024")
GREETINGS = ((5, "夜深了"), (11, "早上好"), (13, "中午好"), (18, "下午好"), (24, "晚上好"))


@router.get("", response_model=Home)
async def home(who: Citizen) -> Response:
    """The cards come as JSON, as they lie ready, and so does the shelf: nothing reads and writes them once more on the way."""
    above = await front.of(who.subject)
    around = {"now": clock.now(), "greeting": f"{_greeting()}，{above.name}", "unread": above.unread}
    quick, page = await _quick(above.catalogue), await feed.told(who.subject)
    told = b"".join((orjson.dumps(around)[:-1], b',"quick":', quick, b",", page[1:].encode()))
    return Response(told, media_type="application/json")


_shelves: dict[int, bytes] = {}


async def _quick(catalogue: int) -> bytes:
    """The same for everybody until the catalogue is another."""
    if catalogue not in _shelves:
        found = await catalog.by_codes(QUICK)
        _shelves.clear()
        _shelves[catalogue] = orjson.dumps([shelf(found[code]).model_dump() for code in QUICK if code in found])
    return _shelves[catalogue]


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


@router.get("/cards/{id}")
async def card(id: str, who: Citizen) -> CardWhy:
    """Why a card is there, and what would take it away."""
    found = await whys.why(who.subject, id)
    return CardWhy(card=Card.model_validate(found.card), turns=[Turn.model_validate(one) for one in found.turns], sentence=found.sentence)


@router.post("/impressions")
async def seen(asked: Seen, who: Citizen) -> Impressions:
    """The app tells in one go which cards were seen; each has an id by which its fate is told. Kept without a name."""
    found = await feedback.seen(who.subject, set(asked.cards))
    return Impressions(items=[Impression(card=card_id, id=impression) for card_id, impression in found.items()])


@router.post("/impressions/fates", status_code=204)
async def fates(asked: Fates, who: Citizen) -> None:
    await impressions.tell(asked.ids, asked.what)
