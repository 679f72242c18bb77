-- What politeness needs to remember, and articles that wait for the user's word.

ALTER TABLE feed ADD COLUMN validators_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE feed ADD COLUMN refresh BIGINT NOT NULL DEFAULT 0; -- milliseconds
ALTER TABLE feed ADD COLUMN site BIGINT NOT NULL DEFAULT 0;
ALTER TABLE feed ADD COLUMN gone BIGINT NOT NULL DEFAULT 0;
ALTER TABLE feed ADD COLUMN most BIGINT NOT NULL DEFAULT 0;

CREATE TABLE host_hold (
    host    TEXT   NOT NULL PRIMARY KEY,
    held_to BIGINT NOT NULL,
    times   BIGINT NOT NULL
);

CREATE TABLE held (
    article TEXT   NOT NULL PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    feed    TEXT   NOT NULL,
    why     TEXT   NOT NULL,
    since   BIGINT NOT NULL
);
CREATE INDEX held_feed ON held (feed);
