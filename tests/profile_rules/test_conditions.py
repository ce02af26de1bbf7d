"""The condition language: what it reads, where it says a text is wrong, and three-valued truth that keeps its laws."""

from __future__ import annotations

import operator
import time
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profile.conditions import Condition, ConditionError, FactKind, FactValue, Known, evaluate, needs, parse, problems, spans, written
from profile.conditions.nodes import And, Call, Compare, Fact, Flag, Holds, Not, Nothing, Number, OneOf, Or, Word, Workdays
from profile.rules.periods import add_months, age_on

TODAY = date(2026, 11, 22)
PERSON: dict[str, FactValue] = {
    "age": 30,
    "marital_status": "married",
    "children": 0,
    "marriage_date": "2026-05-20",
    "birth_date": "1996-06-01",
    "child.birth_date": "2024-02-29",
    "child.hukou": None,
    "degree": "硕士",
    "low_income": None,
    "hukou_region": "330106",
    "residence_region": "330782",
    "certificates": ["居民身份证", "养犬登记证(嘉兴)"],
    "records": ["生育登记"],
    "record.劳动能力鉴定": "2025-11-22",
    "ent.scope": "餐饮服务;进出口",
    "ent.rd_ratio": 0.03,
    "pension.receiving": False,
    "lic.食品经营许可证.days_left": 39,
    "intent": "lost_cert(出生医学证明)",
}


def _truth(text: str, **more: FactValue) -> bool | None:
    known = Known({**PERSON, **more}, TODAY, {"degree": ("专科", "本科", "硕士", "博士")})
    return evaluate(parse(text, {"residence_region"}), known).truth


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("marital_status=married and children=0 and 0<=days_since(marriage_date)<=365", True),
        ("days_since(marriage_date)=186", True),
        ("days_until(marriage_date)=-186", True),
        ("age between 18 and 30", True),
        ("age between 31 and 40 or age=30", True),
        ("age in (29,30)", True),
        ("not age in (29,30)", False),
        ("hukou_region!=residence_region", True),
        ("hukou_region=330106", False),
        ('hukou_region="330106"', True),
        ("degree>=本科", True),
        ("degree>=博士", False),
        ("child.hukou=none", True),
        ("child.age=2", True),
        ("child.age_months<33", True),
        ("child.age_on(02-28)=2", True),
        ("child.age_on(02-27)=1", True),
        ("age_on(12-31)=30", True),
        ("month between 10 and 12", True),
        ("has_cert(养犬登记证(嘉兴))", True),
        ("has_cert(港澳居民居住证,台湾居民居住证)", False),
        ("has_record(生育登记)", True),
        ("not has_record(失业登记)", True),
        ("has_record(劳动能力鉴定)", True),
        ("days_since(劳动能力鉴定)>=365", True),
        ("days_since(last_record(劳动能力鉴定))=365", True),
        ("days_since(last_record(育儿补贴申领))>=365", None),
        ("ent.scope includes 进出口", True),
        ("ent.rd_ratio>=3%", True),
        ("ent.rd_ratio>=3.1%", False),
        ("not pension.receiving", True),
        ("lic.食品经营许可证.days_left between 15wd and 90wd", True),
        ("lic.食品经营许可证.days_left<15wd", False),
        ("days_since(birthday_16) between 0 and 90", False),
        ("intent=lost_cert(出生医学证明)", True),
        ("intent=lost_cert(结婚证)", False),
        ("search.zero_result_count>=2 within 1d", None),
        ("driver.points>=9", None),
        ("driver.points>=9 and age<18", False),
        ("driver.points>=9 or age>=18", True),
        ("low_income<3", None),
        ("marital_status>3", None),
    ],
)
def test_a_condition_is_true_false_or_not_known(text: str, truth: bool | None) -> None:
    assert _truth(text) is truth


