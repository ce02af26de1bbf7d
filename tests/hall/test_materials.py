"""Files posted by phones: checked, cleaned, kept; and none is left in the air."""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import UUID

import pytest
from PIL import Image

from core import storage
from core.errors import Conflict, Invalid, NotFound
from core.settings import settings
from core.tables import sql
from hall import cases, inspection, kinds, materials
from local.instance import Clock, Instance, Sandbox
from tests.hall import steps
from tests.hall.steps import LICENCE, Resident


@pytest.fixture
async def case(who: Resident) -> cases.CaseView:
    return await cases.begin_renewal(who.id, await who.holds(LICENCE))


async def test_a_good_photo_passes_and_its_clean_copy_has_no_place_in_it(who: Resident, case: cases.CaseView) -> None:
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(0x8825)[1] = "N"
    seen = await steps.upload(who, case.id, "portrait", steps.jpeg(steps.portrait(), exif=exif))
    assert seen.state == "passed", seen.findings
    assert seen.preview_url is not None
    kept = steps.get(seen.preview_url)
    assert seen.size == len(kept)
    assert not Image.open(io.BytesIO(kept)).getexif()
    assert b"PhoneMaker" not in kept
    rows = await sql("SELECT upload_key, object_key FROM hall_material WHERE id = $1", seen.id)
    with pytest.raises(NotFound):
        await storage.fetch(rows[0]["upload_key"], 1)
    assert "还缺少材料：照片。" not in (await cases.view(who.id, case.id)).blockers


async def test_a_blurred_photo_is_refused_in_words_and_replaced_by_a_sharp_one(who: Resident, case: cases.CaseView) -> None:
    from PIL import ImageFilter

    blurred = steps.portrait(900, 1260).filter(ImageFilter.GaussianBlur(10))
    seen = await steps.upload(who, case.id, "portrait", steps.jpeg(blurred))
    assert seen.state == "failed"
    assert [finding.code for finding in seen.findings] == ["blurred"]
    assert "「照片」没有通过检查，请按提示重新上传。" in (await cases.view(who.id, case.id)).blockers
    assert (await steps.upload(who, case.id, "portrait", steps.jpeg(steps.portrait()))).state == "passed"
    with pytest.raises(NotFound):
        await materials.view(who.id, seen.id)


