"""A model as bytes and back: arrays and plain JSON, nothing that could run. Pure."""

from __future__ import annotations

import io
from dataclasses import asdict

import numpy as np
import orjson

from recommend.learned.columns import Columns
from recommend.learned.model import Model
from recommend.learned.table import Layout
from recommend.learned.tuning import Part

FORMAT = 1


def packed(model: Model) -> bytes:
    columns = model.layout.columns
    head = {
        "format": FORMAT, "items": model.layout.items, "keys": columns.keys,
        "index": [[*pair, place] for pair, place in columns.index.items()],
        "cuts": columns.cuts, "segment_key": model.segment_key, "with_profile": model.with_profile,
        "parts": [asdict(part) for part in model.parts],
    }  # fmt: skip
    told = np.frombuffer(orjson.dumps(head), dtype=np.uint8)
    written = io.BytesIO()
    np.savez_compressed(written, head=told, warm=model.warm, cold=model.cold, segment=model.segment)
    return written.getvalue()


def unpacked(data: bytes) -> Model:
    """ValueError for anything that is not a whole model of this format."""
    try:
        model = _read(data)
    except Exception as error:
        raise ValueError("this is no model") from error
    width, items = model.layout.width, len(model.layout.items)
    for array, rows in ((model.warm, width), (model.cold, width - items), (model.segment, width - items)):
        if array.ndim != 2 or array.shape[1] != items or len(array) not in (0, rows):
            raise ValueError("the arrays are not those of its columns")
    return model


def _read(data: bytes) -> Model:
    with np.load(io.BytesIO(data), allow_pickle=False) as held:
        head = orjson.loads(held["head"].tobytes())
        arrays = {name: held[name] for name in ("warm", "cold", "segment")}
    if head["format"] != FORMAT:
        raise ValueError(f"format {head['format']} is not {FORMAT}")
    index = {(key, token): place for key, token, place in head["index"]}
    cuts = {key: tuple(tuple(edges) for edges in ranges) for key, ranges in head["cuts"].items()}
    items = tuple(head["items"])
    layout = Layout(items, {item: place for place, item in enumerate(items)}, Columns(tuple(head["keys"]), index, cuts))
    parts = tuple(Part(**part) for part in head["parts"])
    return Model(layout, arrays["warm"], arrays["cold"], arrays["segment"], head["segment_key"], head["with_profile"], parts)
