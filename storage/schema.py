"""
The tables, as numbered migrations; written once for both engines.

`{key}` stands for the engine's type of a 64-bit primary key that is given by us, `{serial}` for
one that the engine counts itself. Moments are UTC in ISO 8601, days are ISO dates, lists are
lines of text, settings and accounts are JSON. A migration that has been released never changes.
"""

from __future__ import annotations

from typing import NamedTuple


class Migration(NamedTuple):
    """One numbered step; its name sorts after every earlier one."""

    name: str
    statements: tuple[str, ...]


PAPERS = Migration(
    "0001 papers",
    (
        """create table papers (
            key {key}, id text not null unique, primary_category text not null,
            categories text not null, version bigint,
            raw_title text not null, raw_abstract text not null, raw_authors text not null,
            title text not null, abstract text not null, authors text not null,
            comment text, journal_ref text, doi text, licence text, submitted text, updated text,
            withdrawn integer not null default 0, source text not null)""",
        """create table paper_categories (
            paper bigint not null references papers(key) on delete cascade,
            category text not null, place integer not null, primary key (category, paper))""",
        "create index paper_categories_by_paper on paper_categories (paper)",
        """create table versions (
            paper bigint not null references papers(key) on delete cascade,
            version integer not null, submitted text, withdrawn integer not null default 0,
            primary key (paper, version))""",
    ),
)

ANNOUNCEMENTS = Migration(
    "0002 announcements",
    (
        """create table batches (
            category text not null, day text not null, state text not null, declared integer,
            received integer not null, new integer not null, cross_listed integer not null,
            replaced integer not null, sources text not null, reason text not null,
            checked_at text not null, digest_of_ids text not null,
            primary key (category, day), check (received = new + cross_listed + replaced))""",
        "create index batches_by_day on batches (day)",
        """create table announcements (
            paper bigint not null references papers(key) on delete cascade,
            category text not null, day text not null, type text not null, version integer,
            position integer not null, arrival bigint not null,
            primary key (category, day, paper))""",
        "create index announcements_by_day on announcements (day)",
        "create index announcements_by_arrival on announcements (arrival)",
        "create index announcements_by_paper on announcements (paper)",
        """create table fetches (
            url text not null primary key, etag text, at text not null, status integer not null)""",
    ),
)

SUMMARIES = Migration(
    "0003 summaries",
    (
        """create table summaries (
            paper bigint not null references papers(key) on delete cascade,
            version integer not null, language text not null, engine text not null,
            prompt text not null, tldr text not null, motivation text not null,
            method text not null, result text not null, conclusion text not null,
            complete integer not null default 1, tokens integer not null default 0,
            cost double precision not null default 0, at text not null,
            primary key (paper, version, language, engine, prompt))""",
        """create table summary_tries (
            paper bigint not null references papers(key) on delete cascade,
            version integer not null, language text not null, engine text not null,
            prompt text not null, tries integer not null, reason text not null, at text not null,
            primary key (paper, version, language, engine, prompt))""",
        """create table usage (
            day text not null, model text not null, language text not null, reader bigint,
            calls integer not null, tokens integer not null, cost double precision not null)""",
        "create index usage_by_day on usage (day)",
    ),
)

READERS = Migration(
    "0004 chats and readers",
    (
        """create table chats (
            key {serial}, platform text not null, chat_id text not null,
            thread_id text not null default '', kind text not null, settings text not null,
            hour text not null, zone text not null, state text not null, resumes_at text,
            last_planned_day text, unique (platform, chat_id, thread_id))""",
        "create index chats_by_hour on chats (zone, hour)",
        """create table rules (
            key {serial}, chat bigint not null references chats(key) on delete cascade,
            rule text not null, at text not null, unique (chat, rule))""",
        """create table readers (
            key {serial}, platform text not null, reader_id text not null,
            language text not null, admitted integer not null default 0, at text not null,
            unique (platform, reader_id))""",
        """create table invites (
            token text not null primary key, kind text not null, uses_left integer not null,
            until text not null)""",
        """create table saved (
            reader bigint not null references readers(key) on delete cascade,
            paper bigint not null references papers(key),
            chat bigint references chats(key) on delete set null, at text not null,
            primary key (reader, paper))""",
        "create index saved_by_chat on saved (chat)",
        """create table feedback (
            reader bigint not null references readers(key) on delete cascade,
            paper bigint not null references papers(key), verdict integer not null,
            at text not null, primary key (reader, paper))""",
    ),
)

