-- Times are epoch seconds. Lists and records inside a column are JSON that is never queried.
-- Everything presented is here only as its SHA-256 digest.

CREATE TABLE member (
  member_id TEXT PRIMARY KEY,
  username TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL,
  cust_id INTEGER NOT NULL UNIQUE,
  account_id TEXT NOT NULL UNIQUE,
  -- Argon2id PHC string over mask(password, username); the masked value itself is stored nowhere.
  password_verifier TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  disabled_at INTEGER
) STRICT;

CREATE TABLE client (
  client_id TEXT PRIMARY KEY,
  dialect TEXT NOT NULL,
  state TEXT NOT NULL,
  -- Digest of the secret in the form in which the dialect presents it; null for public clients.
  secret_digest TEXT,
  -- Everything else of the record, as JSON: read whole, never queried.
  record TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE client_cors_origin (
  client_id TEXT NOT NULL REFERENCES client (client_id) ON DELETE CASCADE,
  origin TEXT NOT NULL,
  PRIMARY KEY (client_id, origin)
) STRICT;
CREATE INDEX client_cors_origin_by_origin ON client_cors_origin (origin);

-- The access list of the password-limited grant, at most three members a client.
CREATE TABLE client_listed_member (
  client_id TEXT NOT NULL REFERENCES client (client_id) ON DELETE CASCADE,
  member_id TEXT NOT NULL REFERENCES member (member_id) ON DELETE CASCADE,
  PRIMARY KEY (client_id, member_id)
) STRICT;

CREATE TABLE consent (
  member_id TEXT NOT NULL REFERENCES member (member_id) ON DELETE CASCADE,
  client_id TEXT NOT NULL REFERENCES client (client_id) ON DELETE CASCADE,
  scope TEXT NOT NULL,
  -- Digest of what the member was shown about the client; another one asks again.
  client_fingerprint TEXT NOT NULL,
  granted_at INTEGER NOT NULL,
  PRIMARY KEY (member_id, client_id)
) STRICT;

CREATE TABLE browser_login (
  login_digest TEXT PRIMARY KEY,
  member_id TEXT NOT NULL REFERENCES member (member_id) ON DELETE CASCADE,
  auth_time INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX browser_login_by_expiry ON browser_login (expires_at);

CREATE TABLE session (
  session_id TEXT PRIMARY KEY,
  dialect TEXT NOT NULL,
  client_id TEXT NOT NULL REFERENCES client (client_id) ON DELETE CASCADE,
  member_id TEXT NOT NULL REFERENCES member (member_id) ON DELETE CASCADE,
  grant_type TEXT NOT NULL,
  scope TEXT NOT NULL,
  auth_time INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  last_activity INTEGER NOT NULL,
  session_expiration INTEGER NOT NULL,
  absolute_expires_at INTEGER NOT NULL,
  ended_at INTEGER,
  first_ip TEXT,
  first_user_agent_header TEXT,
  last_ip TEXT,
  last_user_agent_header TEXT
) STRICT;
CREATE INDEX session_by_member ON session (member_id, client_id);
CREATE INDEX session_by_absolute_end ON session (absolute_expires_at);

CREATE TABLE authorization_code (
  code_digest TEXT PRIMARY KEY,
  client_id TEXT NOT NULL REFERENCES client (client_id) ON DELETE CASCADE,
  member_id TEXT NOT NULL REFERENCES member (member_id) ON DELETE CASCADE,
  redirect_uri TEXT NOT NULL,
  scope TEXT NOT NULL,
  code_challenge TEXT,
  code_challenge_method TEXT,
  auth_time INTEGER NOT NULL,
  issued_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  consumed_at INTEGER,
  -- The session that it became; null until then, and for codes that were spent without one.
  session_id TEXT,
  failed_verifications INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX authorization_code_by_expiry ON authorization_code (expires_at);

CREATE TABLE refresh_token (
  token_digest TEXT PRIMARY KEY,
  session_id TEXT NOT NULL,
  client_id TEXT NOT NULL,
  issued_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  -- Kept after use until it would have expired, so that a second use is known for one.
  consumed_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX refresh_token_by_expiry ON refresh_token (expires_at);

CREATE TABLE signing_key (
  kid TEXT PRIMARY KEY,
  dialect TEXT NOT NULL,
  alg TEXT NOT NULL,
  public_jwk TEXT NOT NULL,
  -- Sealed with a key outside the database, the kid as additional data.
  sealed_private_jwk TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

-- One row per fixed window; the bucket names what is counted, account names only as digests.
CREATE TABLE rate_limit (
  bucket TEXT PRIMARY KEY,
  count INTEGER NOT NULL,
  window_ends_at INTEGER NOT NULL
) STRICT;
CREATE INDEX rate_limit_by_end ON rate_limit (window_ends_at);
