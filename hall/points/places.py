"""Where things lie: coordinates that make sense, the plane that the index measures on, and distances on the ground. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

from core import regions
from core.errors import Invalid

EARTH_M = 6_371_008.8
CHINA = (3.0, 54.0, 73.0, 136.0)  # south, north, west, east: with the islands in the south


@dataclass(frozen=True)
class Spot:
    """Degrees, GCJ-02."""

    latitude: float
    longitude: float


def spot(latitude: float, longitude: float) -> Spot:
    """A spot in China. Raises `Invalid` for anything else, with what to do about it."""
    south, north, west, east = CHINA
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        raise Invalid("point.near_unreadable", "位置不正确，请重新定位，或者直接选择所在的区县。", "near")
    if south <= longitude <= north and west <= latitude <= east:
        raise Invalid("point.near_swapped", "经度和纬度写反了，请先写纬度，再写经度，例如 30.27,120.15。", "near")
    if not (south <= latitude <= north and west <= longitude <= east):
        raise Invalid("point.near_abroad", "这个位置不在中国境内，请重新定位，或者直接选择所在的区县。", "near")
    return Spot(latitude, longitude)


def read(text: str) -> Spot:
    """`30.27,120.15` (latitude, longitude)."""
    first, _, second = text.replace("，", ",").partition(",")
    try:
        return spot(float(first), float(second))
    except ValueError:
        raise Invalid("point.near_unreadable", "位置要写成“纬度,经度”，例如 30.27,120.15。", "near") from None


def northing(latitude: float) -> float:
    """Mercator's y in degrees. The map keeps shapes, so what is nearest on it is nearest on the ground around."""
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)))


def metres(one: Spot, other: Spot) -> float:
    """The great-circle distance."""
    south, north = math.radians(one.latitude), math.radians(other.latitude)
    half = math.sin((north - south) / 2) ** 2
    half += math.cos(south) * math.cos(north) * math.sin(math.radians(other.longitude - one.longitude) / 2) ** 2
    return 2 * EARTH_M * math.asin(math.sqrt(min(1.0, half)))


def bounds(region: str) -> tuple[str, str]:
    """The first and last division code of a region: province, city, county (six digits) or street (nine or twelve). Raises `Invalid`."""
    code = regions.short(region)
    if not code or not regions.known(code):
        raise Invalid("point.region_unknown", "没有这个地区，请从列表里重新选择。", "region")
    stem = code
    if len(code) == regions.COUNTY:
        stem = code[:2] if code.endswith("0000") else code.removesuffix("00")
    return stem, stem + ":"  # ':' follows '9'
