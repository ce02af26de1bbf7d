"""What came of it: invariants computed from the sandbox's journal and the database, which know nothing of each other. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

APART = 30
OPEN = frozenset({"pending", "leased", "sending", "unknown"})
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Evidence:
    """Everything a verdict rests on. `missing` counts messages that had to be made and were not; pages tell messages apart in the journal.

    `deliveries`: id, item, key, openid, template, channel, kind, state, page, paid (subscriptions the ledger took for it), doubts (when a
    doubt ended in a second send), digest (the delivery that it went along in). `wechat` and `sms`: what the outside world accepted, as
    (openid, page, when) and our own reference. `answers`: what applicants were told. `forced`: when which account's token was asked for by
    force; `emptied`: when Redis lost its counts.
    """

    missing: int
    items: Sequence[Row]
    deliveries: Sequence[Row]
    wechat: Sequence[tuple[str, str, float]]
    sms: Sequence[str]
    balances: Mapping[tuple[str, str], int]
    grants: Mapping[tuple[str, str], int]
    forced: Sequence[tuple[str, float]]
    emptied: Sequence[float]
    answers: Mapping[str, Sequence[Row]]
    numbers: Mapping[str, int]
    seen: Mapping[int, int]
    recovered: float
    settled: float


@dataclass
class Verdict:
    """Lines to print and what was violated; nothing violated is what a run is for."""

    lines: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def say(self, name: str, told: str, *wrong: str) -> None:
        self.lines.append(f"{'✗' if any(wrong) else '✓'} {name:<4} {told}")
        self.wrong += [f"{name} {one}" for one in wrong if one]


def judge(found: Evidence) -> Verdict:
    verdict = Verdict()
    once(found, verdict)
    messages = Messages(found)
    messages.judge(verdict)
    books(found, messages, verdict)
    tokens(found, verdict)
    doors(found, verdict)
    return verdict


def once(found: Evidence, verdict: Verdict) -> None:
    """I1 and I2: every message is there, exactly once, in rows and in the inbox."""
    rows = Counter((one["key"], one["channel"]) for one in found.deliveries)
    twice = sum(count > 1 for count in rows.values())
    verdict.say("I1", f"{len(rows)} deliveries, {twice} of them written twice", f"{twice} deliveries twice" if twice else "")
    items = Counter((one["citizen"], one["key"]) for one in found.items)
    doubled = sum(count > 1 for count in items.values())
    wrong = (f"{doubled} messages twice in an inbox" if doubled else "", f"{found.missing} never written" if found.missing else "")
    verdict.say("I2", f"{len(items)} messages in inboxes, {found.missing} missing, {doubled} twice", *wrong)


class Messages:
    """Deliveries gathered by message, beside what the outside world took."""

    def __init__(self, found: Evidence) -> None:
        self.found = found
        self.times: dict[tuple[str, str], list[float]] = {}
        for openid, page, at in found.wechat:
            self.times.setdefault((openid, page), []).append(at)
        self.taken = Counter({key: len(times) for key, times in self.times.items()})
        texted = Counter(found.sms)
        self.by_item: dict[Any, list[Row]] = {}
        for one in found.deliveries:
            self.by_item.setdefault(one["item"], []).append(one)
        self.texted = texted
        self.by_id = {one["id"]: one for one in found.deliveries}
        self.by_root: dict[str, list[Row]] = {}
        self.sharing: dict[tuple[str, str], list[str]] = {}  # two rungs that waited for the same day leave with the same words
        for one in found.deliveries:
            self.by_root.setdefault(_root(one), []).append(one)
            roots = self.sharing.setdefault((one["openid"], one["page"]), [])
            if one["channel"] == "wechat" and _is_said(one) and _root(one) not in roots:
                roots.append(_root(one))

    def ways(self, item: Any) -> list[Row]:
        """Every delivery that carried this message: its own, and those of the digest that it went along in."""
        found: dict[Any, Row] = {}
        for one in self.by_item[item]:
            digest = self.by_id.get(one["digest"]) if one["state"] == "gathered" else None
            own = self.by_root[_root(digest)] if digest else [] if _root(one).startswith("digest:") else [one]
            found |= {row["id"]: row for row in own}
        return list(found.values())

    def times_of(self, rows: Sequence[Row]) -> list[float]:
        """When WeChat took it, whichever of these rows it was; messages of the same words have each their share of the times."""
        said = {(one["openid"], one["page"], _root(one)) for one in rows}
        return sorted(at for openid, page, root in said for at in self._share(openid, page, root))

    def _share(self, openid: str, page: str, root: str) -> list[float]:
        times, roots = sorted(self.times.get((openid, page), [])), self.sharing[openid, page]
        if root in roots:
            return times[roots.index(root) :: len(roots)]
        return [] if roots else times

    def accepted(self, item: Any) -> int:
        rows = self.ways(item)
        return len(self.times_of(rows)) + sum(self.texted[str(one["id"])] for one in rows)

    def judge(self, verdict: Verdict) -> None:
        kinds = {item: rows[0]["kind"] for item, rows in self.by_item.items()}
        never = [item for item, kind in kinds.items() if kind == "never_twice"]
        must = [item for item, kind in kinds.items() if kind == "must_arrive"]
        twice = [item for item in never if self.accepted(item) > 1]
        verdict.say("I3", f"{len(never)} that must not come twice: sent twice {len(twice)}", f"{len(twice)} came twice" if twice else "")
        lost = [item for item in must if not self.accepted(item)]
        verdict.say("I4", f"{len(must)} that must arrive: lost {len(lost)}", f"{len(lost)} lost" if lost else "")
        again = [item for item in must if self._without_doubt(self.ways(item))]
        told = sum(self.accepted(item) > 1 for item in must)
        words = f"{told} of them came again after a doubt that no receipt ended in fifteen minutes, {len(again)} without one"
        verdict.say("I4b", words, f"{len(again)} came twice without a doubt" if again else "")
        left = [one for one in self.found.deliveries if one["state"] in OPEN]
        told_left = f"unsettled {len(left)} after {self.found.settled:.0f} s"
        verdict.say("I5", told_left, f"{len(left)} unsettled: {Counter((one['channel'], one['state']) for one in left)}" if left else "")
        self._said_is_done(verdict)

    def _without_doubt(self, rows: Sequence[Row]) -> bool:
        """Whether it was taken a second time with no doubt ending between the two."""
        times = self.times_of(rows)
        doubts = [at for one in rows for at in one["doubts"]]
        return any(not any(first < at < second for at in doubts) for first, second in pairwise(times))

    def _said_is_done(self, verdict: Verdict) -> None:
        """I6: a row says `sent` where the outside world took it, and nothing was taken that no row knows of."""
        sent = [one for one in self.found.deliveries if one["state"] == "sent" and one["channel"] in ("wechat", "sms")]
        texts = Counter(self.found.sms)
        empty = [
            one for one in sent
            if not (self.taken[one["openid"], one["page"]] if one["channel"] == "wechat" else texts[str(one["id"])])
        ]  # fmt: skip
        known = {(one["openid"], one["page"]) for one in self.found.deliveries}
        ids = {str(one["id"]) for one in self.found.deliveries}
        strangers = sum(page not in known for page in self.taken) + sum(one not in ids for one in texts)
        silent = [
            one for one in self.found.deliveries
            if one["channel"] == "wechat" and self.taken[one["openid"], one["page"]] and not _is_said(one)
        ]  # fmt: skip
        taken = len(self.found.wechat) + len(texts)
        words = f"{taken} taken outside, {len(sent)} rows say sent; {len(empty)} say so wrongly, {len(silent)} were taken unsaid"
        wrong = (f"{len(empty)} say sent and were not" if empty else "", f"{strangers} taken of no row" if strangers else "",
                 f"{len(silent)} taken, but {Counter(one['state'] for one in silent)}" if silent else "")  # fmt: skip
        verdict.say("I6", words, *wrong)


def _root(one: Row) -> str:
    """The key of a message without the number of its channel."""
    return str(one["key"]).partition("#")[0]


def _is_said(one: Row) -> bool:
    """Whether the row's state admits that the message may have been taken; a channel given up after a doubt does."""
    return one["state"] in ("sent", "uncertain", "dead") or (one["state"] == "moved" and bool(one["doubts"]))


