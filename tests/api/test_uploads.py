"""Files from phones: what may travel, what the store takes, what is kept, and whose it is."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from minio import Minio
from PIL import Image

from local.clock import Clock
from local.instance import Api, Instance, Sandbox, Worker
from tests.api.steps import Row, ask_upload, checked, jpeg, picture, post_file, until, upload, with_wallet

KIND = "portrait"


@pytest.fixture(scope="module")
def lin(api: Api, sandbox: Sandbox, worker: Worker) -> httpx.Client:
    return with_wallet(api, sandbox, "lin")


@pytest.fixture(scope="module")
def case(lin: httpx.Client) -> str:
    """Lin's driving licence, whose renewal wants a portrait."""
    licence = next(one for one in lin.get("/certificates").json()["items"] if one["type_code"] == "ZJCT017")
    found: Row = lin.post(f"/certificates/{licence['id']}/renewal").json()
    assert KIND in {slot["kind"] for slot in found["materials"]}
    return str(found["id"])


def photographed(where: Image.Exif) -> bytes:
    return jpeg(picture(), exif=where)


def with_place() -> Image.Exif:
    """What a phone writes into a photo: who made it, when, and where one stood."""
    exif = Image.Exif()
    exif[0x010F], exif[0x9C9D] = "LinPhone 9", "林晓芸".encode("utf-16le")
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 16.0, 30.0), 3: "E", 4: (120.0, 9.0, 0.0)})
    return exif


