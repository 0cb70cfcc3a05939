DROP TABLE message;
DROP TABLE event;
