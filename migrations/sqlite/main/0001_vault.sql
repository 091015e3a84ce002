-- The main database. Beside each column stands what it tells somebody who carries the disk away.
-- No creation times, no counters: rows are keyed by random numbers and the tables are ordered by them, so that neither
-- rowid nor page order says which case came first. Times are days or months, except in rows that live for minutes.

CREATE TABLE cases (
    -- Random: that there is a case.
    case_id         BLOB    NOT NULL PRIMARY KEY CHECK (LENGTH(case_id) = 16),
    -- HMAC of the code's first part under a key outside the database: without that key nothing. Not unique by design.
    loc_tag         BLOB    NOT NULL CHECK (LENGTH(loc_tag) = 16),
    -- Random: nothing.
    salt            BLOB    NOT NULL CHECK (LENGTH(salt) = 16),
    -- Which pepper was in use: the months between two rotations in which the case came in.
    pepper_id       INTEGER NOT NULL,
    -- Cost of the slow hash (KiB, passes, lanes): the release that was running, nothing about the case.
    kdf_m           INTEGER NOT NULL CHECK (kdf_m >= 0),
    kdf_t           INTEGER NOT NULL CHECK (kdf_t >= 0),
    kdf_p           INTEGER NOT NULL CHECK (kdf_p >= 0),
    -- SHA-256 behind Argon2id with a pepper outside the database: without the pepper no code can be tried against it.
    auth_hash       BLOB    NOT NULL CHECK (LENGTH(auth_hash) = 32),
    -- Public half of the case's key pair: lets a thief write to the case, not read it.
    case_recipient  TEXT    NOT NULL,
    -- MAC that ties the recipient to the case, so that SQL alone cannot exchange the key: nothing.
    bind_mac        BLOB    NOT NULL CHECK (LENGTH(bind_mac) = 32),
    -- How often the case's key pair was replaced: that somebody was taken off the case, not who.
    epoch           INTEGER NOT NULL CHECK (epoch >= 0),
    -- Which team receives it: how busy each team is.
    channel         TEXT    NOT NULL,
    -- Whether the case is worked on.
    state           TEXT    NOT NULL CHECK (state IN ('open', 'closed', 'shredded')),
    -- Month (since 1970-01) in which it may be destroyed: roughly, the year it was closed.
    retention_month INTEGER NOT NULL,
    -- Day (since 1970-01-01) of the last activity: the finest time there is about a case.
    activity_day    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX cases_by_locator ON cases (loc_tag);

CREATE TABLE wraps (
    case_id BLOB    NOT NULL REFERENCES cases (case_id) CHECK (LENGTH(case_id) = 16),
    epoch   INTEGER NOT NULL CHECK (epoch >= 0),
    -- Keyed by the case, so that the rows of one member in two cases do not look alike: nothing.
    tag     BLOB    NOT NULL CHECK (LENGTH(tag) = 16),
    -- The case's key, sealed to one recipient under K_shred. Decoys fill the rows up to a constant number: a missing row
    -- would be an accusation.
    data    BLOB    NOT NULL,
    PRIMARY KEY (case_id, epoch, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE items (
    case_id   BLOB    NOT NULL REFERENCES cases (case_id) CHECK (LENGTH(case_id) = 16),
    -- Order within the case: how many things happened in it.
    seq       INTEGER NOT NULL CHECK (seq >= 0),
    -- Random: nothing.
    item_id   BLOB    NOT NULL UNIQUE CHECK (LENGTH(item_id) = 16),
    epoch     INTEGER NOT NULL CHECK (epoch >= 0),
    -- An age file, padded to a bucket: the bucket.
    data      BLOB    NOT NULL,
    -- Which file under blobs/ belongs to it.
    blob_id   BLOB             UNIQUE CHECK (LENGTH(blob_id) = 16),
    -- Padded size of that file in bytes: the bucket, as the file itself.
    blob_size INTEGER          CHECK (blob_size >= 0),
    PRIMARY KEY (case_id, seq),
    CHECK ((blob_id IS NULL) = (blob_size IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE replies (
    -- The reporter's own copies, deleted on request without touching the case: that an answer waits unread or undeleted.
    case_id BLOB    NOT NULL REFERENCES cases (case_id) CHECK (LENGTH(case_id) = 16),
    seq     INTEGER NOT NULL CHECK (seq >= 0),
    item_id BLOB    NOT NULL UNIQUE CHECK (LENGTH(item_id) = 16),
    -- An age file to the reporter's key, padded to a bucket: the bucket.
    data    BLOB    NOT NULL,
    PRIMARY KEY (case_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE reporter_sessions (
    -- SHA-256 of a cookie: that somebody reads the inbox now.
    key        BLOB    NOT NULL PRIMARY KEY CHECK (LENGTH(key) = 32),
    -- Sealed under the cookie: nothing; not even which case.
    data       BLOB    NOT NULL,
    -- Seconds since 1970, the only exact times in here: when somebody last read an inbox and when they came. The row goes
    -- within the hour after it expired, and no column ties it to a case.
    idle_until INTEGER NOT NULL,
    expires    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE rosters (
    -- Public by nature, signed outside. A cache: what is inserted with SQL does not verify and is ignored.
    version INTEGER NOT NULL PRIMARY KEY CHECK (version >= 1),
    note    TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE api_nonces (
    -- Random: nothing.
    nonce  BLOB    NOT NULL PRIMARY KEY CHECK (LENGTH(nonce) = 16),
    -- Minute (since 1970) of a staff request, kept for the replay window of minutes: that staff are at work now.
    minute INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