def test_a_photo_is_kept_without_place_maker_or_anything_hidden_behind_it(lin: httpx.Client, case: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("page.html", "<script>alert(1)</script>")
    data = photographed(with_place()) + packed.getvalue()
    assert b"LinPhone" in data
    seen = upload(lin, case, KIND, data)
    assert seen["state"] == "passed", seen
    answer = httpx.get(seen["preview_url"])
    kept = answer.content
    assert answer.headers["content-type"] == "image/jpeg"
    assert Image.open(io.BytesIO(kept)).getexif() == {}
    for hidden in (b"LinPhone", b"GPS", b"PK\x03\x04", b"<script", "林晓芸".encode("utf-16le")):
        assert hidden not in kept
    bare = seen["preview_url"].partition("?")[0]
    assert httpx.get(bare).status_code == 403


def test_the_original_is_gone_from_the_store_however_often_it_is_posted(
    lin: httpx.Client, case: str, instance: Instance, clock: Clock
) -> None:
    data = photographed(with_place())
    ticket = ask_upload(lin, case, KIND, len(data)).json()
    assert post_file(ticket["upload"], data).status_code < 300
    checked(lin, ticket["material"]["id"])
    again = lin.post(f"/materials/{ticket['material']['id']}/arrived").json()
    assert again["state"] == "passed"
    assert post_file(ticket["upload"], data).status_code < 300  # the form is good for five minutes, verdict or not
    assert lin.get(f"/materials/{ticket['material']['id']}").json()["size"] == again["size"]
    assert originals(instance, ticket)
    clock.move(timedelta(minutes=7))
    instance.hurry("hall.sweep_materials")
    until(lambda: not originals(instance, ticket))


def originals(instance: Instance, ticket: Row) -> list[str]:
    """What stands in the store under the key that the phone posted to."""
    env = instance.env
    keys = env["ZHIBAN_S3_ACCESS_KEY"], env["ZHIBAN_S3_SECRET_KEY"]
    store = Minio(env["ZHIBAN_S3_ENDPOINT"].removeprefix("http://"), *keys, secure=False, region=env["ZHIBAN_S3_REGION"])
    key = ticket["upload"]["fields"]["key"]
    return [str(one.object_name) for one in store.list_objects(env["ZHIBAN_S3_BUCKET"], prefix=key)]


def gif() -> bytes:
    kept = io.BytesIO()
    picture().convert("P").save(kept, "GIF")
    return kept.getvalue()


def bomb() -> bytes:
    kept = io.BytesIO()
    Image.new("1", (9000, 9000)).save(kept, "PNG")
    return kept.getvalue()


DISGUISED: dict[str, Callable[[], bytes]] = {
    "a page of HTML": lambda: b"<html><script>alert(1)</script>" + b" " * 3000,
    "a page behind the first bytes of a JPEG": lambda: b"\xff\xd8\xff\xe0" + b"<script>alert(1)</script>" * 100,
    "a drawing that runs": lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>" + b" " * 3000,
    "an animation": gif,
    "a document": lambda: b"%PDF-1.7\n" + b"1 0 obj << >> endobj\n" * 100 + b"%%EOF",
    "a program": lambda: b"\x7fELF" + b"\0" * 4000,
    "half a photo": lambda: jpeg(picture())[:9000],
    "a blank": lambda: jpeg(Image.new("RGB", (600, 800), "white")),
    "a thumbnail": lambda: jpeg(picture(60, 80)),
    "nine thousand pixels a side in a few bytes": bomb,
}


@pytest.mark.parametrize("what", DISGUISED)
def test_what_is_no_photo_is_refused_in_words_whatever_it_calls_itself(lin: httpx.Client, case: str, what: str) -> None:
    seen = upload(lin, case, KIND, DISGUISED[what]())
    assert seen["state"] == "failed"
    assert seen["preview_url"] is None
    assert all(one["sentence"].endswith("。") for one in seen["findings"])


@pytest.mark.parametrize(
    "changes",
    [
        {"media_type": "application/pdf"},
        {"media_type": "text/html"},
        {"media_type": "image/svg+xml"},
        {"size": 0},
        {"size": -1},
        {"size": 1 << 29},
        {"size": 1 << 40},
        {"size": True},
        {"kind": "no-such-kind"},
        {"file_name": ""},
        {"file_name": "x" * 300},
        {"upload_key": "materials/other"},
    ],
)
def test_what_may_not_travel_is_refused_before_it_does(lin: httpx.Client, case: str, changes: dict[str, object]) -> None:
    answer = ask_upload(lin, case, KIND, 5000, **changes)
    assert answer.status_code == 422, answer.text
    assert next(iter(changes)) in {one["field"] for one in answer.json()["errors"]}


def test_the_store_takes_one_file_of_that_size_and_type_under_that_key(lin: httpx.Client, case: str) -> None:
    data = jpeg(picture())
    form = ask_upload(lin, case, KIND, len(data)).json()["upload"]
    assert post_file(form, data + b"x").status_code in {400, 403}
    assert post_file(form, data, **{"Content-Type": "text/html"}).status_code in {400, 403}
    assert post_file(form, data, key="materials/of/another.jpg").status_code in {400, 403}
    assert post_file({**form, "fields": {**form["fields"], "policy": "e30="}}, data).status_code in {400, 403}
    assert post_file(form, data).status_code < 300


def test_a_file_that_never_came_is_said_to_be_missing(lin: httpx.Client, case: str) -> None:
    material = ask_upload(lin, case, KIND, 5000).json()["material"]["id"]
    seen = checked(lin, material)
    assert (seen["state"], seen["findings"][0]["code"]) == ("missing", "never_arrived")


def test_a_new_file_takes_the_place_of_the_old_and_a_removed_one_is_gone(lin: httpx.Client, case: str) -> None:
    first = upload(lin, case, KIND, jpeg(picture()))
    second = upload(lin, case, KIND, jpeg(picture(500, 700)))
    assert lin.get(f"/materials/{first['id']}").status_code == 404
    assert until(lambda: httpx.get(first["preview_url"]).status_code == 404)
    assert [lin.delete(f"/materials/{second['id']}").status_code for _ in range(2)] == [204, 404]
    assert until(lambda: httpx.get(second["preview_url"]).status_code == 404)
    assert lin.post(f"/materials/{second['id']}/arrived").status_code == 404


def test_sixty_files_an_hour_are_enough(lin: httpx.Client, case: str) -> None:
    statuses = [ask_upload(lin, case, KIND, 5000).status_code for _ in range(61)]
    assert statuses[0] == 201
    assert statuses[-1] == 429
    assert timedelta(seconds=int(ask_upload(lin, case, KIND, 5000).headers["Retry-After"])) <= timedelta(hours=1)