def test_the_last_of_fifteen_working_days_is_still_inside_the_window() -> None:
    """Expiry 2026-12-31, so 15 working days before is 2026-12-10."""
    inside = evaluate(parse("x.days_left>=15wd"), Known({"x.days_left": 21}, date(2026, 12, 10)))
    outside = evaluate(parse("x.days_left>=15wd"), Known({"x.days_left": 20}, date(2026, 12, 11)))
    assert (inside.truth, outside.truth) == (True, False)


def test_the_verdict_names_the_facts_that_decided_and_those_that_were_missing() -> None:
    yes = evaluate(parse("age>=18 and (children=0 or driver.points>9)"), Known(PERSON, TODAY))
    assert (yes.truth, yes.because, yes.missing) == (True, ("age", "children"), ())
    open_ = evaluate(parse("age>=18 and driver.points>9 and spouse.age>3"), Known(PERSON, TODAY))
    assert (open_.truth, open_.missing) == (None, ("driver.points", "spouse.birth_date"))


@pytest.mark.parametrize(
    ("text", "column", "part"),
    [
        ("", 1, "名称或数字"),
        ("age>", 5, "条件已经结束"),
        ("age>=18 and", 12, "条件已经结束"),
        ("age between 3", 14, "and"),
        ("x in (1,", 9, "名称或数字"),
        ("x in (1,y.z)", 9, "固定的词"),
        ("(age>1", 7, "“)”"),
        ("a=1 b=2", 5, "条件结尾"),
        ("born>2020-01-01", 6, "不能写日期"),
        ("age @ 3", 5, "看不懂“@”"),
        ("x=1 within 3", 12, "天数"),
        ("days_since()", 12, "名称或数字"),
        ("age_on(13-41)", 8, "月-日"),
        ("a=b<=60", 4, "连写"),
        ("18", 3, "比较符号"),
        ("not " * 50 + "x", 161, "套得太深"),
        ("(" * 60 + "x" + ")" * 60, 41, "套得太深"),
        ("f(" * 60, 79, "套得太深"),
    ],
)
def test_an_error_names_the_place_and_what_was_expected(text: str, column: int, part: str) -> None:
    with pytest.raises(ConditionError) as error:
        parse(text)
    assert error.value.column == column
    assert part in error.value.sentence
    assert error.value.sentence.startswith(f"第{column}个字符处")


@pytest.mark.parametrize("text", ["(" * 100_000, "not " * 25_000, "a=1 and " * 12_500, "x" * 100_000, "9" * 100_000, '"' * 100_000])
def test_a_hundred_kilobytes_are_refused_at_once(text: str) -> None:
    start = time.perf_counter()
    with pytest.raises(ConditionError):
        parse(text)
    assert time.perf_counter() - start < 0.1


def test_as_many_words_as_allowed_are_read_and_evaluated() -> None:
    text = " and ".join(["age>1"] * 100)
    assert _truth(text) is True
    with pytest.raises(ConditionError, match=r"condition\.unreadable"):
        parse(text + " and age>1")


def test_a_number_that_is_none_is_not_known() -> None:
    for value in (float("nan"), float("inf")):
        assert evaluate(parse("age>1"), Known({"age": value}, date(2026, 3, 1))).truth is None
    assert evaluate(parse("age>1"), Known({"age": 10**5000}, date(2026, 3, 1))).truth is True


VOCABULARY = {
    "age": FactKind("number"),
    "name": FactKind("word"),
    "degree": FactKind("word", ("本科", "硕士")),
    "veteran": FactKind("flag"),
    "birth_date": FactKind("date"),
    "tags": FactKind("list"),
    "cert.护照.days_left": FactKind("number"),
}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("height>3", "没有名为“height”的事实"),
        ("name>3", "不能比大小"),
        ("age>=limit", "“limit”是文字，不能比大小"),
        ("degree>=高中", "“高中”不在本科、硕士之中"),
        ("name", "不能单独作条件"),
        ("age=old", "两者不会相等"),
        ("age in (1,old)", "两者不会相等"),
        ("days_since(age)<3", "应为日期"),
        ("shoe_size(age)<3", "没有名为“shoe_size”的函数"),
        ("age_on(age)<3", "应为月-日"),
        ("age includes 3", "清单或文字"),
        ("年龄>=60", "没有名为“年龄”的事实"),
        ("has_cert(驾照)", "没有名为“驾照”的证照"),
        ("not has_lic(护照)", "没有名为“护照”的证照"),
    ],
)
def test_a_condition_that_makes_no_sense_is_caught_before_it_is_used(text: str, sentence: str) -> None:
    found = problems(parse(text), VOCABULARY.get)
    assert any(sentence in problem.sentence for problem in found), found


