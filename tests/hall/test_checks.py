"""What the pre-review says about files, good and bad, and that nothing it is given can hurt it."""

from __future__ import annotations

import io
import random
import struct
import time
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from hall import checks, kinds, sharpness
from tests.hall.steps import jpeg, page, png, portrait


def codes(data: bytes, profile: str = "portrait") -> list[str]:
    return [finding.code for finding in checks.check(data, profile).findings]


@pytest.mark.parametrize("size", [(300, 420), (413, 579), (1200, 1680), (2400, 3360)])
@pytest.mark.parametrize("form", [jpeg, png])
def test_a_sharp_portrait_passes_at_any_size(size, form) -> None:
    verdict = checks.check(form(portrait(*size)), "portrait")
    assert verdict.passed, verdict.findings
    assert verdict.findings == ()
    assert Image.open(io.BytesIO(verdict.clean or b"")).format == "JPEG"


@pytest.mark.parametrize("size", [(800, 600), (900, 1200), (3000, 2200)])
def test_a_sharp_page_passes_lying_or_standing(size) -> None:
    assert checks.check(jpeg(page(*size)), "document").passed


def blurred(image: Image.Image, radius: float) -> Image.Image:
    """Blurred by so many pixels of the size at which sharpness is judged."""
    return image.filter(ImageFilter.GaussianBlur(radius * max(image.size) / sharpness.SIDE))


@pytest.mark.parametrize("picture", [portrait(413, 579), portrait(1200, 1680), page(1200, 900), page(2400, 1800)])
def test_the_limit_of_blur_parts_readable_from_unreadable(picture: Image.Image) -> None:
    measured = {radius: sharpness.measure(blurred(picture, radius)).detail for radius in (0, 0.5, 1, 3, 4, 6)}
    assert min(measured[radius] for radius in (0, 0.5, 1)) > sharpness.BLURRED
    assert max(measured[radius] for radius in (3, 4, 6)) < sharpness.BLURRED
    sharpest_first = [measured[radius] for radius in (0, 0.5, 1, 3, 4)]
    assert sorted(sharpest_first, reverse=True) == sharpest_first


@pytest.mark.parametrize("picture", [portrait(413, 579), portrait(1200, 1680), page(1200, 900)])
def test_grain_does_not_pass_for_detail(picture: Image.Image) -> None:
    grain = Image.effect_noise(picture.size, 16).convert("RGB")
    assert sharpness.measure(Image.blend(blurred(picture, 5), grain, 0.3)).detail < sharpness.BLURRED
    assert sharpness.measure(Image.blend(picture, grain, 0.3)).detail > sharpness.BLURRED


def test_a_blurred_portrait_is_refused_and_a_soft_one_warned_of() -> None:
    assert codes(jpeg(blurred(portrait(900, 1260), 6))) == ["blurred"]
    soft = checks.check(jpeg(blurred(portrait(900, 1260), 1.7)), "portrait")
    assert soft.passed
    assert [finding.code for finding in soft.findings] == ["soft"]


def test_the_place_the_phone_and_the_comment_are_gone_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90° clockwise to be seen upright
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(0x8825)[2] = (30.0, 15.0, 7.0)
    lying = portrait(579, 579).crop((0, 0, 413, 579)).transpose(Image.Transpose.ROTATE_90)
    data = jpeg(lying, exif=exif, comment=b"secret words", icc_profile=b"profile" * 20)
    assert Image.open(io.BytesIO(data)).size == (579, 413)
    verdict = checks.check(data, "portrait")
    assert verdict.passed, verdict.findings
    clean = Image.open(io.BytesIO(verdict.clean or b""))
    assert clean.size == (413, 579)
    assert not clean.getexif()
    assert not {"exif", "comment", "icc_profile"} & set(clean.info)
    for trace in (b"PhoneMaker", b"secret words", b"Exif"):
        assert trace not in (verdict.clean or b"")


def test_a_see_through_png_is_laid_on_white() -> None:
    image = portrait().convert("RGBA")
    image.putalpha(Image.new("L", image.size, 255))
    image.paste((0, 0, 0, 0), (0, 0, 60, 60))
    verdict = checks.check(png(image), "portrait")
    corner = Image.open(io.BytesIO(verdict.clean or b"")).getpixel((20, 20))
    assert isinstance(corner, tuple)
    assert min(corner) > 240


@pytest.mark.parametrize("mode", ["L", "P", "1", "CMYK", "I;16", "LA"])
def test_every_mode_of_colour_is_taken_or_refused_in_words(mode: str) -> None:
    image = portrait(600, 840)
    image = Image.new("I;16", image.size, 40_000) if mode == "I;16" else image.convert(mode)
    data = jpeg(image) if mode == "CMYK" else png(image)
    assert checks.check(data, "portrait").passed is (mode not in {"I;16"})


@pytest.mark.parametrize(
    ("picture", "code"),
    [
        (portrait(299, 420), "too_few_pixels"),
        (portrait(600, 600), "not_upright"),
        (portrait(900, 600), "not_upright"),
        (portrait(400, 900), "wrong_aspect"),
        (Image.new("RGB", (413, 579), "white"), "blank"),
    ],
)
def test_a_portrait_of_the_wrong_shape_is_refused(picture: Image.Image, code: str) -> None:
    assert code in codes(png(picture) + b"\0" * 1024)


