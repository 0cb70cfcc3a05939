ALTER SCHEMA public OWNER TO bontang_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO bontang_server;
