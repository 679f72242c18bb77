-- Tasks that one process of several does at a time.

-- +goose Up

CREATE TABLE lease (
    task  TEXT   NOT NULL PRIMARY KEY,
    owner TEXT   NOT NULL,
    ends  BIGINT NOT NULL
);
