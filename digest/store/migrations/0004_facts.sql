-- What readers were sent, as fingerprints: so that a story comes back only when it has more than that.

CREATE TABLE fact (
    article TEXT   NOT NULL PRIMARY KEY,
    made    BIGINT NOT NULL, -- when it was last sent
    marks   TEXT   NOT NULL  -- base64: digest.Facts, four bytes each
);
CREATE INDEX fact_made ON fact (made);
