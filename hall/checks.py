"""Pre-review (预审) of an uploaded file, from its bytes alone: what is wrong, in words, and a clean copy. Pure."""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import dataclass
from typing import Literal

from PIL import Image, ImageOps, UnidentifiedImageError

from hall import sharpness
from hall.kinds import MAX_BYTES

MIN_BYTES = 1024
MAX_PIXELS = 40_000_000
DARK, BLANK = 40, 4.0
PORTRAIT_WIDTH, PORTRAIT_HEIGHT = 300, 400
PORTRAIT_TALL, PORTRAIT_TALLEST = 1.2, 1.6  # one-inch 295×413, passport 33×48, identity card 358×441
DOCUMENT_SHORT, DOCUMENT_LONG = 400, 600
JPEG_QUALITY = 90
# A script always says /JavaScript beside its /JS, and three bytes would be found by chance in every other scan.
ACTIVE = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/XFA", b"/RichMedia", b"/SubmitForm")
HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
MAX_PACKED, MAX_UNPACKED = 500, 2**20
# Sizes are judged from the header before anything is decoded, with our own lower limit, so Pillow's warning is silent.
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True)
class Finding:
    """One thing seen: an `error` keeps the material out, a `warning` is advice."""

    code: str
    sentence: str
    severity: Literal["error", "warning"] = "error"


@dataclass(frozen=True)
class Verdict:
    """All findings, and the copy to keep: upright, re-encoded, without EXIF, place or comment. None when it failed."""

    findings: tuple[Finding, ...]
    clean: bytes | None = None
    media_type: str = ""

    @property
    def passed(self) -> bool:
        return self.clean is not None


