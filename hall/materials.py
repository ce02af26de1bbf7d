"""Materials (材料): a place to post one file to, word that it has arrived, and taking it back."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from core import cache, clock, storage
from core.errors import Conflict, Invalid, NotFound, TooMany, Unavailable
from core.queue import enqueue
from core.tables import after_commit, transaction, uuid7
from hall import access, colleagues, drafts, sealed, uploads
from hall.kinds import MAX_BYTES
from hall.models import Material
from hall.slots import Slot
from hall.uploads import MaterialView

UPLOAD_S = 300
CHECK_AGAIN_S = 60
UPLOADS_AN_HOUR = 60
NAME_MAX = 80
CONTROL = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True)
class Upload:
    """Where to post the file: a form good for `expires_in` seconds, one key, one type, one size."""

    material: MaterialView
    upload: storage.PostForm
    expires_in: int


async def ask_upload(citizen_id: UUID, case_id: UUID, kind: str, file_name: str, media_type: str, size: int) -> Upload:  # noqa: PLR0917
    """A place for one file. A former upload of the same kind is replaced. Raises `Invalid` when the file can't be used."""
    if not await cache.allow(f"upload:{citizen_id}", UPLOADS_AN_HOUR, 3600):
        raise TooMany("material.too_many", "上传次数太多了，请过一小时再试。", 3600)
    async with transaction():
        case = await access.editable(citizen_id, case_id)
        _refuse(_slot(await drafts.opened(case), kind), media_type, size)
        await _clear(case.id, kind)
        material = await _expect(case.id, kind, file_name, media_type)
    form = await storage.presign_post(material.upload_key, media_type, size, UPLOAD_S)
    return Upload(await uploads.shown(material), form, UPLOAD_S)


def when_the_form_is_worthless(material: Material) -> datetime:
    """From then on nobody can post anything under the upload's key any more."""
    return max(material.upload_until, clock.now()) + timedelta(seconds=CHECK_AGAIN_S)


def _slot(draft: drafts.Draft, kind: str) -> Slot:
    slot = next((one for one in draft.slots if one.kind == kind), None)
    if slot is None:
        raise Invalid("material.unknown", "这件事不需要这种材料。", "kind")
    if slot.waived:
        raise Invalid("material.not_needed", f"「{slot.name}」由{slot.waived_source}提供，不用上传。", "kind")
    return slot


def _refuse(slot: Slot, media_type: str, size: int) -> None:
    if media_type not in slot.accept:
        allowed = "JPG 或 PNG 照片" if slot.profile == "portrait" else "JPG、PNG 照片或 PDF"
        raise Invalid("material.type_not_accepted", f"「{slot.name}」请上传 {allowed}。", "media_type")
    if not 0 < size <= MAX_BYTES:
        raise Invalid("material.too_large", f"文件超过 {MAX_BYTES // 2**20} MB，请压缩或重新拍摄后上传。", "size")


async def _expect(case_id: UUID, kind: str, file_name: str, media_type: str) -> Material:
    material_id, until = uuid7(), clock.now() + timedelta(seconds=UPLOAD_S)
    return await Material.create(
        id=material_id,
        case_id=case_id,
        kind=kind,
        file_name_sealed=sealed.seal_file_name(material_id, plain_name(file_name)),
        media_type=media_type,
        upload_key=f"uploads/{case_id}/{material_id}",
        upload_until=until,
        look_at=until + timedelta(seconds=CHECK_AGAIN_S),
    )


def plain_name(file_name: str) -> str:
    """The file's own name without folders and characters that deceive the eye."""
    return CONTROL.sub("", file_name.replace("\\", "/").rsplit("/", 1)[-1]).strip()[:NAME_MAX] or "未命名"


async def arrived(citizen_id: UUID, material_id: UUID) -> MaterialView:
    """The phone says that it has posted the file: the check begins. Twice is once."""
    async with transaction():
        material = await _own(citizen_id, material_id)
        if material.state in {"awaiting", "missing"}:
            await begin_check(material)
    return await uploads.shown(material)


async def begin_check(material: Material) -> None:
    """Hands a file to the worker; the sweep looks after it should the worker die."""
    material.state, material.look_at = "checking", clock.now() + timedelta(seconds=CHECK_AGAIN_S)
    await material.save(update_fields=["state", "look_at"])
    await enqueue("hall.check_material", str(material.id))


async def view(citizen_id: UUID, material_id: UUID) -> MaterialView:
    """One upload; a colleague learns that it is there. Raises `NotFound` for a stranger."""
    material = await _known(material_id)
    with _no_hint():
        case = await access.seen(citizen_id, material.case_id)
    found = await uploads.shown(material)
    return found if case.citizen_id == citizen_id else colleagues.closed(found)


async def remove(citizen_id: UUID, material_id: UUID) -> None:
    """Takes a file back while the case may be changed; gone already is no error."""
    async with transaction():
        material = await _own(citizen_id, material_id)
        await _clear(material.case_id, material.kind)


async def _own(citizen_id: UUID, material_id: UUID) -> Material:
    """A live upload of the person's own, still open case; the case's row is locked."""
    case_id = (await _known(material_id)).case_id
    with _no_hint():
        await access.editable(citizen_id, case_id)
    return await _known(material_id)


async def _known(material_id: UUID) -> Material:
    material = await Material.get_or_none(id=material_id)
    if material is None or material.state == "removed":
        raise _unknown()
    return material


def _unknown() -> NotFound:
    return NotFound("material.unknown", "没有找到这份材料，可能已经换成新的。")


@contextmanager
def _no_hint() -> Iterator[None]:
    """To a stranger, another's file looks the same as one that never was."""
    try:
        yield
    except NotFound as error:
        raise _unknown() from error


async def _clear(case_id: UUID, kind: str) -> None:
    """Removes the present upload of a kind, its files after the commit."""
    for material in await Material.filter(case_id=case_id, kind=kind).exclude(state="removed"):
        await Material.filter(id=material.id).update(state="removed", look_at=when_the_form_is_worthless(material))
        await after_commit(lambda keys=(material.upload_key, material.object_key): forget(*keys))  # type: ignore[misc]


async def keep_only(case_id: UUID, kinds: Collection[str]) -> None:
    """Removes what was uploaded for materials that are not asked for any more."""
    for material in await Material.filter(case_id=case_id).exclude(state="removed"):
        if material.kind not in kinds:
            await _clear(case_id, material.kind)


async def forget(*keys: str) -> None:
    """Removes objects; with the store away they stay behind unreachable, which harms nobody."""
    for key in filter(None, keys):
        try:
            await storage.remove(key)
        except (Unavailable, Conflict):
            return
