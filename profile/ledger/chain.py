"""The chain over the privacy ledger. `python -m profile.ledger.verify` checks it."""

from __future__ import annotations

from profile.chains import Chain

READS = Chain(
    "profile_read",
    "read_id",
    (
        "id", "created_at", "citizen_id", "reader_kind", "reader_id", "reader", "use", "fields_read", "purpose", "basis", "subject_id",
        "deferral_id",
    ),
    "ledger/head.json",
)  # fmt: skip
seal, anchor, check = READS.seal, READS.anchor, READS.check