DELIVERIES = Migration(
    "0005 digests and deliveries",
    (
        """create table digests (
            key {serial}, chat bigint not null references chats(key) on delete cascade,
            day text not null, first_batch_day text, last_batch_day text,
            arrival bigint not null, accounts text not null, unique (chat, day))""",
        """create table choices (
            chat bigint not null references chats(key) on delete cascade,
            paper bigint not null references papers(key), version integer not null,
            digest bigint references digests(key) on delete set null, rule text not null,
            rank integer not null, reason text not null, primary key (chat, paper, version))""",
        "create index choices_by_paper on choices (paper)",
        """create table deliveries (
            key {serial}, kind text not null,
            chat bigint not null references chats(key) on delete cascade, day text not null,
            part integer not null, state text not null, view text not null,
            papers text not null, due_at text not null, heal_until text, claimed_at text,
            settled_at text, tries integer not null default 0, reason text not null default '',
            unique (kind, chat, day, part))""",
        "create index deliveries_by_state on deliveries (state, due_at, chat)",
        "create index deliveries_by_chat on deliveries (chat)",
        """create table messages (
            key {serial}, delivery bigint references deliveries(key) on delete set null,
            chat bigint not null references chats(key) on delete cascade,
            message_id text not null, part integer not null, papers text not null,
            heal_until text, at text not null, unique (chat, message_id))""",
        "create index messages_by_delivery on messages (delivery)",
        "create index messages_to_heal on messages (heal_until)",
    ),
)

WORK = Migration(
    "0006 jobs, facts, pace",
    (
        """create table jobs (
            key {serial}, name text not null, queue text not null, arguments text not null,
            dedup text unique, run_at text not null, state text not null,
            tries integer not null default 0, reason text not null default '')""",
        "create index jobs_by_state on jobs (queue, state, run_at)",
        "create table facts (name text not null primary key, value text not null)",
        "create table pace (name text not null primary key, tat double precision not null)",
    ),
)

CONVERSATION = Migration(
    "0007 access, days, sections of digests, words of buttons",
    (
        "alter table chats add column days text not null default '0123456'",
        "alter table chats add column admitted integer not null default 0",
        "alter table readers add column is_operator integer not null default 0",
        "alter table choices add column section text not null default 'new'",
        "alter table digests add column cuts text not null default ''",
        "alter table deliveries add column edits text not null default ''",
        """create table button_words (
            token text not null primary key, words text not null, at text not null)""",
    ),
)

INDEXES = Migration(
    "0008 choices by digest",
    ("create index choices_by_digest on choices (digest)",),
)

SPANS = Migration(
    "0009 choices and saved papers by paper and chat",
    (
        "drop index choices_by_paper",
        "create index choices_by_paper on choices (paper, chat, version)",
        "create index saved_by_paper on saved (paper, chat)",
    ),
)

REFUSALS = Migration(
    "0010 since when a chat does not let the bot write",
    ("alter table chats add column forbids_since text",),
)

RETURNS = Migration(
    "0011 how a chat comes back that was left",
    ("alter table chats add column returns_as text not null default 'active'",),
)

BROADCASTS = Migration(
    "0012 broadcasts",
    (
        """create table broadcasts (
            key {serial}, text text not null,
            reader bigint references readers(key) on delete set null,
            state text not null, at text not null, begun_at text,
            last_chat bigint not null default 0, after_chat bigint not null default 0,
            put bigint not null default 0)""",
    ),
)

AUDIENCES = Migration(
    "0013 who else is reached, and who set a chat up",
    (
        "alter table chats add column publishes integer not null default 0",
        "alter table chats add column forbids_told text",
        """alter table chats add column set_up_by bigint
            references readers(key) on delete set null""",
        "create index chats_by_set_up on chats (set_up_by)",
        "alter table messages add column publish_until text",
        "create index messages_to_publish on messages (publish_until)",
    ),
)

# Nothing was ever written to `usage` before. Nobody (of a digest, or forgotten) is 0, and no place
# '': so that rows are unique without nulls, which are never equal to each other.
COSTS = Migration(
    "0014 what summaries cost",
    (
        "drop table usage",
        """create table usage (
            day text not null, model text not null, language text not null,
            purpose text not null, reader bigint not null, chat bigint not null,
            place text not null, asked bigint not null, calls bigint not null,
            failed bigint not null, sent bigint not null, cached bigint not null,
            answered bigint not null, cost double precision not null,
            primary key (day, model, language, purpose, reader, chat, place))""",
        # Before each call the month is summed up: from this index alone.
        "create index usage_by_cost on usage (day, purpose, cost)",
        "create index usage_by_reader on usage (reader)",
        "create index usage_by_chat on usage (chat)",
    ),
)

MIGRATIONS = (
    PAPERS, ANNOUNCEMENTS, SUMMARIES, READERS, DELIVERIES, WORK, CONVERSATION, INDEXES, SPANS,
    REFUSALS, RETURNS,
    BROADCASTS, AUDIENCES, COSTS,
)  # fmt: skip

FULL_TEXT = "0007 full text"  # the index of papers; how it is made differs by engine
STEPS = frozenset((*(migration.name for migration in MIGRATIONS), FULL_TEXT))