def books(found: Evidence, messages: Messages, verdict: Verdict) -> None:
    """I10: our ledger and WeChat's count agree but for what each doubtful send was paid for and not used, or used and not paid for."""
    expected: Counter[tuple[str, str]] = Counter(found.grants)
    # Whatever channel a row went by in the end: a doubtful call before that may have used a subscription, and was paid for.
    paid: Counter[tuple[str, str, str]] = Counter()
    for one in found.deliveries:
        paid[one["openid"], one["template"], one["page"]] += one["paid"]
    for (openid, template, page), count in paid.items():
        expected[openid, template] += messages.taken[openid, page] - count
    wrong = [key for key in expected.keys() | found.balances.keys() if max(expected[key], 0) != found.balances.get(key, 0)]
    total, theirs = sum(found.balances.values()), sum(found.grants.values())
    words = f"subscriptions left: {total} in the ledger, {theirs} at WeChat, {len(wrong)} people's differ unexplained"
    verdict.say("I10", words, f"{len(wrong)} balances differ" if wrong else "")


def tokens(found: Evidence, verdict: Verdict) -> None:
    """31: all processes together ask by force for an account's token once in thirty seconds, unless Redis has lost the count in between."""
    asked: dict[str, list[float]] = {}
    for app, at in sorted(found.forced, key=lambda one: one[1]):
        asked.setdefault(app, []).append(at)
    close = [(first, second) for times in asked.values() for first, second in pairwise(times) if second - first < APART]
    wrong = [pair for pair in close if not any(pair[0] - 2 < at < pair[1] for at in found.emptied)]  # counted a moment before it is asked
    words = f"{len(found.forced)} tokens asked for by force, {len(close)} within {APART} s of another, {len(wrong)} of these unexplained"
    verdict.say("31", words, f"{len(wrong)} asked for too soon" if wrong else "")


def doors(found: Evidence, verdict: Verdict) -> None:
    """5 and I9: one case for the same key, the same answer twice; never a 500, and 503 only with a word when to come again."""
    different = [case for case, told in found.answers.items() if len(told) < 2 or told[0] != told[1] or found.numbers[case] != 1]
    verdict.say("5", f"{len(found.answers)} cases handed in twice with one key, {len(different)} answered differently or made twice",
                f"differ: {[found.answers[case] for case in different]}" if different else "")  # fmt: skip
    bad = {code: count for code, count in found.seen.items() if code not in (200, 503)}
    slow = found.recovered > 10
    verdict.say("I9", f"answers {dict(sorted(found.seen.items()))}, well again after {found.recovered:.1f} s",
                f"unexpected answers {bad}" if bad else "", "slower than 10 s" if slow else "")  # fmt: skip
