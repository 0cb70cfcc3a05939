-- Nothing reads it (ADR 9), and beside events with an exact time it tells to parts of a second when a report without name
-- came, of which the day alone is kept.
ALTER TABLE event DROP COLUMN xid;
