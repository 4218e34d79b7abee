-- Links that are mailed to prove an address or to get back into an account. A link is here as its digest
-- alone, works once, and its row goes with it.

-- 1 when the password has to be replaced before the account can be used again.
ALTER TABLE member ADD COLUMN must_reset INTEGER NOT NULL DEFAULT 0;

CREATE TABLE sign_up (
  link_digest TEXT PRIMARY KEY,
  -- The address that the link proves.
  username TEXT NOT NULL,
  display_name TEXT NOT NULL,
  password_verifier TEXT NOT NULL,
  -- The sign-in to an app from which it began, sealed for the browser; null where there was none.
  continuation TEXT,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_up_by_username ON sign_up (username);
CREATE INDEX sign_up_by_expiry ON sign_up (expires_at);

CREATE TABLE password_reset (
  link_digest TEXT PRIMARY KEY,
  -- Null for an address without an account: the same is written, and no link goes out.
  member_id TEXT REFERENCES member (member_id) ON DELETE CASCADE,
  -- The address that the link was sent to; after another one has taken its place the link opens nothing.
  username TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX password_reset_by_member ON password_reset (member_id);
CREATE INDEX password_reset_by_expiry ON password_reset (expires_at);

-- At most one new address waits for its proof.
CREATE TABLE address_change (
  member_id TEXT PRIMARY KEY REFERENCES member (member_id) ON DELETE CASCADE,
  link_digest TEXT NOT NULL UNIQUE,
  -- The new address, and the verifier of the same password with it: the two belong together.
  username TEXT NOT NULL,
  password_verifier TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX address_change_by_expiry ON address_change (expires_at);
