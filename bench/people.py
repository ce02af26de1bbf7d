"""A seeded town: people and enterprises with certificates of the real types, ready to be copied into the tables."""

from __future__ import annotations

import itertools
import json
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from uuid import UUID

from core import crypto, regions
from profile import rules
from profile.armed import arm
from profile.checkdigits import mod_11_2
from profile.rules import CertificateType
from profile.rules.kinds import PrintedDate

MEAN_MORE = 1.9  # certificates beside the first; 2.9 a person is what the plan for 100 million people reckons with
PEOPLE_AN_ENTERPRISE = 12
AT_A_PEAK = 0.3  # issued in a wave, so that they run out around the same weeks
BIRTH_DAYS, BIRTH_STEP = 24_000, 7_919  # coprime: identity numbers never repeat
FIRST_BIRTH = date(1946, 1, 1)
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚"
FACTS = (
    ("marital_status", ("married", "single", "divorced"), "民政部门"),
    ("employment_status", ("employed", "unemployed"), "人力社保部门"),
    ("social.pension_months", (6, 48, 120, 180), "人力社保部门"),
    ("children", (0, 1, 2), "卫生健康部门"),
)
Row = tuple[object, ...]
COLUMNS: dict[str, tuple[str, ...]] = {
    "profile_citizen": ("id", "created_at", "openid", "phone_sealed", "phone_index", "name_sealed", "id_number_sealed", "id_number_index",
                        "level", "verified_at", "region_code", "preferences"),
    "profile_enterprise": ("id", "created_at", "name", "uscc", "region_code"),
    "profile_membership": ("id", "created_at", "enterprise_id", "citizen_id", "role"),
    "profile_fact": ("id", "created_at", "citizen_id", "name", "value", "source", "as_of"),
    "profile_certificate": ("id", "created_at", "type_code", "lineage_id", "version", "citizen_id", "enterprise_id", "number_sealed",
                            "number_index", "state", "issued_on", "printed_until", "expires_on", "opens_on", "deadline_on", "next_rung",
                            "next_rung_on", "source", "source_as_of", "because"),
}  # fmt: skip


