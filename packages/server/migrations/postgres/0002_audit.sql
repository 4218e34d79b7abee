-- Appended, never changed. One job seals runs of events into a hash chain, so that a changed or missing
-- event shows.

CREATE TABLE audit_event (
  event_id TEXT PRIMARY KEY,
  -- Orders the events of one node; ties between nodes are broken by event_id.
  occurred_at BIGINT NOT NULL,
  event TEXT NOT NULL,
  outcome TEXT NOT NULL,
  request_id TEXT NOT NULL,
  ip TEXT NOT NULL,
  client_id TEXT,
  member_id TEXT,
  session_id TEXT,
  -- The seal that covers the event; null until the job has come by.
  seal_number BIGINT
);
CREATE INDEX audit_event_by_seal ON audit_event (seal_number, occurred_at, event_id);
CREATE INDEX audit_event_by_member ON audit_event (member_id, occurred_at);

CREATE TABLE audit_seal (
  seal_number BIGINT PRIMARY KEY,
  event_count BIGINT NOT NULL,
  -- HMAC over the digest of the seal before and every sealed event in order.
  digest TEXT NOT NULL,
  sealed_at BIGINT NOT NULL
);
