"""What all pages rest on beside the person, as it is in this process, and the stamp that is another whenever any of it is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from hall import glance as case_glance
from hall.glance import Catalogue
from profile import rules
from recommend import popular, scenes
from recommend.learned import Model
from recommend.learning import keeping
from recommend.pages import Beside
from recommend.popular import Snapshot
from recommend.present import Present

ROOT = Path(__file__).parent.parent
JUDGING = ("core", "profile", "hall", "recommend")


@dataclass(frozen=True)
class Surroundings:
    """`whole`: nothing was missing or changed while it was put together, so pages judged on it may be kept under its stamp."""

    catalogue: Catalogue
    liked: Snapshot
    version: int | None
    model: Model | None
    whole: bool

    @property
    def stamp(self) -> str:
        """As of now: whoever judges for a while asks before and after."""
        return _stamp(self.catalogue, self.liked, self.version)

    def beside(self, region: str | None) -> Beside:
        version = self.version if self.model else None
        return Beside(self.catalogue.names, version, self.model, self.liked.of(region), self.liked.of(""))


async def of(present: Present) -> Surroundings:
    """For pages of people read under this present."""
    catalogue, liked, model = await case_glance.catalogue(present.revision), await popular.now(), await keeping.at(present.live)
    whole = catalogue.revision == present.revision and (model is None) == (present.live is None)
    return Surroundings(catalogue, liked, present.version, model, whole)


async def stamp(present: Present) -> str:
    """The stamp that a page has to have now."""
    return _stamp(await case_glance.catalogue(present.revision), await popular.now(), present.version)


def _stamp(catalogue: Catalogue, liked: Snapshot, version: int | None) -> str:
    return _digest(edition(), rules.fingerprint(), scenes.fingerprint(), catalogue.digest, liked.stamp, version)


@lru_cache(maxsize=8)
def _digest(*what: object) -> str:
    return hashlib.blake2b("|".join(map(str, what)).encode(), digest_size=16).hexdigest()


@lru_cache(maxsize=1)
def edition() -> str:
    """The same for the same programs and tables that ship with the house: pages of another edition count no more."""
    files = sorted(path for room in JUDGING for path in (ROOT / room).rglob("*") if path.suffix in (".py", ".csv"))
    return hashlib.blake2b(b"".join(path.read_bytes() for path in files), digest_size=8).hexdigest()
