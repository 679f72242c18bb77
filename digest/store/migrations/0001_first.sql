-- One text for SQLite and Postgres: keys are text made by the program, times are Unix milliseconds with 0 for "never",
-- lists are JSON, states are words. Small columns stand before large ones: SQLite reads a row from its beginning.

CREATE TABLE feed (
    id             TEXT   NOT NULL PRIMARY KEY,
    url            TEXT   NOT NULL,
    title          TEXT   NOT NULL,
    link           TEXT   NOT NULL,
    language       TEXT   NOT NULL,
    etag           TEXT   NOT NULL,
    last_modified  TEXT   NOT NULL,
    validators_for TEXT   NOT NULL,
    next_poll      BIGINT NOT NULL,
    last_try       BIGINT NOT NULL,
    last_ok        BIGINT NOT NULL,
    fails          BIGINT NOT NULL,
    reason         TEXT   NOT NULL,
    moved          TEXT   NOT NULL,
    moved_since    BIGINT NOT NULL,
    moved_count    BIGINT NOT NULL,
    listing        TEXT   NOT NULL -- JSON: ids of the articles in the feed's last document; they are never forgotten
);

CREATE TABLE article (
    id             TEXT   NOT NULL PRIMARY KEY,
    feed           TEXT   NOT NULL,
    seen           BIGINT NOT NULL,
    published      BIGINT NOT NULL,
    updated        BIGINT NOT NULL,
    text_method    TEXT   NOT NULL, -- empty: not extracted yet
    text_words     BIGINT NOT NULL,
    text_published BIGINT NOT NULL,
    guid           TEXT   NOT NULL,
    url            TEXT   NOT NULL,
    canonical      TEXT   NOT NULL,
    title          TEXT   NOT NULL,
    language       TEXT   NOT NULL,
    image          TEXT   NOT NULL,
    authors        TEXT   NOT NULL, -- JSON
    categories     TEXT   NOT NULL, -- JSON
    enclosures     TEXT   NOT NULL, -- JSON
    text_title     TEXT   NOT NULL,
    text_byline    TEXT   NOT NULL,
    text_site      TEXT   NOT NULL,
    text_language  TEXT   NOT NULL,
    text_image     TEXT   NOT NULL,
    text_excerpt   TEXT   NOT NULL,
    summary        TEXT   NOT NULL,
    content        TEXT   NOT NULL,
    text_body      TEXT   NOT NULL,
    text_html      TEXT   NOT NULL
);
CREATE INDEX article_seen ON article (seen, id);
CREATE INDEX article_unread ON article (seen) WHERE text_method = '';

CREATE TABLE page_try (
    article  TEXT   NOT NULL PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    tries    BIGINT NOT NULL,
    next_try BIGINT NOT NULL, -- 0: never again
    reason   TEXT   NOT NULL
);

CREATE TABLE link (
    article TEXT   NOT NULL PRIMARY KEY,
    story   TEXT   NOT NULL,
    made    BIGINT NOT NULL
);
CREATE INDEX link_made ON link (made);

CREATE TABLE due (
    edition TEXT   NOT NULL PRIMARY KEY,
    slot    TEXT   NOT NULL,
    due     BIGINT NOT NULL
);

CREATE TABLE issue (
    id      TEXT   NOT NULL PRIMARY KEY,
    edition TEXT   NOT NULL,
    slot    TEXT   NOT NULL,
    seq     BIGINT NOT NULL,
    state   TEXT   NOT NULL,
    due     BIGINT NOT NULL,
    until   BIGINT NOT NULL,
    built   BIGINT NOT NULL,
    theme   TEXT   NOT NULL,
    note    TEXT   NOT NULL,
    UNIQUE (edition, slot, seq)
);

CREATE TABLE rendering (
    id       TEXT NOT NULL PRIMARY KEY,
    issue    TEXT NOT NULL REFERENCES issue (id),
    subject  TEXT NOT NULL,
    body     TEXT NOT NULL, -- plain text
    html     TEXT NOT NULL,
    contents TEXT NOT NULL  -- JSON
);
CREATE INDEX rendering_issue ON rendering (issue);

CREATE TABLE told (
    rendering TEXT NOT NULL REFERENCES rendering (id) ON DELETE CASCADE,
    story     TEXT NOT NULL,
    articles  TEXT NOT NULL, -- JSON: ids
    PRIMARY KEY (rendering, story)
);

CREATE TABLE delivery (
    id         TEXT   NOT NULL PRIMARY KEY,
    issue      TEXT   NOT NULL REFERENCES issue (id),
    edition    TEXT   NOT NULL,
    slot       TEXT   NOT NULL,
    once       TEXT   NOT NULL,
    subscriber TEXT   NOT NULL,
    address    TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    rendering  TEXT   NOT NULL,
    due        BIGINT NOT NULL,
    state      TEXT   NOT NULL,
    attempts   BIGINT NOT NULL,
    next_try   BIGINT NOT NULL,
    expires    BIGINT NOT NULL, -- 0: never
    code       BIGINT NOT NULL,
    reply      TEXT   NOT NULL,
    message_id TEXT   NOT NULL,
    updated    BIGINT NOT NULL,
    owner      TEXT   NOT NULL, -- the run that has it in hand, or had it last
    wake       BIGINT NOT NULL, -- pending, deferred: free to be claimed from here; sending: its lease ends here
    UNIQUE (issue, subscriber),
    UNIQUE (edition, once, subscriber)
);
-- These hold rows that are not at rest, so that an archive of millions costs the sending of today nothing.
CREATE INDEX delivery_waiting ON delivery (wake, id) WHERE state IN ('pending', 'deferred');
CREATE INDEX delivery_held ON delivery (owner) WHERE owner > '' AND state IN ('pending', 'deferred', 'sending');
CREATE INDEX delivery_deferred ON delivery (expires) WHERE state = 'deferred';
CREATE INDEX delivery_uncertain ON delivery (edition) WHERE state = 'uncertain';

CREATE TABLE secret (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL -- base64
);
