"""Steps that the tests of the doors share: people with names and papers, pictures, uploads, and a case on its way."""

from __future__ import annotations

import io
import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVar

import httpx
from PIL import Image, ImageDraw

from local.instance import Api, Instance, Sandbox
from local.outside import trusted
from local.programs import environment

Row = dict[str, Any]
Seen = TypeVar("Seen")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def until(look: Callable[[], Seen], seconds: float = 60) -> Seen:
    """Looks again until it sees something."""
    deadline = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < deadline, "nothing came"
        time.sleep(0.1)
    return seen


def id_number(born: date | None = None, region: str = "330106") -> str:
    """An invented resident number with its right check digit (GB 11643)."""
    born = born or date(1960, 1, 1) + timedelta(days=secrets.randbelow(15_000))
    body = f"{region}{born:%Y%m%d}{secrets.randbelow(998) + 1:03d}"
    return body + "10X98765432"[sum(int(char) * weight for char, weight in zip(body, WEIGHTS, strict=True)) % 11]


def somebody(sandbox: Sandbox, **known: str) -> Row:
    """A new person in the outside world, with a phone of their own; `known` replaces parts of it."""
    user = f"p{secrets.token_hex(4)}"
    row = {"user": user, "name": "许清如", "id_number": id_number(), "phone": f"1391{secrets.randbelow(10**7):07d}"} | known
    sandbox.call("POST", "/admin/people", row)
    return row


def prove(http: httpx.Client, person: Row, **changes: object) -> httpx.Response:
    """Says who one is by name and number."""
    return http.post("/me/real-name", json={"name": person["name"], "id_number": person["id_number"], "consent": True} | changes)


def become(http: httpx.Client, person: Row) -> None:
    answer = prove(http, person)
    assert answer.json().get("state") == "passed", answer.text


def with_wallet(api: Api, sandbox: Sandbox, user: str) -> httpx.Client:
    """One of the sandbox's people with their real name and what the registers hold of them; needs a worker."""
    http = api.citizen(user)
    become(http, sandbox.person(user))
    until(lambda: http.get("/certificates").json()["items"])
    return http


def staff(api: Api, instance: Instance, name: str, password: str = "", role: str = "operator") -> httpx.Client:
    """An operator at the console's door."""
    password = password or secrets.token_hex(12)
    command = [sys.executable, "-m", "profile.staff", name, role]
    subprocess.run(command, input=password, text=True, check=True, env=environment(instance.env), capture_output=True)
    session = api.client().post("/operator/sessions", json={"username": name, "password": password}).json()
    return api.client(session["access_token"])


def picture(width: int = 600, height: int = 800) -> Image.Image:
    """A sharp picture, upright like a portrait."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    for step in range(0, height, 8):
        draw.line([(0, step), (width, height - step)], fill=(step % 255, 90, 160), width=2)
    draw.ellipse([width * 0.3, height * 0.25, width * 0.7, height * 0.65], outline="black", width=6)
    return image


def jpeg(image: Image.Image, **options: Any) -> bytes:
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=92, **options)
    return kept.getvalue()


def ask_upload(http: httpx.Client, case_id: str, wanted: str, length: int, **changes: object) -> httpx.Response:
    asked = {"kind": wanted, "file_name": "照片.jpg", "media_type": "image/jpeg", "size": length} | changes
    return http.post(f"/cases/{case_id}/materials", json=asked)


def post_file(form: Row, data: bytes, **fields: str) -> httpx.Response:
    """The phone posts the file to the store: the form's fields first, the file last."""
    return httpx.post(form["url"], data=form["fields"] | fields, files={"file": ("photo", data)}, timeout=20, verify=trusted())


def upload(http: httpx.Client, case_id: str, kind: str, data: bytes, **changes: object) -> Row:
    """A file from the phone to its verdict."""
    ticket = ask_upload(http, case_id, kind, len(data), **changes).json()
    assert post_file(ticket["upload"], data).status_code < 300
    return checked(http, ticket["material"]["id"])


def checked(http: httpx.Client, material: str) -> Row:
    assert http.post(f"/materials/{material}/arrived").status_code == 202
    return until(lambda: (found := http.get(f"/materials/{material}").json())["state"] not in {"awaiting", "checking"} and found)


def fill(http: httpx.Client, case: Row, known: Row) -> Row:
    """Answers what is still open: from `known`, else the first choice."""
    missing = {field["key"]: known.get(field["key"]) or (field["choices"] or [""])[0] for field in case["fields"] if field["error"]}
    return http.patch(f"/cases/{case['id']}", json={"fields": missing}).json() if missing else case


def make_ready(http: httpx.Client, case: Row, known: Row, file_name: str = "照片.jpg") -> Row:
    """Uploads and answers until the case lacks nothing but the person's word."""
    for slot in case["materials"]:
        if slot["required"] and not slot["waived"]:
            assert upload(http, case["id"], slot["kind"], jpeg(picture()), file_name=file_name)["state"] == "passed"
    case = fill(http, http.get(f"/cases/{case['id']}").json(), known)
    assert case["can_submit"], case["blockers"]
    return case


def submit(http: httpx.Client, case_id: str, key: str = "") -> httpx.Response:
    return http.post(f"/cases/{case_id}/submission", headers={"Idempotency-Key": key or secrets.token_hex(8)})


def desk_of(sandbox: Sandbox, case_id: str) -> str | None:
    """The department whose back-end has received the case, by the sandbox's journal."""
    return next((row["department"] for row in sandbox.journal(kind="department.received") if row["case_id"] == case_id), None)
