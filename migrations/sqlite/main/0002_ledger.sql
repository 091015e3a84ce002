-- The ledger: what is sealed, what waits, and what is public. No row here says which leaf belongs to which case: that is inside
-- the sealed rows, under a key that needs the pepper as well.

-- Public half of the key that opens the case's log entries, derived from the case's own: lets a thief write entries, not read them.
-- Empty in cases from before the ledger.
ALTER TABLE cases ADD COLUMN audit_recipient TEXT NOT NULL DEFAULT '';

CREATE TABLE ledger_entries (
    -- The case, or zeros for what belongs to none.
    case_id BLOB    NOT NULL CHECK (LENGTH(case_id) = 16),
    -- Order within the case: how many things happened in it, reading included.
    seq     INTEGER NOT NULL CHECK (seq >= 0),
    -- The entry's random number and the entry, sealed twice, filled up to a multiple of a kibibyte: nothing.
    data    BLOB    NOT NULL,
    PRIMARY KEY (case_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_queue (
    -- Will be public within hours: that something happened since the last publication, not in which case.
    leaf BLOB    NOT NULL PRIMARY KEY CHECK (LENGTH(leaf) = 32),
    -- The day it happened.
    day  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_leaves (
    -- Which log: 1, and one more after each restore or move. Public.
    log  INTEGER NOT NULL CHECK (log >= 1),
    -- Place in the log. Public.
    idx  INTEGER NOT NULL CHECK (idx >= 0),
    -- Public.
    leaf BLOB    NOT NULL CHECK (LENGTH(leaf) = 32),
    PRIMARY KEY (log, idx)
) STRICT, WITHOUT ROWID;

CREATE INDEX ledger_leaves_by_leaf ON ledger_leaves (leaf);

CREATE TABLE ledger_tiles (
    -- Public: hashes of the tree, 32 bytes each, at most 256.
    log    INTEGER NOT NULL CHECK (log >= 1),
    level  INTEGER NOT NULL CHECK (level BETWEEN 0 AND 7),
    number INTEGER NOT NULL CHECK (number >= 0),
    hashes BLOB    NOT NULL,
    PRIMARY KEY (log, level, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_checkpoints (
    -- Public: the signed heads, with the witnesses' signatures.
    log    INTEGER NOT NULL CHECK (log >= 1),
    size   INTEGER NOT NULL CHECK (size >= 0),
    -- The hour (since 1970) of the timetable for which it was made. Public: it appeared then.
    slot   INTEGER NOT NULL,
    note   TEXT    NOT NULL,
    PRIMARY KEY (log, size)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipts (
    -- The reporter's receipts: that one is there for each step of the case.
    case_id BLOB    NOT NULL REFERENCES cases (case_id) CHECK (LENGTH(case_id) = 16),
    seq     INTEGER NOT NULL CHECK (seq >= 0),
    -- An age file to the reporter's key, of one length: nothing.
    data    BLOB    NOT NULL,
    PRIMARY KEY (case_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE reads (
    -- Keyed by member and case: without the key nothing. That a member may fetch a case, because the ledger says that they read it.
    tag   BLOB    NOT NULL PRIMARY KEY CHECK (LENGTH(tag) = 16),
    -- Up to which item.
    up_to INTEGER NOT NULL CHECK (up_to >= 0),
    -- The last day on which the ledger was told.
    day   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE graves (
    -- What a reporter is told whose case was destroyed lawfully: that it was.
    case_id BLOB NOT NULL PRIMARY KEY REFERENCES cases (case_id) CHECK (LENGTH(case_id) = 16),
    -- The signed entry, in an age file to the reporter's key: nothing.
    data    BLOB NOT NULL
) STRICT, WITHOUT ROWID;
