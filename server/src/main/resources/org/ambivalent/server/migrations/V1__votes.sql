-- What people said about faces. Rows of votes are only ever added; which of them count follows from their order.

CREATE TABLE source (
    id     INTEGER PRIMARY KEY,
    path   TEXT NOT NULL UNIQUE,
    name   TEXT NOT NULL,
    hash   TEXT NOT NULL,
    opened TEXT NOT NULL
) STRICT;

CREATE TABLE vote (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    source    INTEGER NOT NULL REFERENCES source (id),
    face      TEXT NOT NULL,
    reviewer  TEXT NOT NULL,
    kind      TEXT NOT NULL CHECK (kind IN ('emotions', 'unknown', 'not-a-face', 'bad-crop', 'skip', 'undo')),
    emotions  TEXT NOT NULL,
    withdraws INTEGER UNIQUE REFERENCES vote (id),
    key       TEXT NOT NULL UNIQUE,
    at        TEXT NOT NULL,
    CHECK ((kind = 'emotions') = (emotions <> '')),
    CHECK ((kind = 'undo') = (withdraws IS NOT NULL))
) STRICT;

CREATE INDEX vote_of_reviewer ON vote (source, reviewer, id);

CREATE TRIGGER vote_is_never_changed BEFORE UPDATE ON vote
BEGIN
    SELECT RAISE(ABORT, 'votes are only ever added');
END;

CREATE TRIGGER vote_is_never_deleted BEFORE DELETE ON vote
BEGIN
    SELECT RAISE(ABORT, 'votes are only ever added');
END;

-- What a model said about the faces of a dataset: may be forgotten at any time.
CREATE TABLE opinion (
    source        INTEGER NOT NULL REFERENCES source (id),
    hash          TEXT NOT NULL,
    model         TEXT NOT NULL,
    face          TEXT NOT NULL,
    probabilities TEXT NOT NULL,
    PRIMARY KEY (source, hash, model, face)
) STRICT, WITHOUT ROWID;
