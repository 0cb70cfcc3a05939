-- What the files of the program say of a country, by digest: a change of it is news to those who keep a copy.
CREATE TABLE country_page (
    country text PRIMARY KEY,
    digest  text    NOT NULL,
    version integer NOT NULL
);
