DROP TABLE catalogue_version;
DROP TABLE idempotency;
