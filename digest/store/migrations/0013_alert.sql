-- What the operator was told of, so that several machines tell it once.

CREATE TABLE alert (
    name TEXT NOT NULL PRIMARY KEY,
    told TEXT NOT NULL -- JSON of package alerts
);
