-- Whether the member works for the service: 0 or 1.
ALTER TABLE member ADD COLUMN is_staff INTEGER NOT NULL DEFAULT 0;

-- When the member confirmed that the client may skip the second factor; null until then.
ALTER TABLE client_listed_member ADD COLUMN confirmed_at INTEGER;

-- From where a client has signed a member in with the password, so that the first time is told by mail.
CREATE TABLE password_limited_address (
  client_id TEXT NOT NULL REFERENCES client (client_id) ON DELETE CASCADE,
  member_id TEXT NOT NULL REFERENCES member (member_id) ON DELETE CASCADE,
  -- HMAC, with a key outside the database, of the address or of the /64 network of an IPv6 address.
  address_digest TEXT NOT NULL,
  -- The session by which it became known: of logins at the same moment one tells the member.
  first_session_id TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (client_id, member_id, address_digest)
) STRICT;
CREATE INDEX password_limited_address_by_expiry ON password_limited_address (expires_at);

-- A member of the staff who acts for a member, in the browser of one login.
CREATE TABLE impersonation (
  impersonation_id TEXT PRIMARY KEY,
  member_id TEXT NOT NULL REFERENCES member (member_id) ON DELETE CASCADE,
  staff_member_id TEXT NOT NULL REFERENCES member (member_id) ON DELETE CASCADE,
  login_digest TEXT NOT NULL,
  -- The reason, as the member reads it.
  note TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;
CREATE INDEX impersonation_by_login ON impersonation (login_digest);
CREATE INDEX impersonation_by_member ON impersonation (member_id);
CREATE INDEX impersonation_by_staff_member ON impersonation (staff_member_id);
CREATE INDEX impersonation_by_expiry ON impersonation (expires_at);

-- The impersonation under which it came about; null where the member acted.
ALTER TABLE authorization_code ADD COLUMN impersonation_id TEXT;
ALTER TABLE session ADD COLUMN impersonation_id TEXT;
ALTER TABLE session ADD COLUMN impersonation_note TEXT;
CREATE INDEX session_by_impersonation ON session (impersonation_id) WHERE impersonation_id IS NOT NULL;

-- The program that asked, and the member of the staff who acted for the member.
ALTER TABLE audit_event ADD COLUMN user_agent TEXT;
ALTER TABLE audit_event ADD COLUMN actor_member_id TEXT;
-- Members read their own events, newest first.
DROP INDEX audit_event_by_member;
CREATE INDEX audit_event_by_member ON audit_event (member_id, occurred_at, event_id);
