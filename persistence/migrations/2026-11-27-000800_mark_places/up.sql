-- Of chance, drawn with each index: whoever comes with an index of a life that an older dump has ended is known by it.
-- Null: the index was given before.
ALTER TABLE event_log ADD COLUMN mark integer;