@pytest.mark.parametrize(
    ("kind", "said", "field"),
    [
        ("portrait", ("application/pdf", 5000), "media_type"),
        ("portrait", ("image/heic", 5000), "media_type"),
        ("portrait", ("image/jpeg", kinds.MAX_BYTES + 1), "size"),
        ("driving-licence", ("image/jpeg", 5000), "kind"),
        ("passport", ("image/jpeg", 5000), "kind"),
    ],
)
async def test_what_can_not_be_used_is_refused_before_it_travels(
    who: Resident, case: cases.CaseView, kind: str, said: tuple[str, int], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await materials.ask_upload(who.id, case.id, kind, "a.jpg", *said)
    assert refused.value.field == field


async def test_the_form_takes_one_key_one_type_and_no_more_than_was_said(who: Resident, case: cases.CaseView) -> None:
    data = steps.jpeg(steps.portrait())
    ask = await materials.ask_upload(who.id, case.id, "portrait", "a.jpg", "image/jpeg", len(data))
    assert steps.post(ask.upload, data + b"\0").status_code >= 400
    for name, value in (("key", "materials/elsewhere"), ("Content-Type", "text/html")):
        bent = storage.PostForm(url=ask.upload["url"], fields={**ask.upload["fields"], name: value})
        assert steps.post(bent, data).status_code >= 400
    assert steps.post(ask.upload, data).status_code < 300


async def test_a_file_that_never_came_is_said_to_be_missing(who: Resident, case: cases.CaseView, clock: Clock) -> None:
    ask = await materials.ask_upload(who.id, case.id, "portrait", "a.jpg", "image/jpeg", 5000)
    clock.move(timedelta(minutes=7))
    await inspection.sweep()
    await inspection.check(ask.material.id)
    seen = await materials.view(who.id, ask.material.id)
    assert seen.state == "missing"
    assert "没有收到" in seen.findings[0].sentence


async def test_a_file_whose_phone_went_silent_is_found_by_the_sweep(who: Resident, case: cases.CaseView, clock: Clock) -> None:
    data = steps.jpeg(steps.portrait())
    ask = await materials.ask_upload(who.id, case.id, "portrait", "a.jpg", "image/jpeg", len(data))
    steps.post(ask.upload, data)
    clock.move(timedelta(minutes=7))
    await inspection.sweep()
    await inspection.check(ask.material.id)
    assert (await materials.view(who.id, ask.material.id)).state == "passed"


async def test_a_check_that_dies_every_time_is_given_up_in_words(who: Resident, case: cases.CaseView, clock: Clock) -> None:
    ask = await materials.ask_upload(who.id, case.id, "portrait", "a.jpg", "image/jpeg", 5000)
    await materials.arrived(who.id, ask.material.id)
    await sql("UPDATE hall_material SET attempts = $2 WHERE id = $1", ask.material.id, inspection.TRIES)
    clock.move(timedelta(minutes=3))
    await inspection.sweep()
    seen = await materials.view(who.id, ask.material.id)
    assert seen.state == "failed"
    assert "不是您的问题" in seen.findings[0].sentence


async def test_with_the_store_away_nothing_is_lost(
    who: Resident, case: cases.CaseView, database: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = steps.jpeg(steps.portrait())
    ask = await materials.ask_upload(who.id, case.id, "portrait", "a.jpg", "image/jpeg", len(data))
    steps.post(ask.upload, data)
    with monkeypatch.context() as away:
        away.setenv("ZHIBAN_S3_ENDPOINT", "http://127.0.0.1:9")
        settings.cache_clear()
        await materials.arrived(who.id, ask.material.id)
        await inspection.check(ask.material.id)
        assert (await materials.view(who.id, ask.material.id)).state == "checking"
    settings.cache_clear()
    await inspection.check(ask.material.id)
    assert (await materials.view(who.id, ask.material.id)).state == "passed"


async def test_a_check_that_runs_twice_changes_nothing(who: Resident, case: cases.CaseView) -> None:
    seen = await steps.upload(who, case.id, "portrait", steps.jpeg(steps.portrait()))
    await inspection.check(seen.id)
    assert (await materials.view(who.id, seen.id)).state == "passed"
    assert (await materials.arrived(who.id, seen.id)).state == "passed"


async def test_a_material_can_be_taken_back_while_the_case_is_open_and_not_after(who: Resident) -> None:
    case = await steps.ready(who)
    portrait = next(slot.upload for slot in case.materials if slot.kind == "portrait")
    assert portrait is not None
    await materials.remove(who.id, portrait.id)
    assert not (await cases.view(who.id, case.id)).can_submit
    again = await steps.upload(who, case.id, "portrait", steps.jpeg(steps.portrait()))
    await cases.submit(who.id, case.id, "key-materials")
    with pytest.raises(Conflict):
        await materials.remove(who.id, again.id)
    with pytest.raises(Conflict):
        await materials.ask_upload(who.id, case.id, "portrait", "a.jpg", "image/jpeg", 5000)


async def test_a_strangers_material_does_not_exist(hall: Sandbox, who: Resident, case: cases.CaseView) -> None:
    seen = await steps.upload(who, case.id, "portrait", steps.jpeg(steps.portrait()))
    stranger = await steps.resident(hall)
    for attempt in (materials.view(stranger.id, seen.id), materials.arrived(stranger.id, seen.id), materials.remove(stranger.id, seen.id)):
        with pytest.raises(NotFound):
            await attempt
    with pytest.raises(NotFound):
        await materials.view(who.id, UUID(int=7))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\fakepath\\照片.jpg", "照片.jpg"),
        ("../../etc/passwd", "passwd"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("", "未命名"),
        ("名" * 300, "名" * 80),
    ],
)
def test_a_files_name_loses_folders_and_deceiving_signs(given: str, kept: str) -> None:
    assert materials.plain_name(given) == kept


async def test_a_files_name_is_sealed(who: Resident, case: cases.CaseView) -> None:
    ask = await materials.ask_upload(who.id, case.id, "portrait", "许清如身份证.jpg", "image/jpeg", 5000)
    rows = await sql("SELECT row_to_json(m)::text AS whole, file_name_sealed FROM hall_material m WHERE id = $1", ask.material.id)
    assert "许清如" not in rows[0]["whole"]
    assert "许清如".encode() not in bytes(rows[0]["file_name_sealed"])
    assert ask.material.file_name == "许清如身份证.jpg"
