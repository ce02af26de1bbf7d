"""The state of the outside world: a fold over the journal, so that it can never disagree with it."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sandbox.journal import Event

KEPT_MESSAGES = 200
LOGINS_A_MINUTE = 100


@dataclass
class Grant:
    """What one person allowed one template: sends left, a standing permission, and the answer kept for next time."""

    balance: int = 0
    standing: bool = False
    banned: bool = False
    answer: str = "accept"
    sent: deque[tuple[float, str]] = field(default_factory=lambda: deque(maxlen=50))


@dataclass
class Phone:
    """Settings of one phone: the main switch of subscriptions, the official account, and what its face check will say."""

    subscriptions: bool = True
    follows: bool = False
    blocks: bool = False
    face: str = "pass"
    announced: bool = False


def _grants() -> defaultdict[tuple[str, str], Grant]:
    return defaultdict(Grant)


def _messages() -> defaultdict[str, deque[dict[str, Any]]]:
    return defaultdict(lambda: deque(maxlen=KEPT_MESSAGES))


def _logins() -> defaultdict[str, deque[float]]:
    return defaultdict(lambda: deque(maxlen=LOGINS_A_MINUTE))


@dataclass
class State:
    """Everything the outside world remembers; changed by reducers alone."""

    day: date | None = None
    knobs: dict[str, Any] = field(default_factory=dict)
    guests: dict[str, dict[str, Any]] = field(default_factory=dict)
    phones: defaultdict[str, Phone] = field(default_factory=lambda: defaultdict(Phone))
    messages: defaultdict[str, deque[dict[str, Any]]] = field(default_factory=_messages)
    read: dict[str, int] = field(default_factory=dict)
    faults: list[dict[str, Any]] = field(default_factory=list)
    outbound: dict[str, Event] = field(default_factory=dict)
    # WeChat
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)
    refreshes: defaultdict[str, deque[float]] = field(default_factory=lambda: defaultdict(lambda: deque(maxlen=20)))
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    logins: defaultdict[str, deque[float]] = field(default_factory=_logins)
    strangers: set[str] = field(default_factory=set)
    grants: defaultdict[tuple[str, str], Grant] = field(default_factory=_grants)
    limits: dict[str, int] = field(default_factory=dict)
    official: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    faces: dict[str, dict[str, Any]] = field(default_factory=dict)
    face_sequences: set[str] = field(default_factory=set)
    event_times: dict[str, int] = field(default_factory=dict)
    # the others
    identity: dict[str, dict[str, Any]] = field(default_factory=dict)
    sms: dict[str, dict[str, Any]] = field(default_factory=dict)
    sms_templates: dict[str, tuple[str, str]] = field(default_factory=dict)
    sms_shape: str = ""
    sms_times: defaultdict[str, deque[float]] = field(default_factory=lambda: defaultdict(lambda: deque(maxlen=60)))
    marks: dict[tuple[str, str, str], dict[str, Any]] = field(default_factory=dict)
    told: defaultdict[str, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    tellers: dict[str, str] = field(default_factory=dict)
    issued: defaultdict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    cases: dict[str, dict[str, Any]] = field(default_factory=dict)

    def grant(self, openid: str, template_id: str) -> Grant:
        """What one person allows one template, to look at: looking leaves no trace."""
        return self.grants.get((openid, template_id)) or Grant()

    def phone(self, user: str) -> Phone:
        """A phone's settings, to look at."""
        return self.phones.get(user) or Phone()


Reducer = Callable[[State, Event], None]
REDUCERS: dict[str, Reducer] = {}


def on(kind: str) -> Callable[[Reducer], Reducer]:
    """Name the reducer of one kind of event."""

    def register(reducer: Reducer) -> Reducer:
        REDUCERS[kind] = reducer
        return reducer

    return register


def apply(state: State, event: Event) -> None:
    """Let one event change the state; kinds without a reducer are only told."""
    reducer = REDUCERS.get(event["kind"])
    if reducer is not None:
        reducer(state, event)


@on("world.started")
def _started(state: State, event: Event) -> None:
    state.day = date.fromisoformat(event["day"])


@on("world.reset")
def _reset(state: State, event: Event) -> None:
    state.__init__(day=date.fromisoformat(event["day"]))  # type: ignore[misc]


@on("knob.set")
def _knob(state: State, event: Event) -> None:
    state.knobs.update(event["knobs"])


@on("person.added")
def _person(state: State, event: Event) -> None:
    state.guests[event["person"]["user"]] = event["person"]


@on("phone.set")
def _phone(state: State, event: Event) -> None:
    phone = state.phones[event["user"]]
    for name, value in event["settings"].items():
        setattr(phone, name, value)


@on("phone.read")
def _read(state: State, event: Event) -> None:
    state.read[event["phone"]] = event["seq"]
