-- Letters on their way. Recipient and letter are sealed together with a key from outside the database, and a
-- row goes when its letter was sent.
CREATE TABLE mail (
  mail_id TEXT PRIMARY KEY,
  sealed TEXT NOT NULL,
  queued_at INTEGER NOT NULL,
  next_attempt_at INTEGER NOT NULL,
  -- Counted when a sender claims the row, so that the number names the claim.
  attempts INTEGER NOT NULL,
  -- Until when the row is with a sender; one that died leaves it to the others at this moment.
  leased_until INTEGER,
  -- What kept the last attempt from succeeding, one word of a closed list.
  last_fault TEXT
) STRICT;
CREATE INDEX mail_by_next_attempt ON mail (next_attempt_at);
CREATE INDEX mail_by_age ON mail (queued_at);
