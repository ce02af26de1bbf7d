"""The product's public API as a phone uses it; the demo town, the story, the screenshots and the tests go through here."""

from __future__ import annotations

import uuid
from typing import Any

import httpx

from local.outside import Outside, Row, json_of, trusted

Params = dict[str, str]


class Visitor:
    """One device at the public API, signed in or not. `call` answers the JSON or raises with the problem's text."""

    def __init__(self, url: str, token: str = "") -> None:
        self.url = url
        self.http = httpx.Client(base_url=f"{url}/api/v1", timeout=20, verify=trusted())
        if token:
            self.bear(token)

    def bear(self, token: str) -> None:
        self.http.headers["Authorization"] = f"Bearer {token}"

    def close(self) -> None:
        self.http.close()

    def call(self, method: str, path: str, body: object = None, params: Params | None = None, headers: Params | None = None) -> Any:
        return json_of(self.http.request(method, path, json=body, headers=headers, params=params))

    def get(self, path: str, **params: object) -> Any:
        return self.call("GET", path, params={name: str(value) for name, value in params.items()})

    def post(self, path: str, body: object = None) -> Any:
        return self.call("POST", path, body)

    def sign_in_by_wechat(self, outside: Outside, user: str) -> Row:
        """Both codes of the phone: `wx.login` and the phone-number button."""
        codes = {"code": outside.login(user), "phone_code": outside.phone_code(user)}
        session: Row = self.post("/sessions/wechat", codes)
        self.bear(session["access_token"])
        return session

    def prove_name(self, person: Row) -> Row:
        body = {"name": person["name"], "id_number": person["id_number"], "consent": True}
        return dict(self.post("/me/real-name", body))

    def upload(self, case_id: str, kind: str, file_name: str, data: bytes, media_type: str = "image/jpeg") -> Row:
        """Asks for a presigned form, posts the file to the object store, and tells the API that it has arrived."""
        wanted = {"kind": kind, "file_name": file_name, "media_type": media_type, "size": len(data)}
        asked = self.post(f"/cases/{case_id}/materials", wanted)
        form = asked["upload"]
        stored = httpx.post(form["url"], data=form["fields"], files={"file": (file_name, data, media_type)}, timeout=20, verify=trusted())
        stored.raise_for_status()
        return dict(self.post(f"/materials/{asked['material']['id']}/arrived"))

    def submit(self, case_id: str) -> Row:
        return dict(self.call("POST", f"/cases/{case_id}/submission", headers={"Idempotency-Key": str(uuid.uuid4())}))
