ALTER TABLE event_log DROP COLUMN mark;
