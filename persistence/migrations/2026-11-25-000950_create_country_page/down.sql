DROP TABLE country_page;
