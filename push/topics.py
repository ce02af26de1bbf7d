"""What messages are about, and which ways to a person may carry each. Pure: the vocabulary of preferences."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum

from push.templates import CHANGED, EXPIRING, PROGRESS, SUGGESTION


class Topic(StrEnum):
    """What a person can choose about."""

    CERTIFICATE = "certificate"
    CASE = "case"
    SUGGESTION = "suggestion"
    POLICY = "policy"
    SURVEY = "survey"


@dataclass(frozen=True)
class About:
    """How a topic is named to people. Of a `must_know` one, one way must stay open."""

    name: str
    note: str
    must_know: bool = False


TOPICS = {
    Topic.CERTIFICATE: About("证照到期", "快到期、可以办、要过期了。最后一次提醒关系到证照会不会失效，请至少留一种方式。", must_know=True),
    Topic.CASE: About("办件进度", "已办结、未通过、需要补材料。"),
    Topic.SUGGESTION: About("服务推荐", "可能用得上的服务。"),
    Topic.POLICY: About("政策通知", "和您有关的新政策。"),
    Topic.SURVEY: About("评价与调查", "请您评一评、提建议。"),
}
# The inbox is not among them: it holds every message, always.
CHANNELS = {"wechat": "微信", "official": "公众号", "sms": "短信", "email": "邮件"}
_TOPIC_OF = {EXPIRING: Topic.CERTIFICATE, CHANGED: Topic.CERTIFICATE, PROGRESS: Topic.CASE, SUGGESTION: Topic.SUGGESTION}
EVENING, MORNING = 21, 9
EARLIEST_EVENING, LATEST_MORNING = 18, 12


def of_template(template: str) -> Topic | None:
    """The topic of a delivery by its template; None for what people can't choose about."""
    _, notice, topic = template.partition("notify:")  # of a sender's own text, which says what it is about
    return (Topic(topic) if topic else None) if notice else _TOPIC_OF.get(template)


@dataclass(frozen=True)
class Choices:
    """What one person has chosen: closed ways by topic, texts stopped altogether, and hours of quiet of their own."""

    off: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    sms_stopped: bool = False
    quiet_from: int = EVENING
    quiet_until: int = MORNING

    def takes(self, topic: str | None, channel: str) -> bool:
        if channel == "sms" and self.sms_stopped:
            return False
        return topic is None or (topic, channel) not in self.off

    def closed(self, topic: str | None) -> set[str]:
        """The ways that must not carry this topic."""
        return {channel for channel in CHANNELS if not self.takes(topic, channel)}

    def hours(self) -> tuple[time, time]:
        """From when in the evening until when in the morning the person wants quiet."""
        return time(self.quiet_from), time(self.quiet_until)


NOTHING_CHOSEN = Choices()


def leaves_a_way(off: Collection[tuple[str, str]]) -> bool:
    """Whether every must-know topic keeps at least one way outside."""
    return all(any((topic, channel) not in off for channel in CHANNELS) for topic, about in TOPICS.items() if about.must_know)
