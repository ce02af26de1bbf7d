"""`make story`: the main job from sign-in to the new certificate, through the public doors of running servers.

Uses the instance at PORT when one runs, else starts its own in .data/story. Exit status 0 when every step held.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

import httpx

from local import house, pictures, run
from local.folder import ROOT, Folder, Trouble
from local.house import House
from local.inside import Visitor
from local.outside import Outside, Row, answers
from local.ports import Ports

Found = TypeVar("Found")
TEMPLATES = ("tpl-certificate-expiring", "tpl-case-progress")
# In this order, until one is found whose certificate can be renewed now: each telling uses one up.
PEOPLE = ("lin", "han", "zhao", "song", "wu", "gao", "fan", "huang", "ma", "chan", "smith", "tang", "luo")
# A delivery in one of these states has not ended yet.
MOVING = ("pending", "leased", "sending")
DESK_SECONDS, REMINDER_SECONDS = 90, 90


@dataclass
class Story:
    """The teller: `outside` is the world, `visitor` the phone in somebody's hand. `steps` counts what held."""

    outside: Outside
    visitor: Visitor
    steps: int = 0
    began: float = field(default_factory=time.monotonic)

    def tell(self, sentence: str, figure: object) -> None:
        self.steps += 1
        print(f"  ✓ {self.steps:2}. {sentence} · {figure}", flush=True)


