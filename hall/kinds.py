"""The kinds of material: how a listed material is named in code, what is checked, and what may stand in for it. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from hall import vocabulary

PHOTO_TYPES = ("image/jpeg", "image/png")
DOCUMENT_TYPES = (*PHOTO_TYPES, "application/pdf")
MAX_BYTES = 10 * 2**20


@dataclass(frozen=True)
class Kind:
    """`profile`: portrait, document, or form (nothing to upload).

    `source` says what spares the upload: identity (real name), wallet (a certificate of a type in `accepted_from`),
    fact (a shared fact named there), form (the case itself), counter (at the window), or nothing.
    """

    kind: str
    name: str
    profile: str
    source: str
    accepted_from: tuple[str, ...]
    hint: str

    @property
    def accept(self) -> tuple[str, ...]:
        """The media types that may be uploaded."""
        return PHOTO_TYPES if self.profile == "portrait" else DOCUMENT_TYPES if self.profile == "document" else ()


@lru_cache(maxsize=1)
def _known() -> dict[str, Kind]:
    return {
        row["name"]: Kind(
            row["kind"], row["name"], row["profile"], row["source"], tuple(filter(None, row["accepted_from"].split(";"))), row["hint"]
        )
        for row in vocabulary.table("materials.csv")
    }


def kind_of(name: str) -> Kind:
    """The kind of a listed material; one that isn't known is a document to photograph."""
    known = _known().get(name)
    if known:
        return known
    code = "material-" + hashlib.sha256(name.encode()).hexdigest()[:10]
    return Kind(code, name, "document", "", (), f"请拍摄或上传{name}，内容完整、字迹清楚")