@pytest.mark.parametrize(
    "text",
    ["age>=18", "degree>=硕士", "veteran", "not veteran", "days_since(birth_date)<3", "tags includes x", "name=none", "days_since(年检)>3",
     "has_cert(护照)"],
)  # fmt: skip
def test_a_condition_that_makes_sense_has_no_problems(text: str) -> None:
    assert problems(parse(text), VOCABULARY.get) == []


NAMES = st.sampled_from(["age", "child.age", "a.b", "cert.养犬登记证(嘉兴).days_left", "地区"])
FACTS = st.builds(Fact, NAMES)
CALLS = st.builds(lambda name, of: Call(of, (Fact(name),)), NAMES, st.sampled_from(["days_since", "days_until"])) | st.builds(
    lambda name, of: Call(of, (Word(name),)),
    st.sampled_from(["生育登记", "养犬登记证(嘉兴)", "and"]),
    st.sampled_from(["has_record", "has_cert", "last_record"]),
)
NUMBERS = st.decimals(-1000, 1000, places=2).map(lambda amount: Number(Decimal(amount)))
CONSTANTS = (
    NUMBERS | st.builds(Word, st.sampled_from(["married", "低保", "not", "a-b"])) | st.builds(Flag, st.booleans()) | st.just(Nothing())
)
COMPARES = st.builds(
    Compare,
    st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "includes"]),
    FACTS | CALLS,
    CONSTANTS | st.builds(Workdays, st.integers(0, 90)),
)
LEAVES = COMPARES | st.builds(OneOf, FACTS, st.lists(CONSTANTS, min_size=1, max_size=4).map(tuple)) | st.builds(Holds, FACTS | CALLS)


