"""What people allow: answers to the subscription dialog, settings on the phone, and the events these push."""

from __future__ import annotations

from typing import Any

from sandbox.journal import Event
from sandbox.outbound import queue_push
from sandbox.state import State, on
from sandbox.town import Person
from sandbox.wechat.templates import LONG_TERM, templates
from sandbox.world import World

ASKED_AT_ONCE = 5
ANSWERS = ("accept", "reject", "ban")


class DialogFailed(Exception):
    """wx.requestSubscribeMessage ended in its fail callback with this errCode."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(code, text)
        self.code, self.text = code, text


def ask(world: World, person: Person, template_ids: list[str], answers: dict[str, str]) -> dict[str, str]:
    """Show the dialog: each answer given, or else what this phone answers by habit; pushes the popup event."""
    _check(world, person, template_ids)
    result = {}
    for name in dict.fromkeys(template_ids):
        grant = world.state.grant(person.openid, name)
        given = "ban" if grant.banned else answers.get(name, grant.answer)
        result[name] = given if given in ANSWERS else "reject"
    told = {name: given for name, given in result.items() if given != "ban"}
    if told:
        grant_all(world, person.openid, told)
    return result


def grant_all(world: World, openid: str, answers: dict[str, str], patient: bool = False) -> None:
    """Note the answers and push them as one popup event."""
    world.record("wechat.popup", openid=openid, answers=answers)
    items = [{"TemplateId": name, "SubscribeStatusString": given, "PopupScene": "0"} for name, given in answers.items()]
    queue_push(world, openid, "subscribe_msg_popup_event", items, patient)


def announce(world: World, person: Person) -> bool:
    """The seed's first answers: as many popups as the seed grants, once for each person; whether any were made."""
    phone = world.state.phone(person.user)
    if phone.announced or not person.quota:
        return False
    world.record("phone.set", user=person.user, settings={"announced": True})
    for turn in range(max(person.quota.values())):
        grant_all(world, person.openid, {n: "accept" for n, count in person.quota.items() if count > turn}, patient=True)
    return True


def settle(world: World, person: Person, template_id: str, answer: str) -> None:
    """Change one template on the phone's settings page; only a refusal is pushed, as WeChat does."""
    world.record("wechat.setting", openid=person.openid, template_id=template_id, answer=answer)
    if answer == "reject":
        items = [{"TemplateId": template_id, "SubscribeStatusString": "reject"}]
        queue_push(world, person.openid, "subscribe_msg_change_event", items)


def summary(world: World, person: Person) -> list[dict[str, Any]]:
    """Each template with what this person allows it."""
    rows = []
    for template in templates().values():
        grant = world.state.grant(person.openid, template.template_id)
        row = {"template_id": template.template_id, "title": template.title, "type": template.type}
        state = {"balance": grant.balance, "standing": grant.standing, "banned": grant.banned, "answer": grant.answer}
        rows.append(row | state)
    return rows


def _check(world: World, person: Person, template_ids: list[str]) -> None:
    if not template_ids:
        raise DialogFailed(10001, "tmplIds is empty")
    if len(template_ids) > ASKED_AT_ONCE:
        raise DialogFailed(20003, "too many templates")
    if any(name not in templates() for name in template_ids):
        raise DialogFailed(20001, "no template data return, verify the template id exist")
    if len({templates()[name].type for name in template_ids}) > 1:
        raise DialogFailed(20002, "templates type must be same")
    if not world.state.phone(person.user).subscriptions:
        raise DialogFailed(20004, "the main switch is switched off")


@on("wechat.popup")
def _popup(state: State, event: Event) -> None:
    """One accept of a one-time template is one send; of a long-term one it lasts until a refusal."""
    state.strangers.add(event["openid"])
    for name, given in event["answers"].items():
        grant, template = state.grants[event["openid"], name], templates().get(name)
        if template is not None and template.type == LONG_TERM:
            grant.standing = given == "accept"
        elif given == "accept":
            grant.balance += 1


@on("wechat.setting")
def _setting(state: State, event: Event) -> None:
    grant = state.grants[event["openid"], event["template_id"]]
    grant.answer = "reject" if event["answer"] == "ban" else event["answer"]
    grant.banned = event["answer"] == "ban"
    if event["answer"] != "accept":
        grant.standing = False


@on("wechat.granted")
def _granted(state: State, event: Event) -> None:
    """A grant set by hand from the control plane; nothing is pushed for it."""
    state.strangers.add(event["openid"])
    grant = state.grants[event["openid"], event["template_id"]]
    grant.balance, grant.standing = event["balance"], event["standing"]
