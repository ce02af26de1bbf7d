"""Items that other provinces published, taken over as examples: our kind of office, and no place of theirs in a name. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from hall import vocabulary
from hall.vocabulary import Office

NOT_OURS = "it belongs to another place: an institution, event or reward of theirs"
NEWS = "no service: a piece of news or an exhibition"
# What is theirs alone: whatever still names one of these places can't be done here, nor at an institution of theirs.
_PLACES = re.compile(
    "广东|粤|广州|深圳|珠海|汕头|佛山|韶关|梅州|惠州|汕尾|东莞|江门|阳江|湛江|茂名|肇庆|清远|潮州|揭阳|云浮|顺德|雷州|黄埔|南沙|横琴"
    "|岭南|珠江|珠三角|南越|港珠澳|大湾区|省港杯|穗宝|四川|广安|成都|天府|古蜀"
)
_INSTITUTIONS = re.compile("中山图书馆|广东美术馆|现代舞团|星海音乐厅|奥林匹克体育中心|奥体中心|人民体育场|万里碧道|荔枝产业|《广东医学》")
_DELEGATED = re.compile(r"[（(](?:据|根据)省政府(?:令第)?349号[^()（）]*[)）]")
_FORMS = re.compile("广东省|四川省|广东(?=农机)|[（(](?:深圳市?|广州市?|深圳市/广州市)[)）]")
_EVENT = re.compile("举办|召开|荣获|圆满|开幕|结课|在.*开班|入选|取得佳|惠民演出|展$|——|20[01][0-9]年.*(?:查询|活动)|第.{1,3}届")


def why_not(name: str, parent: str, item_type: str) -> str | None:
    """Why an item can't be offered here even as an example; None when it can. Names as they were published."""
    if _INSTITUTIONS.search(name) or _PLACES.search(named(name)) or _PLACES.search(named(parent)):
        return NOT_OURS
    return NEWS if item_type == "公共服务" and _EVENT.search(name) else None


def named(text: str) -> str:
    """A name without the place that published it."""
    text = _DELEGATED.sub("", text)
    for words, instead in _places():
        text = text.replace(words, instead)
    return text


def material(name: str) -> str:
    """A form is named after what it is for, not after whose it is."""
    return named(_FORMS.sub("", name))


@lru_cache(maxsize=1)
def _places() -> tuple[tuple[str, str], ...]:
    return tuple((row["words"], row["instead"]) for row in vocabulary.table("places_elsewhere.csv"))


@lru_cache(maxsize=512)
def office(published: str) -> Office:
    """Our department for what that office does; the service centre where nothing tells."""
    codes = (row["code"] for row in vocabulary.table("offices_elsewhere.csv") if row["word"] in published)
    return vocabulary.office(next(codes, "government-services"))
