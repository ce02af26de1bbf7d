"""The learned order in service: operators have it trained by the real worker, switch to it, go back; pages are written down and counted."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import httpx
import orjson
import pytest

from core import clock, storage
from core.errors import Invalid
from core.tables import sql, uuid7
from local.instance import Api, Instance, Worker
from local.programs import environment
from recommend.learning import impressions, keeping, training
from recommend.learning.impressions import Card
from tests.api.steps import until
from tests.recommend import invented

pytestmark = pytest.mark.anyio
PASSWORD = "a-long-enough-password"
_PEOPLE = "INSERT INTO profile_citizen (id, created_at, level, preferences) SELECT *, now(), 2, '{}'::jsonb FROM unnest($1::uuid[])"
_CASES = """
INSERT INTO hall_case (id, created_at, citizen_id, service_id, kind, state, round, decided_by, rule_version, submitted_at)
SELECT uuidv7(), now(), one.citizen, (SELECT id FROM hall_service ORDER BY code OFFSET one.place LIMIT 1), 'application', 'finished',
       1, '', '', now() FROM unnest($1::uuid[], $2::int[]) AS one(citizen, place)
"""
_TRAITS = """
INSERT INTO profile_traits (id, created_at, folded_at, citizen_id, traits) SELECT uuidv7(), $3, $3, * FROM unnest($1::uuid[], $2::jsonb[])
"""


@pytest.fixture(scope="module")
async def town(database: Instance) -> list[list[str]]:
    """Four hundred people whose habits are known; what each used, by code."""
    people = invented.people(400, seed=1)
    ids = [uuid7() for _ in people]
    await sql(_PEOPLE, ids)
    pairs = [(one, int(item[1:])) for one, person in zip(ids, people, strict=True) for item in person.items]
    await sql(_CASES, [one for one, _ in pairs], [place for _, place in pairs])
    rows = [{"occupation": person.profile.get("job"), "birth_date": f"{2026 - int(str(person.profile['age']))}-01-01"} for person in people]
    await sql(_TRAITS, ids, [orjson.dumps(row).decode() for row in rows], clock.now())
    codes = [row["code"] for row in await sql("SELECT code FROM hall_service ORDER BY code LIMIT 60")]
    return [[codes[int(item[1:])] for item in person.items] for person in people] + [codes]


@pytest.fixture(scope="module")
def operator(api: Api, instance: Instance) -> httpx.Client:
    command = [sys.executable, "-m", "profile.staff", "duty"]
    subprocess.run(command, input=PASSWORD, text=True, check=True, env=environment(instance.env), capture_output=True)
    session = api.client().post("/operator/sessions", json={"username": "duty", "password": PASSWORD}).json()
    return api.client(session["access_token"])


def trained(operator: httpx.Client) -> dict[str, object]:
    answer = operator.post("/operator/models")
    assert answer.status_code == 202
    version = answer.json()["version"]

    def done() -> dict[str, object] | None:
        found = next(one for one in operator.get("/operator/models").json()["items"] if one["version"] == version)
        return found if found["state"] != "training" else None

    return until(done, 60)


def test_operators_see_how_far_the_night_is(town: list[list[str]], operator: httpx.Client, worker: Worker) -> None:
    def over() -> dict[str, object] | None:
        return next((one for one in operator.get("/operator/nights").json()["items"] if one["finished_at"]), None)

    night = until(over, 30)
    assert (night["total"], night["looked"], night["failed"]) == (400, 400, 0)


async def test_a_version_is_trained_switched_to_and_taken_back(town: list[list[str]], operator, worker: Worker, database: Instance) -> None:
    codes = town[-1]
    assert operator.post("/operator/models/rollback").status_code == 409
    assert await keeping.live() is None
    first = trained(operator)
    assert (first["state"], first["progress"], first["people"]) == ("ready", 100, 400), first
    assert {part["name"]: part["on"] for part in first["parts"]}["ease"] is True
    assert operator.post("/operator/models/99/live").status_code == 404
    assert operator.post("/operator/models/1/live").status_code == 204
    version, model = await keeping.live() or pytest.fail("no version is live")
    assert (model.ordered([codes[9], codes[5]], [codes[4]], {}), version) == ([codes[5], codes[9]], 1)
    trained(operator)
    assert operator.post("/operator/models/2/live").status_code == 204
    assert (await keeping.live() or (0,))[0] == 2
    assert operator.post("/operator/models/rollback").status_code == 204
    assert (await keeping.live() or (0,))[0] == 1
    assert operator.post("/operator/models/rollback").status_code == 409  # not on to what was just left
    states = {one["version"]: one["state"] for one in operator.get("/operator/models").json()["items"]}
    assert states == {1: "live", 2: "ready"}
    await storage.store("models/order-2.npz", b"broken", "application/octet-stream")
    assert operator.post("/operator/models/2/live").json()["code"] == "model.broken"
    assert await keeping.at((2, "models/order-2.npz")) is None
    await storage.store("models/order-2.npz", await storage.fetch("models/order-1.npz", 1 << 30), "application/octet-stream")
    assert await keeping.at((2, "models/order-2.npz")) is None  # for a while no page waits for it again
    assert (await keeping.live() or (0,))[0] == 1


async def test_a_training_that_breaks_says_so_and_one_at_a_time_is_enough(town: list[list[str]], operator, worker: Worker) -> None:
    worker.stop()
    version = operator.post("/operator/models").json()["version"]
    assert operator.post("/operator/models").json()["code"] == "model.training"
    await sql("UPDATE recommend_model SET progress = 35, created_at = $2 WHERE version = $1", version, clock.now() - timedelta(minutes=31))
    assert await training.waiting() == []
    found = operator.get("/operator/models").json()["items"][0]
    assert (found["state"], "没有完成" in found["reason"]) == ("failed", True)
    assert operator.post(f"/operator/models/{version}/live").status_code == 409


async def test_what_was_shown_is_told_by_steps_and_never_by_person(database: Instance, operator) -> None:
    page = [Card("SC001", "IT001", 0, 1.0, False), Card("SC002", "IT002", 1, 0.6, False), Card("SC003", "IT003", 2, 0.02, True)]
    ids = await impressions.shown(page, 1)
    await impressions.shown(page[:1], None)  # the same once more
    await impressions.shown([Card("SC001", "IT001", 0, 1.0, False)], None)
    assert await impressions.shown([], None) == []
    await impressions.tell(ids[:2], "opened")
    await impressions.tell([*ids[:1], uuid7()], "begun")
    await impressions.tell(ids[1:], "dismissed")
    first = await sql("SELECT opened_at FROM recommend_impression WHERE id = $1", ids[0])
    await impressions.tell(ids[:1], "opened")
    assert await sql("SELECT opened_at FROM recommend_impression WHERE id = $1", ids[0]) == first
    with pytest.raises(Invalid):
        await impressions.tell(ids, "bought")
    counted = {row.pop("scene_code"): row for row in operator.get("/operator/funnels").json()["items"]}
    assert counted["SC001"] == {"shown": 2, "opened": 1, "begun": 1, "finished": 0, "dismissed": 0, "explored": 0}
    assert counted["SC003"] == {"shown": 1, "opened": 0, "begun": 0, "finished": 0, "dismissed": 1, "explored": 1}
    columns = await sql("SELECT column_name FROM information_schema.columns WHERE table_name = 'recommend_impression'")
    assert not {row["column_name"] for row in columns} & {"citizen_id", "person", "openid", "session_id"}