TYPES = {"jpeg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}
UNWANTED = {
    "heic": "这是苹果手机的 HEIC 格式。请在“设置-相机-格式”里选“兼容性最佳”后重拍，或先截图再上传。",
    "webp": "这是 WebP 格式，暂不能使用。请另存为 JPG 或 PNG 后上传。",
    "gif": "动图不能作为材料。请上传 JPG 或 PNG 照片。",
    "zip": "这是压缩包或 Office 文档。请上传 JPG、PNG 照片。",
    "": "认不出这是什么文件。请上传 JPG 或 PNG 照片。",
}


def file_type(data: bytes) -> str:
    """jpeg, png, pdf, heic, webp, gif, zip, or nothing: by the first bytes, whatever the file is called."""
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data[4:8] == b"ftyp" and data[8:12] in {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif"}:
        return "heic"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp"
    return "gif" if data.startswith(b"GIF8") else "zip" if data.startswith(b"PK\x03\x04") else ""


def check(data: bytes, profile: str) -> Verdict:
    """Judges one file for a `portrait` or a `document`."""
    if len(data) > MAX_BYTES:
        return _refused("too_large", f"文件超过 {MAX_BYTES // 2**20} MB。请压缩或重新拍摄后上传。")
    if len(data) < MIN_BYTES:
        return _refused("too_small", "文件太小，看不清内容。请上传原图，不要用缩略图。")
    kind = file_type(data)
    if kind == "pdf":
        return _portrait_as_pdf() if profile == "portrait" else _check_pdf(data)
    if kind not in TYPES:
        return _refused("type_not_accepted", UNWANTED[kind])
    return _check_image(data, kind, profile)


def _refused(code: str, sentence: str) -> Verdict:
    return Verdict((Finding(code, sentence),))


def _portrait_as_pdf() -> Verdict:
    return _refused("pdf_not_photo", "证件照请上传 JPG 或 PNG 照片，PDF 不能用作照片。")


def _check_pdf(data: bytes) -> Verdict:
    """A PDF is kept as it is, so it must be whole and carry nothing that runs or hides (ISO 32000-1 §7.5, §12.6)."""
    if b"%%EOF" not in data[-2048:]:
        return _refused("torn", "文件不完整，可能没有传完。请重新上传。")
    if b"/Encrypt" in data:
        return _refused("encrypted", "这个 PDF 设了密码，打不开。请去掉密码后上传。")
    if _is_active(data):
        return _refused("active_content", "这个 PDF 里带有脚本或附件，不能接收。请“打印为 PDF”后再上传。")
    return Verdict((), data, "application/pdf")


def _is_active(data: bytes) -> bool:
    """Whether something in it runs, opens or hides; names may be written with #xx and stand inside packed object streams."""
    packed = (_unpacked(part) for part in data.split(b"/ObjStm")[1 : MAX_PACKED + 2])
    for part in (data, *packed):
        if part is None or any(mark in HEX.sub(lambda found: bytes.fromhex(found[1].decode()), part) for mark in ACTIVE):
            return True
    return data.count(b"/ObjStm") > MAX_PACKED


def _unpacked(part: bytes) -> bytes | None:
    """An object stream's content; nothing when it isn't packed; None when it swells beyond what honest ones hold."""
    begins = re.search(rb"stream\r?\n", part)
    if begins is None:
        return b""
    opener = zlib.decompressobj()
    try:
        content = opener.decompress(part[begins.end() :], MAX_UNPACKED)
    except zlib.error:
        return b""
    return None if opener.unconsumed_tail else content


def _check_image(data: bytes, kind: str, profile: str) -> Verdict:
    try:
        image = Image.open(io.BytesIO(data), formats=[kind.upper()])
        if image.width * image.height > MAX_PIXELS:
            return _refused("too_many_pixels", "图片尺寸过大（超过 4000 万像素）。请用手机直接拍摄后上传。")
        upright = _upright(image)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, MemoryError):
        return _refused("torn", "图片不完整或已损坏，打不开。请重新拍摄后上传。")
    findings = (*_shape(upright, profile), *_look(upright))
    if any(finding.severity == "error" for finding in findings):
        return Verdict(findings)
    return Verdict(findings, _encoded(upright), "image/jpeg")


def _upright(image: Image.Image) -> Image.Image:
    """The decoded picture, turned as its EXIF says, on white, with no metadata left."""
    image.load()
    turned = ImageOps.exif_transpose(image)
    if turned.mode.startswith("I"):  # 16-bit grey: Pillow would clip instead of scaling
        turned = turned.convert("I").point(lambda value: value / 256).convert("L")
    layer = turned.convert("RGBA")
    clean = Image.new("RGB", layer.size, "white")
    clean.paste(layer, mask=layer.getchannel("A"))
    return clean


def _encoded(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return buffer.getvalue()


def _shape(image: Image.Image, profile: str) -> tuple[Finding, ...]:
    width, height = image.size
    if profile != "portrait":
        if min(width, height) < DOCUMENT_SHORT or max(width, height) < DOCUMENT_LONG:
            return (
                Finding(
                    "too_few_pixels",
                    f"图片只有 {width}×{height} 像素，字会看不清。请拍得近一些，至少 {DOCUMENT_LONG}×{DOCUMENT_SHORT} 像素。",
                ),
            )
        return ()
    if width < PORTRAIT_WIDTH or height < PORTRAIT_HEIGHT:
        return (
            Finding(
                "too_few_pixels", f"照片只有 {width}×{height} 像素，不够清楚。请上传不小于 {PORTRAIT_WIDTH}×{PORTRAIT_HEIGHT} 像素的照片。"
            ),
        )
    if width >= height:
        return (Finding("not_upright", "证件照应是竖版。请旋转或重新拍摄后上传。"),)
    if not PORTRAIT_TALL <= height / width <= PORTRAIT_TALLEST:
        return (Finding("wrong_aspect", "照片的长宽比例不对。请裁成一寸照的比例（宽:高约 5:7）后上传。"),)
    return ()


def _look(image: Image.Image) -> tuple[Finding, ...]:
    light = sharpness.measure(image)
    if light.contrast < BLANK:
        return (Finding("blank", "图片几乎是一片空白。请重新拍摄后上传。"),)
    found = []
    if light.detail < sharpness.BLURRED:
        found.append(Finding("blurred", "照片比较模糊，看不清细节。请拿稳手机、对焦后重新拍摄。"))
    elif light.detail < sharpness.SOFT:
        found.append(Finding("soft", "照片有一点模糊。如果字或五官看不清，建议重新拍摄。", "warning"))
    if light.brightness < DARK:
        found.append(Finding("dark", "照片偏暗。如果看不清，请到亮一点的地方重拍。", "warning"))
    return tuple(found)
