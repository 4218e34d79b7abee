-- Keys that were made before rotation have signed since they were made.
ALTER TABLE signing_key ADD COLUMN signs_from INTEGER NOT NULL DEFAULT 0;
-- When the last token that the key signed has ended; null for the last key of a dialect alone.
ALTER TABLE signing_key ADD COLUMN verified_until INTEGER;
UPDATE signing_key SET signs_from = created_at;
CREATE UNIQUE INDEX signing_key_last ON signing_key (dialect) WHERE verified_until IS NULL;

-- Operators read the newest events first.
CREATE INDEX audit_event_by_time ON audit_event (occurred_at, event_id);
