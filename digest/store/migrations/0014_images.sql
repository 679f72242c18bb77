-- Pictures of issues, as readers get them.

-- +goose Up

CREATE TABLE picture (
    name   TEXT   NOT NULL PRIMARY KEY,
    width  BIGINT NOT NULL,
    height BIGINT NOT NULL,
    made   BIGINT NOT NULL,
    body   BYTEA  NOT NULL -- bytes in both databases: SQLite keeps what it is given
);
CREATE INDEX picture_made ON picture (made);

-- What came of asking for one. It can be lost: it is asked for again.
CREATE TABLE picture_try (
    id      TEXT   NOT NULL PRIMARY KEY,
    tried   BIGINT NOT NULL,
    picture TEXT   NOT NULL, -- empty: none
    reason  TEXT   NOT NULL
);
CREATE INDEX picture_try_tried ON picture_try (tried);

-- A picture is kept as long as a rendering that shows it.
CREATE TABLE shown (
    rendering TEXT NOT NULL REFERENCES rendering (id) ON DELETE CASCADE,
    picture   TEXT NOT NULL,
    PRIMARY KEY (rendering, picture)
);
CREATE INDEX shown_picture ON shown (picture);
