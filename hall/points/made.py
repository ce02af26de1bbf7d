"""Demonstration points: invented, but laid over Zhejiang's real streets. Pure and seeded: the same seed makes the same points."""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import orjson

from core import regions
from hall.points.places import northing
from hall.vocabulary import table

COUNT = 13_000
SEED = 20260310
GOLDEN = math.pi * (3 - math.sqrt(5))
KM_A_DEGREE = 111.32
AREA_CODES = {"3301": "0571", "3302": "0574", "3303": "0577", "3304": "0573", "3305": "0572", "3306": "0575", "3307": "0579",
              "3308": "0570", "3309": "0580", "3310": "0576", "3311": "0578"}  # fmt: skip
VILLAGES = ("东山", "西湾", "新桥", "溪口", "上街", "下塘", "南坑", "北岸", "大树", "石门", "横河", "桃园", "清泉", "双龙", "青石", "竹林")
SPOTS = ("社区中心", "综合市场", "文化礼堂", "卫生院门厅")


@dataclass(frozen=True)
class Place:
    """A division with where it lies; the centre of a street is a guess within its county."""

    code: str
    name: str
    full_name: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class MadePoint:
    """A point as it is put on the shelf."""

    code: str
    name: str
    kind: str
    division: str
    address: str
    longitude: float
    latitude: float
    northing: float
    opening: str
    phone: str
    accessible: bool
    help: list[str]

    def digest(self) -> str:
        return hashlib.sha256(orjson.dumps(asdict(self))).hexdigest()


def points(seed: int = SEED, count: int = COUNT) -> list[MadePoint]:
    """Exactly `count` points; those of kind `fill` (the villages) make up the number, spread evenly over the streets."""
    places = _places(seed)
    kinds = table("point_kinds.csv")
    made = [
        _point(kind, place, number, seed)
        for kind in kinds
        if kind["copies"] != "fill"
        for place in places[kind["scope"]]
        for number in range(1, int(kind["copies"]) + 1)
    ]
    filler = next(kind for kind in kinds if kind["copies"] == "fill")
    streets = places[filler["scope"]]
    rest = max(0, count - len(made))
    return made[:count] + [_point(filler, streets[n % len(streets)], n // len(streets) + 1, seed) for n in range(rest)]


def _point(kind: dict[str, str], place: Place, number: int, seed: int) -> MadePoint:
    code = f"{place.code}-{kind['kind']}-{number}"
    dice = random.Random(f"{seed}:{code}")  # noqa: S311 - no secret: it must fall the same way each time
    latitude, longitude = _moved(place, dice.uniform(0.1, 1.6), dice.uniform(0, math.tau))
    return MadePoint(
        code=code,
        name=_name(kind["name"], place, number),
        kind=kind["kind"],
        division=place.code,
        address=f"{place.full_name}{kind['road']}{dice.randint(1, 399)}号",
        longitude=longitude,
        latitude=latitude,
        northing=northing(latitude),
        opening=dice.choice(kind["openings"].split(";")),
        # No local number begins with a nought, so nobody is ever rung up by mistake.
        phone=f"{AREA_CODES[place.code[:4]]}-0000{dice.randint(0, 9999):04}",
        accessible=dice.randrange(100) < int(kind["accessible"]),
        help=kind["help"].split(";"),
    )


def _name(pattern: str, place: Place, number: int) -> str:
    stem = place.name
    for ending in ("街道", "镇", "乡"):
        stem = stem.removesuffix(ending) if len(stem) > len(ending) + 1 else stem
    own = sum(place.code.encode())
    village = VILLAGES[(own + number * 5) % len(VILLAGES)] + ("社区" if place.name.endswith("街道") else "村")
    spot = SPOTS[(own + number) % len(SPOTS)]
    whole = place.full_name.removeprefix("浙江省") if place.code.endswith("00") or len(place.code) == 6 else place.name
    return pattern.format(place=whole, stem=stem, village=village, spot=spot)


def remits() -> dict[str, list[str]]:
    """What can be done at each kind of point; `*` is everything: all departments and all themes."""
    everything = [row["code"] for row in table("departments.csv")] + sorted({row["theme"] for row in table("themes.csv")})
    given = {row["kind"]: row["abilities"] for row in table("point_kinds.csv")}
    return {kind: everything if words == "*" else words.split(";") for kind, words in given.items()}


def _places(seed: int) -> dict[str, list[Place]]:
    centres = table("county_centres.csv")
    counties = [Place(one["code"], one["name"], _full(one["code"]), float(one["latitude"]), float(one["longitude"])) for one in centres]
    radius = {one["code"]: float(one["radius_km"]) for one in centres}
    first = {county.code[:4]: county for county in reversed(counties)}
    cities = [Place(f"{code}00", "", _full(f"{code}00"), one.latitude, one.longitude) for code, one in sorted(first.items())]
    streets = [street for county in counties for street in _streets(county, radius[county.code], seed)]
    return {"city": cities, "county": counties, "street": streets}


def _streets(county: Place, radius: float, seed: int) -> Iterator[Place]:
    """The county's streets around its centre like the seeds of a sunflower: evenly, none on top of another."""
    rows = regions.children(county.code)
    turn = random.Random(f"{seed}:{county.code}").uniform(0, math.tau)  # noqa: S311
    for index, street in enumerate(rows):
        latitude, longitude = _moved(county, radius * math.sqrt((index + 0.5) / len(rows)), turn + index * GOLDEN)
        yield Place(street.code, street.name, county.full_name + street.name, latitude, longitude)


def _moved(place: Place, km: float, angle: float) -> tuple[float, float]:
    north, east = km * math.sin(angle) / KM_A_DEGREE, km * math.cos(angle) / KM_A_DEGREE / math.cos(math.radians(place.latitude))
    return round(place.latitude + north, 6), round(place.longitude + east, 6)


def _full(code: str) -> str:
    return regions.name(code) or ""
