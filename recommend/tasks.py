"""What the brain does when nobody is waiting: three lines each."""

from __future__ import annotations

from core import clock
from core.queue import task
from profile import traits
from recommend import vocabulary

BATCH = 500


@task(name="recommend.fold_traits", every=5)
async def fold_traits() -> None:
    if people := await traits.due(clock.now(), BATCH):
        await traits.refold(people, vocabulary.dictionary(), clock.today(), clock.now())