def _joined(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.builds(Not, inner) | st.builds(And, several) | st.builds(Or, several)


CONDITIONS: st.SearchStrategy[Condition] = st.recursive(LEAVES, _joined, max_leaves=8)
VALUES: st.SearchStrategy[FactValue] = (
    st.none() | st.booleans() | st.integers(-500, 500) | st.sampled_from(["married", "低保", "2026-01-01"]) | st.just(["低保"])
)
SOME_NAMES = ("age", "child.age", "a.b", "地区", "records", "child.birth_date", "certificates", "record.生育登记", "record.地区")
SOME_FACTS = st.dictionaries(st.sampled_from(SOME_NAMES), VALUES)


@given(CONDITIONS)
def test_what_was_written_reads_back_the_same(condition: Condition) -> None:
    assert parse(written(condition)) == condition


@given(CONDITIONS, SOME_FACTS)
def test_saying_no_twice_changes_nothing(condition: Condition, facts: dict[str, FactValue]) -> None:
    known = Known(facts, TODAY)
    assert evaluate(Not(Not(condition)), known) == evaluate(condition, known)


@given(CONDITIONS, CONDITIONS, SOME_FACTS)
def test_de_morgan_holds_also_for_what_is_not_known(one: Condition, two: Condition, facts: dict[str, FactValue]) -> None:
    known = Known(facts, TODAY)
    assert evaluate(Not(And((one, two))), known).truth is evaluate(Or((Not(one), Not(two))), known).truth
    assert evaluate(Not(Or((one, two))), known).truth is evaluate(And((Not(one), Not(two))), known).truth


@given(CONDITIONS, SOME_FACTS, st.sampled_from(["age", "child.age", "a.b", "地区"]), VALUES)
def test_learning_a_fact_never_turns_yes_into_no(condition: Condition, facts: dict[str, FactValue], name: str, value: FactValue) -> None:
    """What was decided without a fact stays decided whatever the fact turns out to be."""
    without = {key: one for key, one in facts.items() if key != name and not key.endswith("birth_date")}
    before = evaluate(condition, Known(without, TODAY))
    after = evaluate(condition, Known({**without, name: value}, TODAY))
    assert before.truth is None or before.truth is after.truth


@given(CONDITIONS, SOME_FACTS)
def test_only_known_facts_decide_and_an_open_verdict_names_none(condition: Condition, facts: dict[str, FactValue]) -> None:
    verdict = evaluate(condition, Known(facts, TODAY))
    assert set(verdict.because) <= set(facts)
    assert verdict.truth is None or not verdict.missing


@given(st.text(alphabet='ab.(),<>=! 19%-"and or not between in', max_size=120))
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    column, condition = _read(text)
    assert column is None or 1 <= column <= len(text) + 1
    assert condition is None or parse(written(condition)) == condition


def _read(text: str) -> tuple[int | None, Condition | None]:
    try:
        return None, parse(text)
    except ConditionError as error:
        return error.column, None


@given(CONDITIONS, SOME_FACTS, st.booleans())
def test_without_a_fact_it_needs_a_condition_never_holds(condition: Condition, facts: dict[str, FactValue], truth: bool) -> None:
    if any(names.isdisjoint(facts) for names in needs(condition, truth)):
        assert evaluate(condition, Known(facts, TODAY)).truth is not truth


def test_of_each_set_that_a_condition_needs_every_way_goes_through_one() -> None:
    def needed(text: str) -> set[str]:
        return {"|".join(sorted(names)) for names in needs(parse(text))}

    assert needed("a.b=1 and (c=1 or d=1) and days_since(e)<3 and age>3") == {"a.b", "c|d", "e|record.e", "age|birth_date"}
    assert needed("not (a.b=1 and has_record(x)) or days_since(病退)>3") == {"a.b|record.x|record.病退|records|病退"}
    assert needed("not (a=1 or has_cert(x)) and child.age_on(09-01)=3") == {"a", "certificates", "child.birth_date"}
    assert needed("a=1 or month=3") == set()


SIGNS = {"=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
TODAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31)) | st.sampled_from([date(2024, 2, 29), date(2026, 2, 28), date(2027, 3, 1)])


def _inside(span: tuple[str, str, bool], day: date) -> bool:
    after, until, outside = span
    return (after < day.isoformat() <= until) is not outside


@given(st.sampled_from(sorted(SIGNS)), st.integers(0, 110), st.sampled_from(["0", "0.5"]), st.integers(-2, 2), TODAYS)
def test_an_age_as_a_span_of_birth_dates_is_the_age(sign: str, years: int, more: str, off: int, today: date) -> None:
    """On the birthday itself, the days around it, and for ages between two birthdays."""
    amount, born = years + Decimal(more), add_months(today, -12 * years) + timedelta(days=off)
    assert _inside(spans.age(sign, amount, today), born) == SIGNS[sign](age_on(born, today), amount)
    days = Decimal((today - born).days) + Decimal(more)
    assert _inside(spans.days_since(sign, days, today), born) == SIGNS[sign]((today - born).days, days)


def test_spans_far_outside_the_calendar_hold_for_everybody_or_nobody() -> None:
    for amount in (Decimal("1e60"), Decimal("-1e60"), Decimal(2_026), Decimal(-7_000)):
        for sign, compare in SIGNS.items():
            assert _inside(spans.age(sign, amount, TODAY), date(1990, 1, 1)) == compare(36, amount)
            assert _inside(spans.days_since(sign, amount, TODAY), TODAY) == compare(0, amount)
