DROP TABLE identifier;
DROP TABLE person;
DROP TABLE organisation;
