"""The entry of the worker and of beat.

`celery -A push.worker worker -P threads -c 16` and `celery -A push.worker beat`.
"""

from __future__ import annotations

import logging
import sys
from importlib import import_module
from importlib.util import find_spec

from prometheus_client import start_http_server

from core import log, queue
from core.settings import settings
from core.tables import ROOMS
from push.timetable import TIMETABLE, schedule

for room in ROOMS:
    if find_spec(f"{room}.tasks"):
        import_module(f"{room}.tasks")

app = queue.configure()
app.conf.task_queues = {name: {"exchange": name, "routing_key": name} for name in queue.QUEUES}  # a worker serves every room
app.conf.beat_schedule = schedule(TIMETABLE, app.tasks, {name: one.every for name, one in queue.periodic.items()})
app.conf.beat_scheduler = "celery.beat:Scheduler"  # in memory: what is due stands in Postgres, a lost beat only delays
app.conf.beat_max_loop_interval = 1

# Celery leaves a root logger alone that is set up already; its own would print what ours knows not to.
log.configure()
for chatter in ("celery.worker.strategy", "celery.app.trace", "celery.beat"):
    logging.getLogger(chatter).setLevel(logging.WARNING)  # two lines a task, every two seconds, would hide what matters
if "worker" in sys.argv and settings().metrics_port:
    start_http_server(settings().metrics_port, settings().host)
