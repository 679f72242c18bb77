-- Tasks that one process of several does at a time.

CREATE TABLE lease (
    task  TEXT   NOT NULL PRIMARY KEY,
    owner TEXT   NOT NULL,
    ends  BIGINT NOT NULL
);
