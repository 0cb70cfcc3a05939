CREATE ROLE bontang_owner LOGIN;
ALTER ROLE bontang_owner SET lock_timeout = '5s';
CREATE ROLE bontang_server LOGIN;
ALTER ROLE bontang_server SET lock_timeout = '5s';
ALTER ROLE bontang_server SET statement_timeout = '30s';
ALTER ROLE bontang_server SET idle_in_transaction_session_timeout = '60s';
CREATE DATABASE bontang_pmi OWNER bontang_owner;
REVOKE ALL ON DATABASE bontang_pmi FROM PUBLIC;
GRANT CONNECT ON DATABASE bontang_pmi TO bontang_server;
