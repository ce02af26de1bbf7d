"""The verdict on messages that left with the same words: each may have been taken once, and no more."""

from __future__ import annotations

import pytest

from bench.chaos.verdict import Evidence, judge


def row(key: str) -> dict[str, object]:
    return {
        "id": key,
        "item": key,
        "citizen": "c",
        "subject": "s",
        "openid": "o",
        "template": "t",
        "channel": "wechat",
        "kind": "must_arrive",
        "state": "sent",
        "page": "还有17天",
        "paid": 1,
        "doubts": [],
        "digest": None,
        "key": f"{key}#0",
    }


@pytest.mark.parametrize(
    ("keys", "taken", "wrong"),
    [
        (["30", "7"], 2, []),
        (["30", "7"], 3, ["I4b 1 came twice without a doubt"]),
        (["30", "7"], 1, ["I4 1 lost"]),
        (["30"], 2, ["I4b 1 came twice without a doubt"]),
    ],
)
def test_two_rungs_of_the_same_words_have_one_call_each(keys: list[str], taken: int, wrong: list[str]) -> None:
    rows, calls = [row(key) for key in keys], [("o", "还有17天", float(at)) for at in range(taken)]
    items = [{"key": key, "citizen": "c"} for key in keys]
    balances, grants = {("o", "t"): 10 - len(keys)}, {("o", "t"): 10 - taken}
    found = Evidence(0, items, rows, calls, [], balances, grants, [], [], {}, {}, {}, 0, 1)
    assert judge(found).wrong == wrong
