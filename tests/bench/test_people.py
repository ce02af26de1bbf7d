"""The generated town: the same from the same seed, as many certificates as asked, numbers and dates as real ones are."""

from __future__ import annotations

from collections import Counter
from datetime import date

from bench.people import COLUMNS, Town
from profile import idnumbers
from profile.rules import types

TODAY = date(2026, 3, 10)


def rows(seed: int, certificates: int = 2_000) -> dict[str, list[dict[str, object]]]:
    batches = list(Town(certificates, TODAY, seed).batches(300))
    return {table: [dict(zip(names, row, strict=True)) for one in batches for row in one.rows[table]] for table, names in COLUMNS.items()}


def unsealed(town: dict[str, list[dict[str, object]]]) -> dict[str, list[dict[str, object]]]:
    """Without the seals, which hold a random part."""
    return {table: [{name: value for name, value in row.items() if "sealed" not in name} for row in found] for table, found in town.items()}


def test_the_same_seed_makes_the_same_town_and_another_seed_another(instance) -> None:
    assert unsealed(rows(1)) == unsealed(rows(1))
    assert unsealed(rows(1)) != unsealed(rows(2))


def test_there_are_exactly_as_many_certificates_as_asked_about_three_a_person(instance) -> None:
    town = rows(1)
    assert len(town["profile_certificate"]) == 2_000
    assert 2.5 < 2_000 / len(town["profile_citizen"]) < 3.6


def test_a_few_regions_hold_most_people(instance) -> None:
    lived_in = Counter(row["region_code"] for row in rows(1)["profile_citizen"])
    assert lived_in.most_common(1)[0][1] > 4 * len(rows(1)["profile_citizen"]) / len(lived_in)


def test_types_are_real_and_held_by_whom_they_are_for(instance) -> None:
    for row in rows(1)["profile_certificate"]:
        of_enterprise = types()[str(row["type_code"])].holder == "enterprise"
        assert (row["citizen_id"] is None) == of_enterprise == (row["enterprise_id"] is not None)


def test_nobody_is_due_until_the_loader_says_so(instance) -> None:
    assert all(row["next_rung_on"] is None or str(row["next_rung_on"]) > str(TODAY) for row in rows(1)["profile_certificate"])


def test_identity_numbers_are_valid_and_never_repeat(instance) -> None:
    from core import crypto

    people = rows(1)["profile_citizen"]
    numbers = [crypto.unseal(bytes(row["id_number_sealed"]), f"profile_citizen.id_number_sealed:{row['id']}") for row in people]
    assert len(set(numbers)) == len(numbers)
    assert all(idnumbers.parse(number, TODAY).signs_in for number in numbers)
