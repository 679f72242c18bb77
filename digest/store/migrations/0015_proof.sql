-- Copies of issues that somebody sees before their readers do.

-- +goose Up

CREATE TABLE proof (
    issue   TEXT   NOT NULL PRIMARY KEY REFERENCES issue (id) ON DELETE CASCADE,
    address TEXT   NOT NULL,
    tries   BIGINT NOT NULL,
    tried   BIGINT NOT NULL,
    sent    BIGINT NOT NULL, -- 0: not yet, or never
    ended   BIGINT NOT NULL, -- 1: it is not tried again
    reason  TEXT   NOT NULL  -- why it was not sent
);