def test_a_dark_picture_is_warned_of() -> None:
    verdict = checks.check(jpeg(portrait().point(lambda value: value // 7)), "portrait")
    assert "dark" in [finding.code for finding in verdict.findings]


def test_a_small_page_is_refused_with_its_size() -> None:
    verdict = checks.check(jpeg(page(500, 380)), "document")
    assert "500×380" in verdict.findings[0].sentence


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "too_small"),
        (b"\xff\xd8\xff", "too_small"),
        (b"\xff\xd8\xff\xe0" + b"x" * 4000, "torn"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 4000, "torn"),
        (b"GIF89a" + b"x" * 4000, "type_not_accepted"),
        (b"PK\x03\x04" + b"x" * 4000, "type_not_accepted"),
        (b"\0\0\0\x18ftypheic" + b"x" * 4000, "type_not_accepted"),
        (b"RIFF\0\0\0\0WEBP" + b"x" * 4000, "type_not_accepted"),
        (b"<html><script>alert(1)</script>" + b"x" * 4000, "type_not_accepted"),
        (b"MZ" + b"x" * 4000, "type_not_accepted"),
        (b"%PDF-1.7" + b"x" * 4000 + b"%%EOF", "pdf_not_photo"),
        (b"x" * (kinds.MAX_BYTES + 1), "too_large"),
    ],
)
def test_files_of_other_kinds_are_named_for_what_they_are(data: bytes, code: str) -> None:
    assert codes(data) == [code]


@pytest.mark.parametrize("form", [jpeg, png])
@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
def test_a_torn_file_is_refused(form, kept: float) -> None:
    whole = form(page())
    assert codes(whole[: int(len(whole) * kept)], "document") == ["torn"]


def bomb(width: int, height: int) -> bytes:
    """A few kilobytes that would unfold into a picture of that size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 2_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(9000, 9000), (40_000, 1001), (65_500, 65_500), (2**31 - 1, 2**31 - 1)])
def test_a_bomb_is_refused_by_its_header_before_it_unfolds(size) -> None:
    began = time.perf_counter()
    assert codes(bomb(*size), "document") in (["too_many_pixels"], ["torn"])
    assert time.perf_counter() - began < 0.5


def test_a_bomb_of_words_inside_a_png_is_refused() -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    whole = png(page())
    head, rest = whole[:33], whole[33:]
    words = b"".join(chunk(b"zTXt", b"k\0\0" + zlib.compress(b"a" * 60_000_000, 9)) for _ in range(3))
    assert codes(head + words + rest, "document") == ["torn"]


def test_a_pdf_is_kept_as_a_document_when_it_is_whole_and_still() -> None:
    whole = b"%PDF-1.7\n" + b"1 0 obj << /Type /Catalog >> endobj\n" * 60 + b"%%EOF\n"
    assert checks.check(whole, "document") == checks.Verdict((), whole, "application/pdf")
    assert codes(whole[:-7], "document") == ["torn"]
    assert codes(whole.replace(b"/Type", b"/Encrypt"), "document") == ["encrypted"]
    for mark in (b"/JavaScript", b"/J#61vaScript", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/XFA"):
        assert codes(whole.replace(b"/Type", mark), "document") == ["active_content"]


def test_a_script_packed_into_an_object_stream_is_found_and_noise_in_a_scan_is_not_taken_for_one() -> None:
    def pdf(content: bytes) -> bytes:
        return b"%PDF-1.7\n1 0 obj << /Type /ObjStm /Filter /FlateDecode >>\nstream\n" + zlib.compress(content) + b"\nendstream\n%%EOF\n"

    honest = b"<< /Type /Catalog /Lang (zh-CN) >>" + random.Random(3).randbytes(200_000)
    assert codes(pdf(honest), "document") == []
    assert codes(pdf(honest + b"<< /S /JavaScript /JS (app.alert(1)) >>"), "document") == ["active_content"]
    assert codes(pdf(b"a" * 3_000_000), "document") == ["active_content"]
    assert codes(pdf(honest).replace(b"zh-CN", b"/JS") + b"/JS /AA" + b"%%EOF\n", "document") == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.binary(max_size=4000),
    st.sampled_from([b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"%PDF-1.4"]),
    st.sampled_from(["portrait", "document"]),
)
def test_no_bytes_whatever_break_the_check(data: bytes, head: bytes, profile: str) -> None:
    verdict = checks.check(head + data + b"\0" * 1100, profile)
    assert verdict.passed or any(finding.severity == "error" for finding in verdict.findings)
    assert all(finding.sentence.endswith("。") for finding in verdict.findings)


JPEG, PNG = jpeg(page(620, 420)), png(page(620, 420))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([JPEG, PNG]), st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=40))
def test_a_damaged_picture_is_refused_or_comes_out_clean(whole: bytes, damage: list[tuple[int, int]]) -> None:
    bent = bytearray(whole)
    for place, value in damage:
        bent[place % len(bent)] = value
    verdict = checks.check(bytes(bent), "document")
    if verdict.clean:
        Image.open(io.BytesIO(verdict.clean)).load()
