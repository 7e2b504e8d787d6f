CREATE TABLE devices (
    id         TEXT    NOT NULL PRIMARY KEY,
    public_key TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    platform   TEXT    NOT NULL,
    client     TEXT    NOT NULL,
    paired_at  INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL
);

CREATE INDEX devices_by_seen ON devices (seen_at, id);

CREATE TABLE device_grants (
    device     TEXT    NOT NULL REFERENCES devices (id) ON DELETE CASCADE,
    role       TEXT    NOT NULL,
    scopes     TEXT    NOT NULL,
    token_hash TEXT    NOT NULL,
    granted_at INTEGER NOT NULL,
    PRIMARY KEY (device, role)
);

CREATE TABLE device_requests (
    id         TEXT    NOT NULL PRIMARY KEY,
    device     TEXT    NOT NULL,
    public_key TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    platform   TEXT    NOT NULL,
    client     TEXT    NOT NULL,
    role       TEXT    NOT NULL,
    scopes     TEXT    NOT NULL,
    asked_at   INTEGER NOT NULL
);

CREATE INDEX device_requests_by_time ON device_requests (asked_at, id);
