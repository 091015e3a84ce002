-- Keys of cases that change hands. A case's first key stands in its row, where the reporter's code is bound to it; those after it stand
-- here, each certified by the one before.

-- What verifies the certificate of the case's second key, hex; from the case's first key: nothing. Empty in cases from before this, whose
-- key cannot be replaced.
ALTER TABLE cases ADD COLUMN verifier TEXT NOT NULL DEFAULT '';

-- The number of the key that must come next because somebody was taken off the case; otherwise not above the present one. Tells what
-- the epoch tells, a little earlier: that somebody was taken off, not who.
ALTER TABLE cases ADD COLUMN due_epoch INTEGER NOT NULL DEFAULT 0 CHECK (due_epoch >= 0);

CREATE TABLE case_keys (
    case_id         BLOB    NOT NULL REFERENCES cases (case_id) CHECK (LENGTH(case_id) = 16),
    -- Which key of the case: as the epoch in its row, that somebody was taken off, not who.
    epoch           INTEGER NOT NULL CHECK (epoch >= 1),
    -- Public half of the key: lets a thief write to the case, not read it.
    recipient       TEXT    NOT NULL,
    -- Public half of the key that opens the log entries from then on: the same for entries.
    audit_recipient TEXT    NOT NULL,
    -- What verifies the certificate of the key after it, hex: nothing.
    verifier        TEXT    NOT NULL,
    -- Signature by the key before it, which no member's name follows from: nothing.
    certificate     BLOB    NOT NULL CHECK (LENGTH(certificate) = 64),
    PRIMARY KEY (case_id, epoch)
) STRICT, WITHOUT ROWID;
