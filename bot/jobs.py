"""All jobs as one table: their names, queues and retries. What they do is bound in `app.py`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from storage.database import Database, Transaction
from storage.queue import JobRule, Queue

MINUTE, HOUR = 60.0, 3600.0  # seconds


class JobName(StrEnum):
    """What is done by itself."""

    COLLECT = "collect"
    SUMMARISE = "summarise"
    PLAN = "plan"
    DELIVER = "deliver"
    HEAL = "heal"
    PUBLISH = "publish"
    BROADCAST = "broadcast"
    TIDY = "tidy"
    REPORT = "report"


# The waits stand for an error that nobody foresaw (arXiv's silence, a summary that is lacking and
# a message that was refused are no errors of a job): quick for what readers wait for, and none
# beyond the next time that the job is put anyway.
RULES: Mapping[str, JobRule] = {
    JobName.COLLECT: JobRule(queue="arxiv", retries=(5 * MINUTE, 15 * MINUTE)),
    JobName.SUMMARISE: JobRule(queue="summaries", retries=(MINUTE, 5 * MINUTE, 15 * MINUTE)),
    JobName.PLAN: JobRule(queue="planning", retries=(10.0, MINUTE, 5 * MINUTE, 15 * MINUTE)),
    JobName.DELIVER: JobRule(queue="delivery", retries=(5.0, 30.0, 2 * MINUTE)),
    JobName.HEAL: JobRule(queue="healing", retries=(MINUTE, 5 * MINUTE)),
    JobName.PUBLISH: JobRule(queue="publishing", retries=(MINUTE, 5 * MINUTE)),
    JobName.BROADCAST: JobRule(queue="broadcasting", retries=(5.0, 30.0, MINUTE)),
    JobName.TIDY: JobRule(queue="upkeep", retries=(10 * MINUTE, HOUR)),
    JobName.REPORT: JobRule(queue="upkeep", retries=(10 * MINUTE,)),
}

# One at a time in each queue: arXiv is asked in turn, planning twice at once would only wait for
# itself, and summaries and messages have their own concurrency within the job.
SLOTS: Mapping[str, int] = {rule.queue: 1 for rule in RULES.values()}


def put_job(
    queue: Queue, tx: Transaction, name: JobName, *, run_at: datetime, **arguments: str | int
) -> bool:
    """Put a job within *tx*; false where the same one waits already, with the same arguments."""
    told = json.dumps(arguments, sort_keys=True, ensure_ascii=False)
    return queue.put(
        tx,
        name.value,
        arguments,
        queue=RULES[name].queue,
        run_at=run_at,
        dedup=f"{name} {told}",
    )


async def ask(
    queue: Queue, database: Database, name: JobName, *, run_at: datetime, **arguments: str | int
) -> bool:
    """Put a job that belongs to nothing else that is stored; see `put_job`."""
    return await database.write(lambda tx: put_job(queue, tx, name, run_at=run_at, **arguments))
