CREATE TABLE tool (name TEXT PRIMARY KEY, kind TEXT, place TEXT);
CREATE TABLE inspection (tool TEXT REFERENCES tool (name), passed INTEGER);
INSERT INTO tool VALUES ('saw', 'electric', 'bench'), ('drill', 'electric', 'rack'), ('hammer', 'manual', 'bench');
INSERT INTO inspection VALUES ('saw', 0), ('drill', 1), ('hammer', 0);
