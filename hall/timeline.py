"""A case's story in plain words: what happened, what comes next and when. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from hall.states import State

TEXTS = {
    State.DRAFT: "待提交",
    State.SUBMITTED: "已提交，等待受理",
    State.ACCEPTED: "部门办理中",
    State.CORRECTION: "需要补正",
    State.APPROVED: "审核通过",
    State.REJECTED: "未通过",
    State.FINISHED: "已办结",
    State.WITHDRAWN: "已撤回",
}
TITLES = {
    "begun": "已为您填好申请",
    "submitted": "已提交",
    "resubmitted": "已重新提交",
    "referred": "转人工审核",
    "delivered": "已送达部门",
    "stuck": "暂时没有送达部门",
    "accepted": "部门已受理",
    "correction": "需要补正",
    "approved": "审核通过",
    "rejected": "未通过",
    "finished": "已办结",
    "withdrawn": "已撤回",
}
# Their notes are numbers, which stand beside the story.
NUMBERED = frozenset({"submitted", "resubmitted", "delivered"})
BAD = frozenset({"stuck", "correction", "rejected"})


@dataclass(frozen=True)
class Happened:
    """One thing that happened to a case: `what` is a key of TITLES. The note of `delivered` is the department's receipt."""

    what: str
    at: datetime
    note: str | None = None


@dataclass(frozen=True)
class Line:
    """One line as people read it. `at` is None for what lies ahead."""

    at: datetime | None
    title: str
    note: str | None
    kind: Literal["done", "now", "todo", "bad"]


def state_text(state: State, was_submitted: bool) -> str:
    """Where the case stands, in a few words."""
    return "已取消" if state is State.WITHDRAWN and not was_submitted else TEXTS[state]


def timeline(happened: Sequence[Happened], state: State, department: str, by: date | None, renewal: bool) -> tuple[Line, ...]:
    """The whole story, oldest first, then what is still to come. `by`: the department's day, or the person's to correct something."""
    ahead = _ahead(state, department, by, renewal)
    over = not ahead
    lines = [_told(one, over and place == len(happened) - 1) for place, one in enumerate(happened)]
    return (*lines, *ahead)


def receipt(happened: Sequence[Happened]) -> str | None:
    """The number under which the department has the case; the newest, where it was handed in again."""
    return next((one.note.removeprefix("回执号 ") for one in reversed(happened) if one.what == "delivered" and one.note), None)


def _told(one: Happened, last: bool) -> Line:
    kind: Literal["done", "now", "bad"] = "bad" if one.what in BAD else "now" if last else "done"
    return Line(one.at, TITLES[one.what], None if one.what in NUMBERED else one.note, kind)


def _ahead(state: State, department: str, by: date | None, renewal: bool) -> tuple[Line, ...]:
    corrects = state is State.CORRECTION
    when = f"承诺最晚 {by.month} 月 {by.day} 日办完" if by and not corrects else "办完会马上告诉您"
    until = f"请在 {by.month} 月 {by.day} 日前补好" if by else "改好后"
    reward = "新证照会放进您的卡包" if renewal else "结果会在这里告诉您"
    decide = Line(None, "出结果", f"{when}，{reward}。", "todo")
    match state:
        case State.DRAFT:
            return (Line(None, "核对并提交", "核对已填好的内容，补齐材料后提交。", "now"), Line(None, "部门办理", None, "todo"))
        case State.CORRECTION:
            return (Line(None, "补正后重新提交", f"{until}重新提交，办理期限重新计算。", "now"), decide)
        case State.SUBMITTED:
            return (Line(None, f"等待{department}受理", "受理后会通知您，您不用做什么。", "now"), decide)
        case State.ACCEPTED:
            return (Line(None, f"{department}办理中", "您不用做什么，有结果会通知您。", "now"), decide)
        case _:
            return ()
