"""The closed forms: EASE with side columns, ridge for newcomers, and the popularity of a segment with shrinkage. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommend.learned.table import Floats, Integers

OUT = 1e12  # a column so heavily penalised is not there


@dataclass(frozen=True)
class Penalties:
    """How strongly each kind of column is held back. `profile` and `constant` may be `OUT`.

    `drop` holds an item back in proportion to how common it is, as if items were dropped at random (Steck 2020, EDLAE).
    """

    items: float
    drop: float = 0.0
    constant: float = OUT
    profile: float = OUT


def ease(sums: Floats, items: int, penalties: Penalties) -> Floats:
    """Steck 2019: for each item the best linear reading of it from all other columns. Rows are columns that speak, columns are items."""
    diagonal = penalties.items + penalties.drop * np.diagonal(sums)
    diagonal[items], diagonal[items + 1 :] = penalties.constant, penalties.profile
    inverse = inverted(sums, diagonal)
    weights: Floats = -inverse[:, :items] / np.diagonal(inverse)[:items]
    np.fill_diagonal(weights[:items], 0.0)
    return weights


def inverted(sums: Floats, diagonal: Floats) -> Floats:
    """(sums + diagonal)⁻¹ by Cholesky in place: half the work of a general inverse, and no second copy."""
    from scipy.linalg import lapack  # by training alone, see table.py

    work = np.array(sums, dtype=np.float64, order="F")
    work[np.diag_indices_from(work)] += diagonal
    factor, wrong = lapack.dpotrf(work, lower=True, overwrite_a=True)
    inverse, worse = lapack.dpotri(factor, lower=True, overwrite_c=True)
    if wrong or worse:
        raise ValueError("the sums are not those of a table")
    lower = np.tril(inverse, -1)
    inverse = np.tril(inverse)
    inverse += lower.T
    found: Floats = inverse
    return found


def ridge(sums: Floats, items: int, penalty: float) -> Floats:
    """From profile to item, for people who have used nothing yet. Rows: the constant and the profile's columns."""
    own, across = sums[items:, items:], sums[items:, :items]
    diagonal = np.full(len(own), penalty)
    diagonal[0] = 1e-6 * max(float(sums[items, items]), 1.0)  # how common an item is at all is not held back
    found: Floats = inverted(own, diagonal) @ across
    return found


def popularity(sums: Floats, items: int) -> Floats:
    """The share of people who used each item."""
    found: Floats = sums[items, :items] / max(float(sums[items, items]), 1.0)
    return found


def segment(sums: Floats, items: int, columns: Integers, strength: float) -> Floats:
    """The same among those who share one column, drawn to the whole as if `strength` people more stood for it."""
    shares = popularity(sums, items)
    people = np.diagonal(sums)[columns][:, None]
    found: Floats = (sums[columns][:, :items] + strength * shares) / (people + strength)
    return found


def thin(weights: Floats) -> NDArray[np.float32]:
    return np.ascontiguousarray(weights, dtype=np.float32)
