"""When something happens in somebody's life, the bundle that goes with it is told once: a suggestion, held back by whatever holds those."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hall import bundles
from hall.bundles import Member
from profile import people, traits
from profile.events import Happening
from profile.life import EVENTS, sign_of
from push import lots, records, templates, wording
from push.compose import Link, Message
from push.records import News
from push.states import Kind
from push.topics import Topic
from push.wording import short

BUNDLE = "pages-find/bundle/index"
TOPICS = [f"life.{event}" for event in EVENTS]


@dataclass(frozen=True)
class Told:
    """`bundle` is offered; `title` and `body` (with the names of its services) go to the inbox, `hint` to the phone.

    `stakes`: who does not hear may miss a day or money (a birth to register, a pension to claim). Only where there are none a
    twentieth is not told on the phone, by lot; the inbox holds it for everybody. `done` are the services of the bundle that lie behind
    whoever the event has happened to.
    """

    bundle: str
    title: str
    body: str
    hint: str
    stakes: bool = True
    done: frozenset[str] = frozenset()


WORDS = {
    "newborn": Told(
        "B01",
        "宝宝的几件事可以一次办",
        "恭喜添了宝宝。{services}，可以一次办好；户口和接种证请在出生后一个月内办。",
        "户口、接种证请在一个月内办",
    ),
    "marriage": Told(
        "B02",
        "婚后的几件事可以一次办",
        "恭喜您登记结婚。{services}，用得上的可以一次办，已有的信息不用再填。",
        "已有的信息不用再填",
        stakes=False,
        done=frozenset({"IT017", "IT018"}),
    ),
    "moving": Told("B59", "搬家后的几件事", "登记显示您的常住地有变化。{services}，用得上的可以一次办。", "用得上的可以一次办"),
    "company": Told(
        "B11",
        "开办企业的几件事可以一次办",
        "恭喜您办了企业。{services}，可以一次办好，材料只交一份。",
        "材料只交一份",
        done=frozenset({"IT202", "IT206"}),
    ),
    "retirement": Told(
        "B06",
        "退休的几件事可以一次办",
        "您的退休已经登记。{services}，可以一次办好。",
        "用得上的可以一次办好",
        done=frozenset({"IT092"}),
    ),
    # No good wishes, no hurry: what there is, and that it can wait.
    "bereavement": Told(
        "B07",
        "请节哀。后事可以一次办",
        "得知您的亲人离世，请节哀保重。{services}，需要时可以一次办，不用跑多个窗口；不急，等您方便的时候再看。",
        "需要时可以一次办，不用急",
    ),
}


async def tell(events: Sequence[Happening], now: datetime) -> None:
    """Writes one message for each event, in the caller's transaction; none to whoever switched recommendations off, or deleted the tag in
    which it is seen."""
    found = [(event, event.citizen_id) for event in events if event.topic in TOPICS and event.citizen_id]
    if not found:
        return
    persons = await people.people(list({citizen_id for _, citizen_id in found}))
    left_out = await traits.dropped_by(persons)
    wanted = [
        (event, one)
        for event, one in found
        if one in persons and persons[one].preferences["personalised"] and sign_of(_event(event)) not in left_out.get(one, ())
    ]
    names = {bundle.id: bundle.members for bundle in await bundles.all()} if wanted else {}
    told = [(event, one) for event, one in wanted if _words(event).bundle in names]
    quiet = await lots.held_out({one for event, one in told if not _words(event).stakes}, Topic.SUGGESTION, now)
    await records.write([_news(event, one, names, outside=_words(event).stakes or one not in quiet) for event, one in told], now)


def _event(happening: Happening) -> str:
    return happening.topic.removeprefix("life.")


def _words(event: Happening) -> Told:
    return WORDS[_event(event)]


def _news(event: Happening, citizen_id: UUID, names: Mapping[str, Sequence[Member]], *, outside: bool) -> News:
    words, key = _words(event), f"{event.topic}:{event.id}:{citizen_id}"
    services = [member.item.name for member in names[words.bundle] if member.item.code not in words.done]
    link = Link(BUNDLE, {"id": words.bundle})
    return News(key, citizen_id, None, message(words, services), link, Kind.NEVER_TWICE, outside=outside)


def message(words: Told, services: Sequence[str]) -> Message:
    """The suggestion in words; pure."""
    listed = "、".join(wording.clean(name) for name in services[:4]) + (f"等{len(services)}项" if len(services) > 4 else "")
    return Message(
        "system",
        short(words.title, 40),
        short(words.body.format(services=listed), 390),
        templates.SUGGESTION,
        wording.fields(thing1=words.title, thing2=words.hint),
        {"title": short(words.title, 20), "summary": f"{short(words.hint, 19)}。"},
    )
