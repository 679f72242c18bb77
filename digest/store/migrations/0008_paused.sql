-- Editions whose mail the server refuses as a whole wait for a person; a delivery of unknown fate is sent again once at
-- most, unless a person asks.

CREATE TABLE paused (
    edition TEXT   NOT NULL PRIMARY KEY,
    since   BIGINT NOT NULL,
    reason  TEXT   NOT NULL
);

ALTER TABLE delivery ADD COLUMN resent BIGINT NOT NULL DEFAULT 0; -- how often, after an uncertain attempt
