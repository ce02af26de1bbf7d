"""The types in force in this process: those that were adopted from the database, else those that ship with the house."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache

from profile.rules.shipped import shipped
from profile.rules.types import CertificateType

_in_force: Mapping[str, CertificateType] | None = None


def types() -> Mapping[str, CertificateType]:
    """All types by code."""
    return _in_force if _in_force is not None else shipped()


def adopt(kinds: Iterable[CertificateType] | None) -> None:
    """Puts published rules in force; None goes back to those that ship with the house."""
    global _in_force
    _in_force = {kind.code: kind for kind in kinds} if kinds is not None else None
    types_by_name.cache_clear()
    fingerprint.cache_clear()


@lru_cache(maxsize=1)
def types_by_name() -> Mapping[str, CertificateType]:
    """All types by their Chinese name; names are unique."""
    return {kind.name: kind for kind in types().values()}


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """The same in every process in which the same rules are in force, another for others."""
    return hashlib.blake2b(repr(sorted(types().items())).encode(), digest_size=8).hexdigest()
