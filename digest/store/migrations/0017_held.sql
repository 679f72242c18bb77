-- Who has a delivery in hand is asked for by owner alone, and a delivery that has ended has none: marking one as being sent
-- then leaves this index as it is, and SQLite need not make a table of three states to look one up, several times a message.

DROP INDEX delivery_held;
UPDATE delivery SET owner = '' WHERE owner > '' AND state IN ('sent', 'failed', 'suppressed');
CREATE INDEX delivery_held ON delivery (owner) WHERE owner > '';
