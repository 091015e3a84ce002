-- Next versions of the roster that wait for keyholders' signatures: one for each who proposes. What a draft says becomes public
-- with the version it becomes; every row goes when a version comes into force.
CREATE TABLE roster_drafts (
    -- Who proposes, as in the roster.
    proposer BYTEA NOT NULL PRIMARY KEY CHECK (LENGTH(proposer) = 16),
    -- The text with its signatures: who is to come and to go, before it is decided.
    draft    TEXT  NOT NULL
);
