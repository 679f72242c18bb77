-- What grouping has read of articles, so that it reads them once. It can be lost: it is made anew.

CREATE TABLE prepared (
    article TEXT   NOT NULL PRIMARY KEY,
    made    BIGINT NOT NULL,
    form    BYTEA  NOT NULL -- bytes in both databases: SQLite keeps what it is given
);
CREATE INDEX prepared_made ON prepared (made);
