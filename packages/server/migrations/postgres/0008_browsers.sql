-- Browsers in which a member has proven more than the password. A mark is a digest of what the browser holds;
-- one browser may be known to several members, each by a row of their own.
CREATE TABLE remembered_browser (
  browser_id TEXT PRIMARY KEY,
  member_id TEXT NOT NULL REFERENCES member (member_id) ON DELETE CASCADE,
  mark_digest TEXT NOT NULL,
  -- Of address and password verifier: when either changes, the mark is worth nothing.
  credentials_digest TEXT NOT NULL,
  knows_since BIGINT NOT NULL,
  skips_second_factor_until BIGINT,
  last_used_at BIGINT NOT NULL,
  last_ip TEXT NOT NULL,
  last_user_agent_header TEXT,
  expires_at BIGINT NOT NULL,
  UNIQUE (mark_digest, member_id)
);
CREATE INDEX remembered_browser_by_member ON remembered_browser (member_id);
CREATE INDEX remembered_browser_by_expiry ON remembered_browser (expires_at);

-- Codes that were mailed to prove an unknown browser, one row a sign-in: another code replaces the first.
CREATE TABLE browser_code (
  attempt_id TEXT PRIMARY KEY,
  member_id TEXT NOT NULL REFERENCES member (member_id) ON DELETE CASCADE,
  -- HMAC with a key from outside the database.
  code_digest TEXT NOT NULL,
  tries_left INTEGER NOT NULL,
  expires_at BIGINT NOT NULL,
  claimed_at BIGINT
);
CREATE INDEX browser_code_by_member ON browser_code (member_id);
CREATE INDEX browser_code_by_expiry ON browser_code (expires_at);

-- The remembered browser behind a login, the codes that it is given and the sessions that they become.
ALTER TABLE browser_login ADD COLUMN browser_id TEXT;
ALTER TABLE authorization_code ADD COLUMN browser_id TEXT;
ALTER TABLE session ADD COLUMN browser_id TEXT;

-- The budget of a session's refreshes, counted by the statement that moves it on.
ALTER TABLE session ADD COLUMN refreshes_in_window INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN refresh_window_ends_at BIGINT NOT NULL DEFAULT 0;
