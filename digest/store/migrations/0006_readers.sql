-- What readers do on the web. A reader is known by a keyed hash of the address, so that who left stays gone when the
-- address is forgotten.

CREATE TABLE reader (
    name      TEXT   NOT NULL PRIMARY KEY,
    address   TEXT   NOT NULL, -- empty: forgotten, or never known here
    full_name TEXT   NOT NULL,
    joined    BIGINT NOT NULL, -- signed up on the web; 0: the file invites
    invited   BIGINT NOT NULL
);

CREATE TABLE choice (
    reader  TEXT   NOT NULL REFERENCES reader (name) ON DELETE CASCADE,
    setting TEXT   NOT NULL,
    value   TEXT   NOT NULL,
    made    BIGINT NOT NULL,
    PRIMARY KEY (reader, setting)
);

CREATE TABLE departure (
    reader  TEXT   NOT NULL REFERENCES reader (name) ON DELETE CASCADE,
    list    TEXT   NOT NULL, -- empty: everything
    made    BIGINT NOT NULL,
    how     TEXT   NOT NULL,
    edition TEXT   NOT NULL,
    PRIMARY KEY (reader, list)
);

CREATE TABLE signup (
    id       TEXT   NOT NULL PRIMARY KEY,
    kind     TEXT   NOT NULL,
    asked    BIGINT NOT NULL,
    ends     BIGINT NOT NULL,
    mailed   BIGINT NOT NULL, -- 0: the mail that asks for the confirmation is still to be sent
    tries    BIGINT NOT NULL,
    used     BIGINT NOT NULL, -- 0: not confirmed yet
    address  TEXT   NOT NULL, -- lower case, for counting
    email    TEXT   NOT NULL, -- as written
    network  TEXT   NOT NULL,
    asker    TEXT   NOT NULL, -- the address that asked
    lists    TEXT   NOT NULL, -- JSON
    language TEXT   NOT NULL,
    text     TEXT   NOT NULL,
    former   TEXT   NOT NULL
);
CREATE INDEX signup_address ON signup (address, asked);
CREATE INDEX signup_network ON signup (network, asked);
CREATE INDEX signup_asked ON signup (asked);
CREATE INDEX signup_unmailed ON signup (asked) WHERE mailed = 0;

CREATE TABLE consent (
    signup   TEXT   NOT NULL PRIMARY KEY,
    reader   TEXT   NOT NULL,
    kind     TEXT   NOT NULL,
    email    TEXT   NOT NULL,
    lists    TEXT   NOT NULL, -- JSON
    language TEXT   NOT NULL,
    text     TEXT   NOT NULL, -- what the reader agreed to, word for word
    asked    BIGINT NOT NULL,
    asked_at TEXT   NOT NULL, -- from which address
    given    BIGINT NOT NULL,
    given_at TEXT   NOT NULL
);
CREATE INDEX consent_reader ON consent (reader);
