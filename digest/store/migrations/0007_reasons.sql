-- Why a delivery ended as it did, for deciding: the code is only three figures, and the words are for people.

ALTER TABLE delivery ADD COLUMN enhanced TEXT NOT NULL DEFAULT ''; -- RFC 3463
ALTER TABLE delivery ADD COLUMN stage TEXT NOT NULL DEFAULT '';    -- of the SMTP dialogue