def until(look: Callable[[], Found | None], seconds: float, what: str) -> Found:
    """Looks again and again until there is something to see."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.3)
    raise Trouble(f"等了 {seconds:.0f} 秒，{what}")


def expect(holds: object, what: str) -> None:
    if not holds:
        raise Trouble(what)


def tell(story: Story) -> None:
    person, certificate = find_protagonist(story)
    certificate = at_home(story, certificate)
    message = reminder(story, person, certificate)
    case = tap(story, certificate, message)
    upload(story, case)
    submit(story, case)
    decided = decision(story, case)
    renewed(story, certificate, decided)
    strangers(story, case)


def find_protagonist(story: Story) -> tuple[Row, Row]:
    """Signs in one person after the other until one holds a certificate that can be renewed now."""
    people = {person["user"]: person for person in story.outside.people()}
    for user in [user for user in PEOPLE if user in people]:
        me = sign_in(story, people[user])
        certificate = wallet(story)
        if certificate:
            story.tell(f"{people[user]['name']} 用 wx.login 登录", f"{me['level_name']}，访问令牌 {me['minutes']} 分钟")
            return people[user], certificate
    raise Trouble("镇上已经没有现在可以续办的证照了：请把演示时钟往后拨，或用 make reset 重新开始。")


def sign_in(story: Story, person: Row) -> Row:
    session = story.visitor.sign_in_by_wechat(story.outside, person["user"])
    expect(session["expires_in"] <= 900, "访问令牌的有效期超过了 15 分钟。")
    me = session["citizen"]
    if me["level"] < 2:
        story.outside.subscribe(person["user"], list(TEMPLATES))
        result = story.visitor.prove_name(person)
        expect(result["state"] == "passed", f"实名没有通过：{result['sentence']}")
    me = story.visitor.get("/me")
    expect(person["id_number"] not in str(me), "身份证号没有遮盖。")
    return {**me, "minutes": session["expires_in"] // 60}


def wallet(story: Story) -> Row | None:
    """The first certificate that can be renewed now and is not being renewed yet; certificates arrive by themselves."""
    with contextlib.suppress(Trouble):
        items = until(lambda: story.visitor.get("/certificates")["items"], 20, "证照没有送达。")
        due = [one for one in items if one["can_renew"] and not one["open_case_id"] and one["holder_kind"] == "citizen"]
        return min(due, key=lambda one: one["deadline_on"], default=None)
    return None


def at_home(story: Story, certificate: Row) -> Row:
    items = story.visitor.get("/certificates")["items"]
    story.tell("证照从共享平台送达卡包", f"{len(items)} 张，最急的是{certificate['type_name']}，还有 {certificate['days_left']} 天")
    cards = story.visitor.get("/home")["cards"]
    expect(cards and cards[0]["kind"] == "certificate", "首页第一张卡片不是将到期的证照。")
    expect(all(card["reason"] for card in cards), "首页有卡片没有写明理由。")
    story.tell(f"首页先说要紧的：{cards[0]['title']}", f"{len(cards)} 张卡片，每张都有理由：“{cards[0]['reason']}”")
    return certificate


def reminder(story: Story, person: Row, certificate: Row) -> Row:
    """The inbox item about this certificate, and the same on the phone."""

    def look() -> Row | None:
        items = story.visitor.get("/messages", category="reminder")["items"]
        about = [item for item in items if certificate["type_name"] in item["title"] + item["body"]]
        return next((item for item in about if not any(one["state"] in MOVING for one in item["deliveries"])), None)

    message = until(look, REMINDER_SECONDS, f"没有等到{certificate['type_name']}的提醒。")
    received = until(lambda: story.outside.messages(person["user"]), 60, "手机上没有收到任何消息。")
    states = "，".join(f"{one['channel']}：{one['state_text']}" for one in message["deliveries"])
    story.tell(f"巡查找到它，提醒送达：“{message['title']}”", f"手机上 {len(received)} 条；{states}")
    return message


def tap(story: Story, certificate: Row, message: Row) -> Row:
    """Opens what the message links to; without a link the way through the wallet."""
    params = (message.get("link") or {}).get("params", {})
    path = f"/offers/{params['offer']}/take" if "offer" in params else f"/certificates/{certificate['id']}/renewal"
    case: Row = story.visitor.post(path)
    locked = [one for one in case["fields"] if one["locked"]]
    expect(all(one["source"] for one in locked), "有锁定的内容没有写明来源。")
    filled = [one for one in case["fields"] if one["value"]]
    story.tell("点开就是填好的办件", f"{len(filled)}/{len(case['fields'])} 项已填，{len(locked)} 项来自官方并锁定")
    again: Row = story.visitor.post(f"/certificates/{case['certificate']['id']}/renewal")
    expect(again["id"] == case["id"], "同一张证照开出了两个办件。")
    fill_rest(story, case)
    return case


def fill_rest(story: Story, case: Row) -> None:
    """What only the person knows."""
    samples = {"phone": "13812345678", "address": "浙江省杭州市西湖区文三路 90 号", "date": "2026-01-05", "text": "10"}
    missing = {one["key"]: (one["choices"] or [samples.get(one["kind"], "10")])[0]
               for one in case["fields"] if one["required"] and not one["value"] and not one["locked"]}  # fmt: skip
    if missing:
        story.visitor.call("PATCH", f"/cases/{case['id']}", {"fields": missing})


def upload(story: Story, case: Row) -> None:
    slots = [slot for slot in case["materials"] if slot["required"] and not slot["waived"]]
    if slots:
        paper = max(slots, key=lambda slot: not slot["kind"].endswith("portrait"))
        bad = checked(story, case["id"], paper, pictures.blurred())
        expect(bad["state"] == "failed" and bad["findings"], "模糊的照片没有被预审拦下。")
        story.visitor.call("DELETE", f"/materials/{bad['id']}")
        story.tell("预审拦下一张模糊的照片", f"“{bad['findings'][0]['sentence']}”")
    began = time.monotonic()
    for slot in slots:
        good = checked(story, case["id"], slot, pictures.of(slot["kind"]))
        expect(good["state"] == "passed", f"{slot['name']}没有通过预审：{good['findings']}")
    waived = sum(slot["waived"] for slot in case["materials"])
    story.tell("材料直传对象存储并通过预审", f"上传 {len(slots)} 份，免交 {waived} 份，{time.monotonic() - began:.1f} 秒")


def checked(story: Story, case_id: str, slot: Row, data: bytes) -> Row:
    material = story.visitor.upload(case_id, slot["kind"], "photo.jpg", data)
    return until(lambda: _judged(story, material["id"]), 30, f"{slot['name']}的预审没有结果。")


def _judged(story: Story, material_id: str) -> Row | None:
    material: Row = story.visitor.get(f"/materials/{material_id}")
    return material if material["state"] in ("passed", "failed") else None


def submit(story: Story, case: Row) -> None:
    case_id = case["id"]
    ready = story.visitor.get(f"/cases/{case_id}")
    expect(ready["can_submit"], f"还不能提交：{'；'.join(ready['blockers'])}")
    first, second = story.visitor.submit(case_id), story.visitor.submit(case_id)
    expect(first["number"] and first["number"] == second["number"], "提交两次得到了两个办件号。")
    story.tell("提交，再点一次也只有一件", f"办件号 {first['number']}，{first['state_text']}")


def decision(story: Story, case: Row) -> Row:
    """At once by the decision table, or by the department, whose desk in the sandbox answers after a while by itself."""
    began = time.monotonic()

    def look() -> Row | None:
        seen: Row = story.visitor.get(f"/cases/{case['id']}")
        return seen if seen["outcome"] and seen["new_certificate_id"] else None

    decided = until(look, DESK_SECONDS, "部门没有答复。")
    by = "决定表当场办结" if decided["outcome"]["decided_by"] == "table" else "部门窗口办结并用签名回传"
    story.tell(by, f"{decided['state_text']}，{time.monotonic() - began:.1f} 秒，进度 {len(decided['timeline'])} 步")
    return decided


def renewed(story: Story, old: Row, decided: Row) -> None:
    new: Row = story.visitor.get(f"/certificates/{decided['new_certificate_id']}")
    expect(new["version"] == old["version"] + 1, f"新证版本是 {new['version']}，应为 {old['version'] + 1}。")
    former = next(one for one in new["history"] if one["id"] == old["id"])
    expect(former["state"] == "superseded", "旧证没有被新证取代。")
    story.tell("新证进了卡包，旧证已被取代", f"第 {new['version']} 版，有效期到 {new['expires_on'] or '长期'}")
    expect(new["next_reminder_on"], "新证没有重新布防。")
    story.tell("规则已为新证重新布防", f"下次提醒 {new['next_reminder_on']}，共 {len(new['ladder'])} 档")
    first = story.visitor.get("/home")["cards"][:1]
    expect(not first or old["id"] not in str(first), "首页还在催办已经办好的证照。")
    news = until(lambda: _about_end(story, decided["id"]), 30, "没有收到办结通知。")
    story.tell("办结通知送达", f"“{news['title']}”")


def _about_end(story: Story, case_id: str) -> Row | None:
    """The last of the messages about this case: the one that leads to the new certificate, or says that it is done."""
    items = story.visitor.get("/messages", category="case")["items"]
    about = [item for item in items if case_id in str(item["link"]) or "certificate" in (item["link"] or {}).get("page", "")]
    return about[0] if len(items) > 1 or (about and "办结" in str(about[0])) else None


def strangers(story: Story, case: Row) -> None:
    """Another person's case does not exist for anybody else, and without a key there is nothing at all."""
    stranger = Visitor(story.visitor.url)
    expect(stranger.http.get(f"/cases/{case['id']}").status_code == httpx.codes.UNAUTHORIZED, "没登录也能看办件。")
    stranger.sign_in_by_wechat(story.outside, "qian")
    status = stranger.http.get(f"/cases/{case['id']}").status_code
    stranger.close()
    expect(status == httpx.codes.NOT_FOUND, f"别人的办件回答了 {status}，应为 404。")
    story.visitor.call("DELETE", "/sessions/current")
    expect(story.visitor.http.get("/me").status_code == httpx.codes.UNAUTHORIZED, "退出登录后令牌还能用。")
    story.tell("别人看不到，退出就失效", "404、401")


@contextlib.contextmanager
def running() -> Iterator[House]:
    """The instance at PORT, or one of the story's own on free ports."""
    one = house.from_environment()
    if answers(one.ready_url("api")) and answers(one.ready_url("sandbox")):
        yield one
        return
    print("没有正在运行的知办，先为这个故事启动一套（.data/story）", flush=True)
    own = House(Folder(ROOT / ".data" / "story"), Ports.unused())
    with run.started(own):
        Outside(own.sandbox_url).knobs(auto_decide_seconds=2.0)
        yield own


def main() -> None:
    try:
        with running() as one:
            story = Story(Outside(one.sandbox_url), Visitor(one.url))
            print(f"\n知办的主线，走在 {one.url} 上：", flush=True)
            tell(story)
            print(f"\n✓ {story.steps} 步全部成立，{time.monotonic() - story.began:.1f} 秒。", flush=True)
    except (Trouble, httpx.HTTPError) as trouble:
        sys.exit(f"  ✗ {trouble}")


if __name__ == "__main__":
    main()
