"""The sandbox as a person at its pages or a test uses it: people, phones, desks, faults and the demo clock."""

from __future__ import annotations

import ssl
from functools import cache
from typing import Any

import httpx

Row = dict[str, Any]


@cache
def trusted() -> ssl.SSLContext:
    """The machine's certificates, read once: reading them takes longer than most requests."""
    return httpx.create_ssl_context()


def answers(url: str) -> bool:
    """Whether it says OK. Asked many times a second while a process starts."""
    try:
        return httpx.get(url, timeout=2, verify=trusted()).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


class Outside:
    """A client of the sandbox's control plane and of the WeChat client calls. `url` is the sandbox's address."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = httpx.Client(base_url=url, timeout=15, verify=trusted())

    def close(self) -> None:
        self.http.close()

    def call(self, method: str, path: str, body: object = None, **params: object) -> Any:
        """One request; anything but 2xx raises `httpx.HTTPStatusError` with the answer's text in it."""
        given = {name: str(value) for name, value in params.items() if value is not None}
        return json_of(self.http.request(method, path, json=body, params=given))

    def people(self) -> list[Row]:
        return list(self.call("GET", "/admin/people")["people"])

    def person(self, user: str) -> Row:
        return next(person for person in self.people() if person["user"] == user)

    def login(self, user: str) -> str:
        """What `wx.login` gives the mini-program on this person's phone: a one-use code."""
        return str(self.call("POST", f"/client/{user}/login", {})["code"])

    def phone_code(self, user: str) -> str:
        return str(self.call("POST", f"/client/{user}/phone-code", {})["code"])

    def subscribe(self, user: str, templates: list[str], answer: str = "accept") -> Row:
        """The person answers WeChat's question for each template with "accept" or "reject"."""
        body = {"template_ids": templates, "answers": dict.fromkeys(templates, answer)}
        return dict(self.call("POST", f"/client/{user}/subscribe", body))

    def face(self, user: str, verify_id: str, result: str = "pass") -> Row:
        return dict(self.call("POST", f"/client/{user}/face", {"verify_id": verify_id, "result": result}))

    def messages(self, user: str) -> list[Row]:
        """What the phone has received, WeChat and SMS, oldest first."""
        return list(self.call("GET", "/admin/messages", user=user)["messages"])

    def journal(self, since: int = 0, kind: str | None = None) -> list[Row]:
        """Events with a number above `since`, of one kind when asked, at most 10,000."""
        return list(self.call("GET", "/admin/journal", since=since, kind=kind)["events"])

    def faults(self, target: str, kind: str, rate: float = 1.0, seed: int = 1) -> None:
        self.call("POST", "/admin/faults", {"target": target, "kind": kind, "rate": rate, "seed": seed})

    def clear_faults(self) -> None:
        self.call("DELETE", "/admin/faults")

    def knobs(self, **values: float | bool) -> Row:
        return dict(self.call("POST", "/admin/knobs", values))

    def move_clock(self, move: str) -> Row:
        """`move` like "+1d", "-2h" or "next 09:30"."""
        return dict(self.call("POST", "/admin/clock", {"move": move}))

    def decide(self, department: str, case_id: str, outcome: str, reason: str = "", **more: object) -> Row:
        body = {"outcome": outcome, "reason": reason, **more}
        return dict(self.call("POST", f"/admin/departments/{department}/cases/{case_id}/decision", body) or {})

    def cases(self, department: str) -> list[Row]:
        return list(self.call("GET", f"/admin/departments/{department}/cases")["cases"])

    def reset(self) -> None:
        self.call("POST", "/admin/reset", {})


def json_of(answer: httpx.Response) -> Any:
    """The answer's JSON, or None when it has no body; an error raises with what the server said about it."""
    if answer.is_error:
        request = answer.request
        told = f"{request.method} {request.url.path}: {answer.status_code} {answer.text[:500]}"
        raise httpx.HTTPStatusError(told, request=request, response=answer)
    return answer.json() if answer.content else None
