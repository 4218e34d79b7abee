-- A member has a row here exactly while the second factor is on; whatever belongs to it goes with it.
CREATE TABLE second_factor (
  member_id TEXT PRIMARY KEY REFERENCES member (member_id) ON DELETE CASCADE,
  switched_on_at INTEGER NOT NULL,
  -- Counts the sets of backup codes: of two sets that are made at once, one stands.
  backup_code_set INTEGER NOT NULL
) STRICT;

CREATE TABLE authenticator_app (
  member_id TEXT PRIMARY KEY REFERENCES second_factor (member_id) ON DELETE CASCADE,
  authenticator_id TEXT NOT NULL,
  -- Sealed with a key outside the database, member and authenticator as additional data.
  sealed_seed TEXT NOT NULL,
  -- The newest time step of which a code was accepted; only later ones are.
  last_step INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE backup_code (
  -- HMAC with a key outside the database.
  code_digest TEXT PRIMARY KEY,
  member_id TEXT NOT NULL REFERENCES second_factor (member_id) ON DELETE CASCADE,
  used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX backup_code_by_member ON backup_code (member_id);

CREATE TABLE passkey (
  credential_id TEXT PRIMARY KEY,
  member_id TEXT NOT NULL REFERENCES second_factor (member_id) ON DELETE CASCADE,
  passkey_name TEXT NOT NULL,
  -- COSE, in URL-safe Base64.
  public_key TEXT NOT NULL,
  counter INTEGER NOT NULL,
  -- JSON, never queried.
  transports TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER
) STRICT;
CREATE INDEX passkey_by_member ON passkey (member_id);

-- Challenges that were answered: none is answered twice.
CREATE TABLE spent_challenge (
  challenge_digest TEXT PRIMARY KEY,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX spent_challenge_by_expiry ON spent_challenge (expires_at);
