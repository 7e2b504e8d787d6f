CREATE TABLE streams (
    id        INTEGER PRIMARY KEY,
    kind      TEXT    NOT NULL,
    name      TEXT    NOT NULL,
    first_seq INTEGER NOT NULL,
    UNIQUE (kind, name)
);

CREATE TABLE events (
    pos     INTEGER PRIMARY KEY,
    stream  INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    type    TEXT    NOT NULL,
    version INTEGER NOT NULL,
    payload TEXT    NOT NULL,
    UNIQUE (stream, seq)
);

CREATE TABLE leases (
    kind          TEXT    NOT NULL,
    id            TEXT    NOT NULL,
    due           INTEGER NOT NULL,
    owner         TEXT,
    claimed_until INTEGER NOT NULL,
    PRIMARY KEY (kind, id)
);

CREATE INDEX leases_by_due ON leases (kind, due);
CREATE INDEX leases_by_owner ON leases (owner) WHERE owner IS NOT NULL;

CREATE TABLE sessions (
    id         TEXT    NOT NULL PRIMARY KEY,
    created_at INTEGER NOT NULL
);

CREATE TABLE runs (
    n                 INTEGER PRIMARY KEY,
    id                TEXT    NOT NULL UNIQUE,
    session           TEXT    NOT NULL REFERENCES sessions (id),
    command           TEXT    NOT NULL,
    work_dir          TEXT    NOT NULL,
    agent_file        TEXT,
    model             TEXT,
    config_file       TEXT,
    env               TEXT    NOT NULL,
    yolo              INTEGER NOT NULL,
    thinking          INTEGER NOT NULL,
    on_disconnect     TEXT    NOT NULL,
    budget_steps      INTEGER,
    budget_tokens     INTEGER,
    budget_seconds    INTEGER,
    metadata          TEXT    NOT NULL,
    origin_kind       TEXT    NOT NULL,
    origin_ref        TEXT    NOT NULL,
    trace_parent      TEXT,
    status            TEXT    NOT NULL,
    reason            TEXT,
    model_name        TEXT    NOT NULL,
    created_at        INTEGER NOT NULL,
    started_at        INTEGER,
    ended_at          INTEGER,
    steps             INTEGER NOT NULL,
    prompt_tokens     INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    cached_tokens     INTEGER NOT NULL,
    reasoning_tokens  INTEGER NOT NULL,
    approvals_pending INTEGER NOT NULL,
    digest_events     INTEGER,
    digest_sha256     TEXT
);

CREATE INDEX runs_by_time ON runs (created_at, id);
CREATE INDEX runs_by_session ON runs (session, n);
CREATE INDEX runs_by_status ON runs (status, created_at, id);
CREATE INDEX runs_by_end ON runs (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE idempotent_starts (
    id          TEXT    NOT NULL PRIMARY KEY,
    fingerprint TEXT    NOT NULL,
    run         TEXT    NOT NULL,
    created_at  INTEGER NOT NULL
);

CREATE INDEX idempotent_starts_by_time ON idempotent_starts (created_at);

CREATE TABLE approvals (
    n           INTEGER PRIMARY KEY,
    id          TEXT    NOT NULL UNIQUE,
    run         TEXT    NOT NULL REFERENCES runs (id),
    call_id     TEXT    NOT NULL,
    sender      TEXT    NOT NULL,
    action      TEXT    NOT NULL,
    description TEXT    NOT NULL,
    status      TEXT    NOT NULL,
    decision    TEXT,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    decided_by  TEXT,
    feedback    TEXT
);

CREATE INDEX approvals_by_run ON approvals (run, n);
CREATE INDEX approvals_by_time ON approvals (created_at, id);
CREATE INDEX approvals_by_status ON approvals (status, created_at, id);

CREATE TABLE grants (
    session TEXT NOT NULL,
    action  TEXT NOT NULL,
    PRIMARY KEY (session, action)
);

CREATE TABLE steering (
    n    INTEGER PRIMARY KEY,
    run  TEXT    NOT NULL,
    text TEXT    NOT NULL,
    at   INTEGER NOT NULL
);

CREATE INDEX steering_by_run ON steering (run, n);
