"""What the brain does when nobody is waiting: three lines each."""

from __future__ import annotations

from uuid import UUID

from core import clock, log
from core.queue import task
from profile import traits
from recommend import popular, scoring, vocabulary
from recommend.learning import training

BATCH = 500


@task(name="recommend.fold_traits", every=5)
async def fold_traits() -> None:
    if people := await traits.due(clock.now(), BATCH):
        await traits.refold(people, vocabulary.dictionary(), clock.today(), clock.now())


@task(name="recommend.fold_traits_of_enterprises", every=5)
async def fold_traits_of_enterprises() -> None:
    if companies := await traits.companies.due(clock.now(), BATCH):
        await traits.companies.refold(companies, vocabulary.dictionary(), clock.today(), clock.now())


@task(name="recommend.train")
async def train(model_id: str) -> None:
    await training.train(UUID(model_id))


@task(name="recommend.train_waiting", every=30)
async def train_waiting() -> None:
    for model_id in await training.waiting():
        await training.train(model_id)


@task(name="recommend.count_popular", every=900)
async def count_popular() -> None:
    await popular.count_daily()


@task(name="recommend.score", every=10)
async def score() -> None:
    if looked := await scoring.go_on():
        log.get("recommend").info("pages laid ready", count=looked)
