"""What a wallet says as facts: days until each certificate ends, and which are held. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from profile.certificates import Held
from profile.facts import KnownFact


def from_wallet(wallet: Sequence[Held], prefix: str, today: date) -> dict[str, KnownFact]:
    """`cert.<type>.days_left` and the like, days until expiry; of several certificates of a type the one that ends first."""
    found: dict[str, KnownFact] = {}
    dated = [held for held in wallet if held.state == "valid" and held.expires_on is not None]
    for held in sorted(dated, key=lambda one: one.expires_on or today, reverse=True):
        days = ((held.expires_on or today) - today).days
        years = round(((held.expires_on or today) - held.issued_on).days / 365.25)
        values = {"days_left": days, "issue_years": years}
        if held.type.due == "review":
            values["next_review_days"] = days
        for field, value in values.items():
            found[f"{prefix}.{held.type_name}.{field}"] = KnownFact(value, held.source, held.source_as_of)
    return found


def listing(wallet: Sequence[Held], today: date) -> KnownFact:
    """The names of the types that are held."""
    names = sorted({held.type_name for held in wallet if held.state == "valid"})
    return KnownFact(names, "证照卡包", max((held.source_as_of for held in wallet), default=today))
