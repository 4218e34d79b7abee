-- Whether the member works for the service: 0 or 1.
ALTER TABLE member ADD COLUMN is_staff INTEGER NOT NULL DEFAULT 0;
