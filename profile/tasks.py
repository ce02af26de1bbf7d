"""What the memory does when nobody is waiting: three lines each."""

from __future__ import annotations

from uuid import UUID

from core import clock
from core.queue import task
from profile import delegations, learning, recomputing, registration, rulebook, workcalendar
from profile.ledger import checking


@task(name="profile.fetch_registry")
async def fetch_registry(citizen_id: str) -> None:
    await registration.fetch(UUID(citizen_id))


@task(name="profile.fetch_due", every=10)
async def fetch_due() -> None:
    for citizen_id in await registration.due():
        await registration.fetch(citizen_id)


@task(name="profile.pull_shares", every=10)
async def pull_shares() -> None:
    await learning.refresh(clock.now())


@task(name="profile.recompute", every=5)
async def recompute() -> None:
    await rulebook.refresh()
    await workcalendar.refresh()
    await recomputing.go_on()


@task(name="profile.run_out_delegations", every=600)
async def run_out_delegations() -> None:
    await delegations.run_out(clock.now())


@task(name="profile.seal_ledger", every=10)
async def seal_ledger() -> None:
    for chain in checking.CHAINS.values():
        await chain.seal()


@task(name="profile.anchor_ledger", every=3600)
async def anchor_ledger() -> None:
    for chain in checking.CHAINS.values():
        await chain.anchor()


@task(name="profile.check_chains", every=30)
async def check_chains() -> None:
    await checking.nightly(clock.now())
    await checking.go_on()
