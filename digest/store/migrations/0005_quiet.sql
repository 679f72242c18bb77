-- Where a reader's next issue begins after one that was not sent because it had too little to tell.

CREATE TABLE passed (
    edition    TEXT   NOT NULL,
    subscriber TEXT   NOT NULL,
    until      BIGINT NOT NULL, -- what that issue covered
    begins     BIGINT NOT NULL,
    PRIMARY KEY (edition, subscriber, until)
);
CREATE INDEX passed_until ON passed (until);
