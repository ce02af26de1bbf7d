"""Beat's timetable: every periodic task of the house and how often it runs, in seconds. Beat holds no state and no due dates."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

TIMETABLE: dict[str, float] = {
    "push.sweep": 30,
    "push.simulate": 5,
    "push.dispatch": 2,
    "push.reconcile": 5,
    "push.compare_grants": 600,
    "push.notify_events": 2,
    "push.ask_sms": 15,
    "push.name_followers": 5,
    "profile.fetch_due": 10,
    "profile.pull_shares": 10,
    "profile.recompute": 5,
    "profile.run_out_delegations": 600,
    "profile.seal_ledger": 10,
    "push.note_reads": 10,
    "push.close_accounts": 600,
    "push.keep_no_longer": 3600,
    "profile.anchor_ledger": 3600,
    "profile.check_chains": 30,
    "push.list_calls": 600,
    "push.point_out_drafts": 600,
    "hall.route": 5,
    "hall.sweep_materials": 20,
    "hall.index_sweep": 15,
    "recommend.fold_traits": 5,
    "recommend.fold_traits_of_enterprises": 5,
    "recommend.train_waiting": 30,
    "recommend.count_popular": 900,
    "recommend.score": 10,
}


class WrongTimetable(SystemExit):
    """The process does not start: a task that nobody starts would be found out much later."""


def schedule(timetable: Mapping[str, float], registered: Collection[str], periodic: Mapping[str, float]) -> dict[str, dict[str, Any]]:
    """Celery's `beat_schedule`. Raises `WrongTimetable` when a periodic task is missing or a name is not registered.

    Runs expire with the next one, so a worker that was away is not met by a heap of them.
    """
    missing = sorted(set(periodic) - set(timetable))
    unknown = sorted(set(timetable) - set(registered))
    if missing or unknown:
        words = [f"periodic tasks missing from push/timetable.py: {', '.join(missing)}"] if missing else []
        words += [f"names in push/timetable.py that no room registers: {', '.join(unknown)}"] if unknown else []
        raise WrongTimetable("refusing to start: " + "; ".join(words))
    return {name: {"task": name, "schedule": every, "options": {"expires": max(every, 2)}} for name, every in timetable.items()}