@dataclass
class Batch:
    """Rows by table, parents first, and the certificates that stand at a rung today: (id, rung, day of the rung)."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {table: [] for table in COLUMNS})
    at_a_rung: list[tuple[UUID, int, date]] = field(default_factory=list)


@lru_cache(maxsize=1)
def counties() -> tuple[str, ...]:
    """The counties and districts of the province, by code."""
    return tuple(one.code for one in regions.divisions().values() if one.level == "county")


def zipf(count: int) -> list[float]:
    """Cumulated weights 1, 1/2, 1/3 …: the first of `count` things is the commonest."""
    return list(itertools.accumulate(1 / rank for rank in range(1, count + 1)))


@dataclass
class Town:
    """Everybody in it follows from `seed`, `certificates` (how many in all) and `today`; seals alone differ from run to run."""

    certificates: int
    today: date
    seed: int = 1

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.made = self.people = self.serial = 0
        self.born_at = datetime.combine(self.today, time(0), UTC) - timedelta(days=400)
        self.counties = self.dice.sample(counties(), len(counties()))
        self.kinds = {
            audience: [kind for kind in rules.types().values() if (kind.holder == "enterprise") == (audience == "enterprise")]
            for audience in ("citizen", "enterprise")
        }

    def batches(self, size: int = 2_000) -> Iterator[Batch]:
        """The town, `size` people at a time, so that the largest one needs no more memory than the smallest."""
        while self.made < self.certificates:
            batch = Batch()
            for _ in range(size):
                if self.made < self.certificates:
                    self._household(batch)
            yield batch

    def _household(self, batch: Batch) -> None:
        """One person; every twelfth one runs an enterprise too, with the person before as its clerk."""
        before = batch.rows["profile_citizen"][-1][0] if batch.rows["profile_citizen"] else None
        citizen, born = self._person(batch)
        self._certificates(batch, "citizen", citizen, born)
        if self.people % PEOPLE_AN_ENTERPRISE == 0:
            enterprise = self._enterprise(batch, [one for one in (citizen, before) if isinstance(one, UUID)])
            self._certificates(batch, "enterprise", enterprise, None)

    def _id(self) -> UUID:
        """A time-ordered id (RFC 9562 §5.7), one millisecond after the last: the same in every run."""
        self.serial += 1
        stamp = int(self.born_at.timestamp() * 1000) + self.serial
        return UUID(int=stamp << 80 | 0x7 << 76 | self.dice.getrandbits(12) << 64 | 0b10 << 62 | self.dice.getrandbits(62))

    def _county(self) -> str:
        return self.dice.choices(self.counties, cum_weights=zipf_of(len(self.counties)))[0]

    def _person(self, batch: Batch) -> tuple[UUID, date]:
        self.people += 1
        citizen, county = self._id(), self._county()
        born = FIRST_BIRTH + timedelta(days=self.people * BIRTH_STEP % BIRTH_DAYS)
        digits = f"{county}{born:%Y%m%d}{self.people // BIRTH_DAYS % 1000:03d}"
        number, phone = digits + mod_11_2(digits), f"1381{self.people:07d}"
        name = self.dice.choice(SURNAMES) + self.dice.choice(GIVEN)

        def sealed(column: str, text: str) -> bytes:
            return crypto.seal(text, f"profile_citizen.{column}:{citizen}")

        batch.rows["profile_citizen"].append(
            (citizen, self.born_at, f"o{self.people:027d}", sealed("phone_sealed", phone), crypto.blind_index(phone, "phone"),
             sealed("name_sealed", name), sealed("id_number_sealed", number), crypto.blind_index(number, "id_number"), 2, self.born_at,
             county, "{}")
        )  # fmt: skip
        self._facts(batch, citizen, county)
        return citizen, born

    def _facts(self, batch: Batch, citizen: UUID, county: str) -> None:
        drawn = [(name, self.dice.choice(values), source) for name, values, source in FACTS if self.dice.random() < 0.7]
        known = [("hukou_region", county, "公安机关"), ("residence_region", self._county(), "公安机关"), *drawn]
        batch.rows["profile_fact"] += [
            (self._id(), self.born_at, citizen, name, json.dumps(value), source, self.today) for name, value, source in known
        ]

    def _enterprise(self, batch: Batch, members: Sequence[UUID]) -> UUID:
        enterprise = self._id()
        batch.rows["profile_enterprise"].append(
            (enterprise, self.born_at, f"第{self.people}号企业", f"91{self.people:016d}", self._county())
        )
        roles = zip(members, ("legal", "agent"), strict=False)
        batch.rows["profile_membership"] += [(self._id(), self.born_at, enterprise, member, role) for member, role in roles]
        return enterprise

    def _certificates(self, batch: Batch, audience: str, holder: UUID, born: date | None) -> None:
        """1 + Poisson of different types, the commoner ones more often."""
        kinds = self.kinds[audience]
        wanted = min(1 + self._poisson(), self.certificates - self.made)
        chosen: dict[str, CertificateType] = {}
        while len(chosen) < wanted:
            kind = self.dice.choices(kinds, cum_weights=zipf_of(len(kinds)))[0]
            chosen[kind.code] = kind
        for kind in chosen.values():
            self._certificate(batch, kind, holder, born)

    def _poisson(self) -> int:
        count, left = 0, self.dice.random()
        while left > math.exp(-MEAN_MORE):
            count, left = count + 1, left * self.dice.random()
        return count

    def _certificate(self, batch: Batch, kind: CertificateType, holder: UUID, born: date | None) -> None:
        """The newest version of one certificate. What stood at a rung is told already, unless the loader makes it due."""
        self.made += 1
        certificate, version = self._id(), self.dice.choice((1, 1, 2))
        issued = max(self.today - timedelta(days=self._age(kind)), born or date.min)
        printed = issued + timedelta(days=1_825) if isinstance(kind.rules[0], PrintedDate) else None
        armed = arm(kind, issued, birth_date=born, printed_until=printed, version=version, today=self.today)
        rung, rung_on = armed.next_rung, armed.next_rung_on
        if rung is not None and rung_on is not None and rung_on <= self.today:
            batch.at_a_rung.append((certificate, rung, rung_on))
            assert armed.opens_on is not None
            assert armed.deadline_on is not None
            after = rules.rung_after(rules.ladder(kind, rules.Window(armed.opens_on, armed.deadline_on)), self.today)
            rung, rung_on = (after.days, after.on) if after else (None, None)
        number = f"{kind.code}{self.made:012d}"
        citizen, enterprise = (holder, None) if born else (None, holder)
        batch.rows["profile_certificate"].append(
            (certificate, self.born_at, kind.code, self._id(), version, citizen, enterprise,
             crypto.seal(number, f"profile_certificate.number_sealed:{certificate}"), crypto.blind_index(number, "certificate"), "valid",
             issued, printed, armed.expires_on, armed.opens_on, armed.deadline_on, rung, rung_on, kind.department, self.today, "registry")
        )  # fmt: skip

    def _age(self, kind: CertificateType) -> int:
        """How many days ago it was issued: some day of its term, or in a wave whose term ends about now."""
        term = (kind.shortest_months or 60) * 30
        return term - self.dice.randrange(-30, 90) if self.dice.random() < AT_A_PEAK else self.dice.randrange(1, term + 30)


@lru_cache(maxsize=8)
def zipf_of(count: int) -> list[float]:
    return zipf(count)
