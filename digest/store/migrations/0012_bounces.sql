-- Mails that came back, and refusals: the evidence by which an address is mailed no more. Restoring a reader lifts the rows
-- and keeps them, so that what happened can still be read.

CREATE TABLE bounce (
    reader     TEXT   NOT NULL REFERENCES reader (name) ON DELETE CASCADE,
    issue      TEXT   NOT NULL, -- its id, or the beginning of it
    kind       TEXT   NOT NULL,
    status     TEXT   NOT NULL,
    words      TEXT   NOT NULL,
    heard      BIGINT NOT NULL,
    suppresses TEXT   NOT NULL, -- the reason; empty: this one alone did not
    lifted     BIGINT NOT NULL, -- 0: it counts
    PRIMARY KEY (reader, issue, kind)
);
CREATE INDEX bounce_suppressing ON bounce (reader) WHERE suppresses <> '' AND lifted = 0;
