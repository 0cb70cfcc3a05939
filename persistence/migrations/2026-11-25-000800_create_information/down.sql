DROP TABLE search_word;
DROP TABLE search_entry;
DROP TABLE article_version;
DROP TABLE article;
DROP TABLE event_log;
