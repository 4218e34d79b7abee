-- The secret that is being replaced is good beside its successor until then.
ALTER TABLE client ADD COLUMN former_secret_digest TEXT;
ALTER TABLE client ADD COLUMN former_secret_ends_at INTEGER;
-- Written at most once an hour for a client and a secret.
ALTER TABLE client ADD COLUMN last_used_at INTEGER;
ALTER TABLE client ADD COLUMN secret_used_at INTEGER;
ALTER TABLE client ADD COLUMN former_secret_used_at INTEGER;
-- Idleness is counted from here or from the last use, whichever is later; null until it is first looked at.
ALTER TABLE client ADD COLUMN idle_from INTEGER;
-- The last step of idleness that its developer was told of, in days; any use takes it back to 0.
ALTER TABLE client ADD COLUMN idle_days_told INTEGER NOT NULL DEFAULT 0;
ALTER TABLE client ADD COLUMN disabled_at INTEGER;
-- staff or inactive
ALTER TABLE client ADD COLUMN disabled_by TEXT;
CREATE INDEX client_by_state ON client (state, created_at);

CREATE TABLE client_review (
  client_id TEXT PRIMARY KEY REFERENCES client (client_id) ON DELETE CASCADE,
  requested_at INTEGER NOT NULL,
  -- JSON: what staff should look at twice, in sentences.
  held_because TEXT NOT NULL,
  decided_at INTEGER,
  refused_because TEXT
) STRICT;

-- Links that show a secret once; the secret is made when its link is used.
CREATE TABLE client_secret_link (
  link_digest TEXT PRIMARY KEY,
  client_id TEXT NOT NULL UNIQUE REFERENCES client (client_id) ON DELETE CASCADE,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX client_secret_link_by_expiry ON client_secret_link (expires_at);
