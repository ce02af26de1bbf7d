"""Fields in texts: found, filled, missing, conditional, and as an SMS gateway wants them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from push.notify import addresses, places
from push.notify.errors import NotifyError

TEXT = "((name))您好，请于((Date))前办理。((urgent??请尽快。))((NAME))"


def test_fields_are_found_in_order_once_however_they_are_spelled():
    assert places.names(TEXT) == ["name", "Date", "urgent"]
    assert places.missing(TEXT, {"NAME": "林", "urgent": None}) == ["Date", "urgent"]


@pytest.mark.parametrize(
    ("answer", "shown"), [("yes", "请尽快。"), (True, "请尽快。"), ("是", "请尽快。"), ("no", ""), ("", ""), (False, "")]
)
def test_conditional_words_show_on_a_yes(answer, shown):
    assert places.fill("((urgent??请尽快。))", {"urgent": answer}) == shown


def test_a_list_is_joined_and_a_number_written():
    assert places.fill("((what))、((n))", {"what": ["甲", "乙"], "n": 3}) == "甲、乙、3"


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_value_is_never_read_as_a_text_with_fields(name, other):
    filled = places.fill("((a))|((b))", {"a": f"(({name}))((b))", "b": other})
    assert filled == f"(({name}))((b))|{other}"


def test_a_gateway_gets_its_fields_by_place_with_the_words_of_conditions_as_values():
    assert places.for_gateway(TEXT) == "${f1}您好，请于${f2}前办理。${f3}${f4}"
    values = places.gateway_values(TEXT, {"name": "林", "date": "3月1日", "urgent": "yes"})
    assert values == {
        "f1": "林",
        "f2": "3月1日",
        "f3": "请尽快。",
        "f4": "林",
    }
    assert list(values) == ["f1", "f2", "f3", "f4"]


def test_addresses_have_one_form_and_wrong_ones_are_named():
    assert addresses.address("sms", "+86 138-1234-5001") == "13812345001"
    assert addresses.address("email", " Lin@Example.COM ") == "lin@example.com"
    for channel, wrong, words in (
        ("sms", "123", "phone_number Not enough digits"),
        ("email", "a@b", "email_address Not a valid email address"),
    ):
        with pytest.raises(NotifyError) as found:
            addresses.address(channel, wrong)
        assert found.value.sentence == words
    assert addresses.masked("email", "lin@example.com") == "li***@example.com"
