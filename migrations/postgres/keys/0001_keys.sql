-- The keys database, in a file of its own with short-lived backups: deleting a row here is what destroys a case.

CREATE TABLE shred (
    -- Random: that the case exists or was being received.
    case_id BYTEA NOT NULL PRIMARY KEY CHECK (LENGTH(case_id) = 16),
    -- One of the two keys around a case's wraps. Useless without a recipient's private key; without it, so is that key.
    k       BYTEA NOT NULL CHECK (LENGTH(k) = 32)
);
