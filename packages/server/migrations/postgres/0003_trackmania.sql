-- Who registered a client by themselves; clients that staff registered have no row.
CREATE TABLE client_owner (
  client_id TEXT PRIMARY KEY REFERENCES client (client_id) ON DELETE CASCADE,
  member_id TEXT NOT NULL REFERENCES member (member_id) ON DELETE CASCADE
);
CREATE INDEX client_owner_by_member ON client_owner (member_id);

CREATE TABLE favorite_map (
  member_id TEXT NOT NULL REFERENCES member (member_id) ON DELETE CASCADE,
  map_uid TEXT NOT NULL,
  added_at BIGINT NOT NULL,
  PRIMARY KEY (member_id, map_uid)
);
