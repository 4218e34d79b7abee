-- What a refresh answered, for callers that repeat it within the retry window. Sealed with a key that is
-- derived from the spent token, of which the database holds the digest alone: what stands here opens nothing.
CREATE TABLE refresh_token_retry (
  token_digest TEXT PRIMARY KEY REFERENCES refresh_token (token_digest) ON DELETE CASCADE,
  successor_digest TEXT NOT NULL,
  sealed_response TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX refresh_token_retry_by_expiry ON refresh_token_retry (expires_at);
