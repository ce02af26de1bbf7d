"""Service points (就近办): where something can be done near here, and when it is open."""

from hall.points.nearby import LIMIT, LIMIT_MAX, in_region, near, one
from hall.points.places import read
from hall.points.views import Point, PointDetail

__all__ = ["LIMIT", "LIMIT_MAX", "Point", "PointDetail", "in_region", "near", "one", "read"]
