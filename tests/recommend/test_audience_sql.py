"""A condition says the same of one person in process and of many in SQL: true, false, or not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import orjson
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.tables import sql
from local.instance import Instance
from profile import traits
from profile.conditions import Condition, ConditionError, Known, compiled, evaluate, parse, problems, quick
from profile.conditions.nodes import And, Call, Compare, Fact, Flag, Holds, MonthDay, Not, Nothing, Number, OneOf, Or, Word, Workdays
from profile.facts import KnownFact
from recommend import scenes, vocabulary
from recommend.personas import personas, situation
from tests.recommend.steps import TODAY

pytestmark = pytest.mark.anyio
DAYS = [date(2026, 11, 22), date(2026, 2, 28), date(2024, 2, 29), date(2026, 10, 4)]
TERMS = vocabulary.dictionary()
HELD = ["cert.普通护照.days_left", "cert.机动车驾驶证.issue_years", "lic.食品经营许可证.days_left"]
RECORDS = ["record.生育登记", "record.劳动能力鉴定"]
NAMES = {name: term.kind for name, term in vocabulary.terms().items()} | {
    name: kind for name in [*HELD, *RECORDS, "birthday_16", "birthday_60", "month"] if (kind := vocabulary.kind_of(name))
}
BY_KIND = {kind: sorted(name for name, one in NAMES.items() if one.kind == kind) for kind in ("number", "date", "flag", "word", "list")}
FAVOURED = ["birth_date", "age", "child.birth_date", "child.age", "child.age_months", "degree", "records", "certificates", *HELD, *RECORDS]
FAVOURED += ["birthday_60", "hukou_region", "residence_region", "pension.auth_days_left", "left_job_days", "marriage_date", "low_income"]


@pytest.fixture(scope="module")
def database_kind() -> str:
    return "empty"


async def in_sql(condition: Condition, rows: Sequence[dict[str, object]], today: date) -> list[bool | None]:
    """The condition over rows of traits that stand in no table."""
    found = compiled(condition, TERMS, today)
    kept = [orjson.dumps(row).decode() for row in rows]
    asked = (
        f"SELECT {found.text} AS truth FROM unnest(${len(found.values) + 1}::jsonb[]) WITH ORDINALITY AS t(traits, place) ORDER BY place"
    )
    return [row["truth"] for row in await sql(asked, *found.values, kept)]


@dataclass(frozen=True)
class Crowd:
    """People as both sides see them on one day."""

    rows: list[dict[str, object]]
    known: list[Known]
    today: date

    @classmethod
    def of(cls, people: Iterable[Mapping[str, KnownFact]], today: date) -> Crowd:
        rows = [traits.folded(dict(one), TERMS) for one in people]
        return cls(rows, [Known(traits.values(row, TERMS, today), today, vocabulary.levels()) for row in rows], today)


async def both_agree(condition: Condition, people: Crowd) -> None:
    alone = [evaluate(condition, one).truth for one in people.known]
    asked_quickly = quick(condition)
    assert [asked_quickly(one) for one in people.known] == alone
    together = await in_sql(condition, people.rows, people.today)
    odd = [row for row, one, other in zip(people.rows, alone, together, strict=True) if one is not other]
    assert together == alone, (people.today, condition, odd)


def names(*kinds: str) -> st.SearchStrategy[str]:
    several = [name for kind in kinds for name in BY_KIND[kind]]
    return st.sampled_from([name for name in FAVOURED if name in several] or several) | st.sampled_from(several)


# On, just before and just after the days on which somebody turns 18 or 60, or a year or ninety days have passed.
TURNS = [
    (date(day.year - years, day.month, 28 if day.month == 2 else day.day) - timedelta(days=days + off)).isoformat()
    for day in DAYS
    for years, days in ((18, 0), (60, 0), (1, 0), (0, 90), (0, 365))
    for off in (-1, 0, 1)
]
DATES = (
    st.sampled_from(TURNS)
    | st.dates(date(1930, 1, 1), date(2030, 12, 31)).map(date.isoformat)
    | st.sampled_from(["2024-02-29", "2008-02-29", "1966-11-23"])
)
WORDS = st.sampled_from(
    ["married", "330106", "本科", "博士", "大学", "生育登记", "劳动能力鉴定", "普通护照", "o'clock", 'a"b', "餐饮;零售"]
)
NUMBERS = st.integers(-40, 120) | st.sampled_from([0.03, 3.5, -2.5, 41_000, 365, 60, 18])
BY_VALUE = {
    "number": NUMBERS, "date": DATES, "flag": st.booleans(), "word": WORDS,
    "list": st.lists(WORDS, max_size=3), "wrong": st.none() | st.booleans() | NUMBERS | WORDS | DATES | st.lists(WORDS, max_size=2),
}  # fmt: skip


@st.composite
def person(draw: st.DrawFn) -> dict[str, KnownFact]:
    chosen = draw(st.lists(st.sampled_from(FAVOURED), max_size=14, unique=True)) + draw(
        st.lists(st.sampled_from(sorted(NAMES)), max_size=6, unique=True)
    )
    found = {}
    for name in dict.fromkeys(chosen):
        kind = NAMES[name].kind if draw(st.integers(0, 9)) else "wrong"
        found[name] = KnownFact(draw(BY_VALUE[kind]), "登记机关", draw(st.sampled_from(DAYS)) - timedelta(days=900))
    return found


FACTS = {kind: names(kind).map(Fact) for kind in BY_KIND}
DATED = FACTS["date"] | st.sampled_from([Fact("劳动能力鉴定"), Call("last_record", (Word("生育登记"),))])
COUNTED = (
    FACTS["number"]
    | st.builds(lambda name, day: Call(name, (day,)), st.sampled_from(["days_since", "days_until"]), DATED)
    | st.builds(
        lambda of, day: Call("age_on", (day,), of), st.sampled_from(["", "child"]), st.sampled_from([MonthDay(2, 29), MonthDay(8, 31)])
    )
)
AMOUNTS = st.decimals(-100, 400, places=1).map(Number) | st.integers(-5, 100).map(lambda one: Number(Decimal(one))) | st.just(Nothing())
AMOUNTS = st.sampled_from([18, 60, 90, 365, 1, 0, 364]).map(lambda one: Number(Decimal(one))) | AMOUNTS
ORDERS = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
PAPERS = ["普通护照", "居民身份证", "食品经营许可证"]
NAMED, CERTIFICATES = WORDS.map(Word), st.sampled_from(PAPERS).map(Word)
LISTS = st.builds(
    lambda name, words, of: Call(name, tuple(words), of),
    st.just("has_record"), st.lists(NAMED, min_size=1, max_size=3), st.sampled_from(["", "child"]),
) | st.builds(
    lambda name, words, of: Call(name, tuple(words), of),
    st.sampled_from(["has_cert", "has_lic"]), st.lists(CERTIFICATES, min_size=1, max_size=3), st.sampled_from(["", "child"]),
)  # fmt: skip
LEAVES = (
    st.builds(Compare, ORDERS, COUNTED, AMOUNTS | COUNTED | st.integers(0, 30).map(Workdays))
    | st.builds(Compare, ORDERS, AMOUNTS, COUNTED)
    | st.builds(Compare, ORDERS, DATED, DATED | st.just(Nothing()))
    | st.builds(Compare, st.sampled_from(["=", "!="]), FACTS["word"], NAMED | FACTS["word"] | st.just(Nothing()))
    | st.builds(Compare, ORDERS, st.just(Fact("degree")), NAMED | st.just(Nothing()))
    | st.builds(Compare, st.just("includes"), FACTS["word"] | FACTS["list"], NAMED)
    | st.builds(Compare, st.sampled_from(["=", "!="]), FACTS["flag"] | LISTS, st.booleans().map(Flag) | st.just(Nothing()))
    | st.builds(OneOf, COUNTED, st.lists(AMOUNTS, min_size=1, max_size=3).map(tuple))
    | st.builds(OneOf, FACTS["word"], st.lists(NAMED | st.just(Nothing()), min_size=1, max_size=3).map(tuple))
    | st.builds(Holds, FACTS["flag"] | LISTS)
).filter(lambda one: not problems(one, TERMS.kind))


def joined(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.builds(Not, inner) | st.builds(And, several) | st.builds(Or, several)


# Shrinking asks the database anew for minutes; the assertion shows condition and people as they are.
@settings(max_examples=60, deadline=None, phases=[Phase.reuse, Phase.generate], suppress_health_check=list(HealthCheck))
@given(
    st.lists(person(), min_size=8, max_size=8),
    st.lists(st.recursive(LEAVES, joined, max_leaves=5), min_size=3, max_size=3),
    st.sampled_from(DAYS),
)
async def test_process_and_sql_agree_on_random_people_and_conditions(
    database: Instance, people: list[dict[str, KnownFact]], conditions: list[Condition], today: date
) -> None:
    crowd = Crowd.of(people, today)
    for condition in conditions:
        await both_agree(condition, crowd)


async def test_process_and_sql_agree_on_every_scene_and_on_everybody_made_up_for_one(database: Instance) -> None:
    cast = {code: [situation(one.facts) for one in people] for code, people in personas().items()}
    everybody = Crowd.of((one.facts for some in cast.values() for one in some if one.today == TODAY), TODAY)
    for scene in scenes.scenes():
        if scene.status != "waiting":
            await both_agree(scene.condition, everybody)
        own = cast.get(scene.id, [])
        for today in {one.today for one in own} - ({TODAY} if scene.status != "waiting" else set()):
            await both_agree(scene.condition, Crowd.of((one.facts for one in own if one.today == today), today))


@pytest.mark.parametrize(
    ("text", "column", "part"),
    [("heigth>3", 1, "没有名为"), ("age>=18 and degree>=高中x", 19, "不在"), ("age>=501wd", 6, "工作日数"), ('degree="\0"', 9, "不能使用")],
)
def test_what_makes_no_sense_is_refused_before_any_sql_with_its_place(text: str, column: int, part: str) -> None:
    with pytest.raises(ConditionError) as refused:
        compiled(parse(text), TERMS, DAYS[0])
    assert (refused.value.column, part in refused.value.sentence) == (column, True)


def test_words_are_values_and_never_part_of_the_statement() -> None:
    found = compiled(parse("""degree in ("本科","'; DROP TABLE x; --") and has_record("') OR true --")"""), TERMS, DAYS[0])
    assert "DROP" not in found.text
    assert "OR true" not in found.text
