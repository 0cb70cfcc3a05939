DROP TABLE decision;
DROP TABLE evidence;
DROP TABLE document;
DROP TABLE candidate;
