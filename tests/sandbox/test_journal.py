"""The journal survives what kills the program, and the state is what the journal says."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from sandbox.journal import Journal
from tests.sandbox.conftest import Sandbox, Start, until


@pytest.fixture
def own(start: Start) -> Sandbox:
    return start()


def lines(sandbox: Sandbox) -> list[dict[str, object]]:
    return [json.loads(line) for line in (sandbox.folder / "journal.jsonl").read_text().splitlines()]


def test_every_acknowledged_send_is_in_the_journal_after_kill_9(own: Sandbox) -> None:
    people = [f"o-{n}" for n in range(8)]
    for openid in people:
        own.grant(openid, 500)
    token, acknowledged, stop = own.token(), [], threading.Event()

    def keep_sending(openid: str) -> None:
        while not stop.is_set():
            try:
                if own.send(openid, token)["errcode"] == 0:
                    acknowledged.append(openid)
            except httpx.TransportError:
                return

    with ThreadPoolExecutor(8) as pool:
        senders = [pool.submit(keep_sending, openid) for openid in people]
        until(lambda: len(acknowledged) > 40)
        own.kill()
        stop.set()
    for sender in senders:
        sender.result()
    accepted = [line for line in lines(own) if line["kind"] == "wechat.accepted"]
    assert len({line["msgid"] for line in accepted}) == len(accepted)
    own.start()
    for openid in people:
        told, written = acknowledged.count(openid), sum(line["openid"] == openid for line in accepted)
        assert told <= written <= told + 1
        left = next(g["balance"] for g in own.get("/admin/grants")["grants"] if g["openid"] == openid)
        assert left == 500 - written
        assert len(own.get("/admin/messages", openid=openid)["messages"]) == written


def test_state_is_the_same_after_a_restart(own: Sandbox) -> None:
    opened = own.session("code-ok-lin")
    token, code = own.token(), own.post("/client/chen/login")["code"]
    own.fault("sms", "unavailable")
    own.knob(unionid=False)
    own.post("/admin/phones/lin", {"subscriptions": False, "face": "cancel"})
    own.move("+1d")
    before = [own.get(path) for path in ("/admin/people", "/admin/faults", "/admin/knobs", "/admin/grants")]
    own.kill()
    own.start()
    assert [own.get(path) for path in ("/admin/people", "/admin/faults", "/admin/knobs", "/admin/grants")] == before
    assert own.get("/admin/clock")["offset_seconds"] > 86000
    own.move("-1d")
    assert own.token() == token
    assert own.session(code)["openid"] == own.person("chen")["openid"]
    assert own.session(code)["errcode"] == 40163
    assert opened["openid"] == own.person("lin")["openid"]


def test_lines_of_an_earlier_version_are_read(own: Sandbox) -> None:
    phone = own.person("lin")["phone"]
    own.kill()
    head = {"at": "2026-03-10T09:00:00.000+08:00", "t": 1773104400.0, "wall": 1773104400.0}
    token = {"kind": "wechat.token", "token": "42_old", "mode": "stable", "expires": 1773111600.0, "overlap": 300, "forced": True}
    text = {"kind": "sms.accepted", "client_id": "c-1", "message_id": "sms-old", "phone": phone, "template": "sign-in"}
    text |= {"params": {"code": "123456"}, "text": "【知办】验证码 123456"}
    with (own.folder / "journal.jsonl").open("a") as journal:
        journal.writelines(json.dumps(head | line | {"seq": seq}) + "\n" for seq, line in enumerate((token, text), 2))
    own.start()
    assert own.get("/admin/messages", phone=phone)["messages"][-1]["code"] == "123456"
    assert own.token() != "42_old"
    assert own.session("code-ok-lin")["openid"] == own.person("lin")["openid"]


def test_a_torn_last_line_is_forgotten(own: Sandbox) -> None:
    own.grant("o-x", 3)
    own.kill()
    path = own.folder / "journal.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"seq":99,"kind":"wechat.gran')
    own.start()
    assert path.read_bytes().startswith(whole)
    assert own.send("o-x")["errcode"] == 0
    numbers = [line["seq"] for line in lines(own)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_damaged_line_in_the_middle_stops_the_program_and_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b'{"seq":1,"kind":"a"}\nnot json\n{"seq":3,"kind":"b"}\n')
    journal = Journal(path)
    with pytest.raises(SystemExit, match="line 2"):
        list(journal.replay())
    journal.close()
    assert len(path.read_bytes().splitlines()) == 3


def test_a_second_sandbox_on_the_same_folder_is_turned_away(own: Sandbox) -> None:
    done = subprocess.run([sys.executable, "-m", "sandbox"], env=own.env, capture_output=True, text=True, timeout=10, check=False)
    assert done.returncode != 0
    assert "another sandbox is using" in done.stderr


def test_a_taken_port_is_said_in_one_sentence(own: Sandbox, tmp_path: Path) -> None:
    env = own.env | {"SANDBOX_DATA": str(tmp_path)}
    done = subprocess.run([sys.executable, "-m", "sandbox"], env=env, capture_output=True, text=True, timeout=10, check=False)
    assert done.returncode != 0
    assert done.stderr.strip().endswith("is taken on 127.0.0.1")


def test_it_starts_within_a_second_and_stops_at_once(own: Sandbox) -> None:
    own.process.terminate()
    begun = time.monotonic()
    assert own.process.wait(5) == 0
    assert time.monotonic() - begun < 2
    begun = time.monotonic()
    own.start()
    assert time.monotonic() - begun < 3


def test_the_journal_is_read_page_by_page(own: Sandbox) -> None:
    for turn in range(5):
        own.grant(f"o-{turn}", 1)
    first = own.get("/admin/journal", limit=3)
    rest = own.get("/admin/journal", since=first["last"])
    assert [e["seq"] for e in first["events"] + rest["events"]] == list(range(1, rest["seq"] + 1))
    assert own.get("/admin/journal", since=rest["seq"])["events"] == []
    assert (own.folder / "journal.jsonl").stat().st_mode & 0o777 == 0o600


def test_a_reset_forgets_the_state_and_keeps_the_journal(own: Sandbox) -> None:
    own.grant("o-x", 3)
    own.post("/admin/reset")
    assert own.send("o-x")["errcode"] == 40003
    assert own.journal("wechat.granted")


def test_waiting_callers_share_one_fsync(tmp_path: Path) -> None:
    async def work() -> None:
        journal = Journal(tmp_path / "journal.jsonl")
        assert list(journal.replay()) == []
        for number in range(50):
            journal.append({"seq": number + 1, "kind": "x", "text": "中文"})
        await asyncio.gather(*(journal.durable() for _ in range(50)))
        assert [e["seq"] for e in journal.since(10, 5)] == [11, 12, 13, 14, 15]
        journal.close()

    asyncio.run(work())
