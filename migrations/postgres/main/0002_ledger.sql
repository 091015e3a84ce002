-- The ledger: what is sealed, what waits, and what is public. No row here says which leaf belongs to which case: that is inside
-- the sealed rows, under a key that needs the pepper as well.

-- Public half of the key that opens the case's log entries, derived from the case's own: lets a thief write entries, not read them.
-- Empty in cases from before the ledger.
ALTER TABLE cases ADD COLUMN audit_recipient TEXT NOT NULL DEFAULT '';

CREATE TABLE ledger_entries (
    -- The case, or zeros for what belongs to none.
    case_id BYTEA   NOT NULL CHECK (LENGTH(case_id) = 16),
    -- Order within the case: how many things happened in it, reading included.
    seq     BIGINT  NOT NULL CHECK (seq >= 0),
    -- The entry's random number and the entry, sealed twice, filled up to a multiple of a kibibyte: nothing.
    data    BYTEA   NOT NULL,
    PRIMARY KEY (case_id, seq)
);

CREATE TABLE ledger_queue (
    -- Will be public within hours: that something happened since the last publication, not in which case.
    leaf BYTEA   NOT NULL PRIMARY KEY CHECK (LENGTH(leaf) = 32),
    -- The day it happened.
    day  BIGINT  NOT NULL
);

CREATE TABLE ledger_leaves (
    -- Which log: 1, and one more after each restore or move. Public.
    log  BIGINT  NOT NULL CHECK (log >= 1),
    -- Place in the log. Public.
    idx  BIGINT  NOT NULL CHECK (idx >= 0),
    -- Public.
    leaf BYTEA   NOT NULL CHECK (LENGTH(leaf) = 32),
    PRIMARY KEY (log, idx)
);

CREATE INDEX ledger_leaves_by_leaf ON ledger_leaves (leaf);

CREATE TABLE ledger_tiles (
    -- Public: hashes of the tree, 32 bytes each, at most 256.
    log    BIGINT  NOT NULL CHECK (log >= 1),
    level  BIGINT  NOT NULL CHECK (level BETWEEN 0 AND 7),
    number BIGINT  NOT NULL CHECK (number >= 0),
    hashes BYTEA   NOT NULL,
    PRIMARY KEY (log, level, number)
);

CREATE TABLE ledger_checkpoints (
    -- Public: the signed heads, with the witnesses' signatures.
    log    BIGINT  NOT NULL CHECK (log >= 1),
    size   BIGINT  NOT NULL CHECK (size >= 0),
    -- The hour (since 1970) of the timetable for which it was made. Public: it appeared then.
    slot   BIGINT  NOT NULL,
    note   TEXT    NOT NULL,
    PRIMARY KEY (log, size)
);

CREATE TABLE receipts (
    -- The reporter's receipts: that one is there for each step of the case.
    case_id BYTEA   NOT NULL REFERENCES cases (case_id) CHECK (LENGTH(case_id) = 16),
    seq     BIGINT  NOT NULL CHECK (seq >= 0),
    -- An age file to the reporter's key, of one length: nothing.
    data    BYTEA   NOT NULL,
    PRIMARY KEY (case_id, seq)
);

CREATE TABLE reads (
    -- Keyed by member and case: without the key nothing. That a member may fetch a case, because the ledger says that they read it.
    tag   BYTEA   NOT NULL PRIMARY KEY CHECK (LENGTH(tag) = 16),
    -- Up to which item.
    up_to BIGINT  NOT NULL CHECK (up_to >= 0),
    -- The last day on which the ledger was told.
    day   BIGINT  NOT NULL
);

CREATE TABLE graves (
    -- What a reporter is told whose case was destroyed lawfully: that it was.
    case_id BYTEA NOT NULL PRIMARY KEY REFERENCES cases (case_id) CHECK (LENGTH(case_id) = 16),
    -- The signed entry, in an age file to the reporter's key: nothing.
    data    BYTEA NOT NULL
);

-- Ciphertext and hashes do not compress; trying costs time and could tell sizes apart.
ALTER TABLE ledger_entries ALTER COLUMN data   SET STORAGE EXTERNAL;
ALTER TABLE ledger_tiles   ALTER COLUMN hashes SET STORAGE EXTERNAL;
ALTER TABLE receipts       ALTER COLUMN data   SET STORAGE EXTERNAL;
ALTER TABLE graves         ALTER COLUMN data   SET STORAGE EXTERNAL;
