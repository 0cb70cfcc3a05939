DROP TABLE throttle;
DROP TABLE refresh_token;
DROP TABLE session;
DROP TABLE registration;
DROP TABLE login_name;
DROP TABLE account;
