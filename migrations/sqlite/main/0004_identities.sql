-- Names given in confidence. Every case has one row, and all rows look alike, whether a name was given, asked for, opened, or none of
-- it: each column is a layer under K_shred of one fixed length. That a reporter is named must not be written on the disk.

CREATE TABLE sealed_identities (
    -- Random: that there is a case.
    case_id  BLOB NOT NULL PRIMARY KEY REFERENCES cases (case_id) CHECK (LENGTH(case_id) = 16),
    -- The name, or the words that none was given, sealed to a key of its own: nothing.
    identity BLOB NOT NULL,
    -- That key, sealed to custodians and recovery: nothing.
    unlock   BLOB NOT NULL,
    -- Which request waits, or that none does: nothing.
    mark     BLOB NOT NULL,
    -- That request, sealed to the custodians, or emptiness: nothing.
    letter   BLOB NOT NULL,
    -- The key for handlers to whom it was granted, or emptiness: nothing.
    grants   BLOB NOT NULL
) STRICT, WITHOUT ROWID;
