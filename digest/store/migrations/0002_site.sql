-- What the pages of a site have in common, so that it can be left out of their text.

CREATE TABLE site (
    host  TEXT   NOT NULL PRIMARY KEY,
    seen  BIGINT NOT NULL, -- when a page was last added; a site of which nothing is read any more is swept
    lines TEXT   NOT NULL  -- JSON: digest.SiteLine
);
CREATE INDEX site_seen ON site (seen);
