-- Issues as anybody may read them on the web.

CREATE TABLE web_copy (
    issue     TEXT   NOT NULL PRIMARY KEY REFERENCES issue (id),
    edition   TEXT   NOT NULL,
    slot      TEXT   NOT NULL,
    name      TEXT   NOT NULL, -- of its page
    listed    BIGINT NOT NULL, -- 1: the archive names it
    built     BIGINT NOT NULL,
    until     BIGINT NOT NULL, -- of the issue
    headlines TEXT   NOT NULL, -- JSON: the first few
    stories   BIGINT NOT NULL,
    rendering TEXT   NOT NULL REFERENCES rendering (id),
    UNIQUE (edition, name)
);
CREATE INDEX web_copy_until ON web_copy (edition, until);
