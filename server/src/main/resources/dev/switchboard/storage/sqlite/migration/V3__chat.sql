CREATE TABLE chat_sessions (
    id                TEXT    NOT NULL PRIMARY KEY,
    session           TEXT    NOT NULL UNIQUE REFERENCES sessions (id),
    agent             TEXT    NOT NULL,
    label             TEXT    UNIQUE,
    settings          TEXT    NOT NULL,
    spawned_by        TEXT,
    title             TEXT    NOT NULL,
    preview           TEXT    NOT NULL,
    model             TEXT    NOT NULL,
    notes             TEXT    NOT NULL,
    found_by          TEXT    NOT NULL,
    prompt_tokens     INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    cached_tokens     INTEGER NOT NULL,
    reasoning_tokens  INTEGER NOT NULL,
    cost              TEXT,
    currency          TEXT,
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    archived          INTEGER NOT NULL
);

CREATE INDEX chat_sessions_by_time ON chat_sessions (updated_at, id);

CREATE TABLE chat_turns (
    n            INTEGER PRIMARY KEY,
    id           TEXT    NOT NULL UNIQUE,
    session      TEXT    NOT NULL,
    run          TEXT,
    first_cursor INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    started_at   INTEGER,
    ended_at     INTEGER,
    stop_reason  TEXT,
    ending       TEXT
);

CREATE INDEX chat_turns_unfinished ON chat_turns (n) WHERE ended_at IS NULL;
CREATE INDEX chat_turns_by_end ON chat_turns (ended_at) WHERE ended_at IS NOT NULL;
