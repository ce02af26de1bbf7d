"""Drawn photos that pass the pre-review: a face before a white wall, and a page of writing. Nobody's portrait."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw

SKIN, HAIR, INK, COAT = (224, 190, 165), (40, 30, 30), (20, 20, 20), (50, 70, 110)


def portrait(width: int = 413, height: int = 579) -> bytes:
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    draw.ellipse((width * 0.25, height * 0.15, width * 0.75, height * 0.6), fill=SKIN)
    draw.pieslice((width * 0.22, height * 0.1, width * 0.78, height * 0.5), 180, 360, fill=HAIR)
    for left in (0.36, 0.57):
        draw.ellipse((width * left, height * 0.33, width * (left + 0.07), height * 0.36), fill=HAIR)
    draw.rectangle((width * 0.1, height * 0.65, width * 0.9, height), fill=COAT)
    return _jpeg(image)


def page(width: int = 1200, height: int = 900) -> bytes:
    image = Image.new("RGB", (width, height), (240, 238, 230))
    draw, dice = ImageDraw.Draw(image), random.Random(7)
    for top in range(60, height - 60, 40):
        for left in range(60, width - 60, 14):
            draw.text((left, top), chr(dice.randint(65, 90)), fill=INK)
    return _jpeg(image)


def blurred() -> bytes:
    """What a shaking hand makes: refused by the pre-review."""
    with Image.open(io.BytesIO(page())) as image:
        return _jpeg(image.resize((60, 45)).resize((1200, 900)))


def of(kind: str) -> bytes:
    """The right kind of picture for a material: `portrait` is the only one that shows a face."""
    return portrait() if kind.endswith("portrait") and not kind.startswith("couple") else page()


def _jpeg(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=92)
    return buffer.getvalue()
