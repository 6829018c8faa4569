"""Databases with odd names and types: plans give the rows of SQL that is written by hand."""

import sqlite3
from pathlib import Path

import pytest

import nesy
from nesy.errors import ParseError, SchemaError

SCRIPT = """
create table "order" ("group" text, "select" integer, "a ""q"" b" real, "weird ] name" text, "ünï" text);
insert into "order" values('x',1,1.5,'p ] q','é'),('y',2,null,'it''s','É'),(null,3,2.5,null,'e'),
    ('x',1,1.5,'p ] q','é');
create table mixed(k, v);
insert into mixed values(1,'1'),('1',1),(2.0,x'00'),(null,'abc'),('abc',5);
create table dates(d date, t timestamp, b boolean, dec decimal(10,2));
insert into dates values('2014-01-02','2014-01-02 10:00:00',1,1.10),('2015-06-01',null,0,2.25),
    (null,'2016-01-01 00:00:00',null,null);
create table parent(a integer, b integer, name text, primary key(a,b)) without rowid;
insert into parent values(1,1,'p11'),(1,2,'p12'),(2,1,'p21');
create table child(id integer primary key, pa integer, pb integer, boss integer references child(id),
    foreign key(pa,pb) references parent(a,b));
insert into child values(1,1,1,null),(2,1,2,1),(3,2,1,1),(4,null,null,2);
create table gen(x integer, y integer generated always as (x*2) virtual);
insert into gen(x) values(1),(2);
create table empty1(a text, b integer);
create view v as select name, a+b as s from parent;
create view broken as select nope from missing;
create table "sqlite-like" ("rowid" integer, "nesy_order" integer);
insert into "sqlite-like" values(7,1),(8,2);
create table "Filter_2"(a integer);
insert into "Filter_2" values(9);
"""
FIXTURE = Path(__file__).parent / "fixtures" / "odd_schemas.txt"
LINES = [line for line in FIXTURE.read_text(encoding="utf-8").splitlines() if not line.startswith("# ")]
PLANS = [tuple(line.split(" ⇒ ")) for line in LINES]
"""A plan, and its SQL."""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("odd") / "odd.db"
    with sqlite3.connect(path) as made:
        made.executescript(SCRIPT)
        made.execute(f"CREATE TABLE wide ({', '.join(f'c{n} INTEGER' for n in range(200))})")
        made.execute(f"INSERT INTO wide VALUES ({', '.join(map(str, range(200)))})")
    made.close()
    return path


@pytest.mark.parametrize(("plan", "sql"), PLANS, ids=[sql[:60] for _, sql in PLANS])
def test_rows_are_those_of_the_sql(path: Path, plan: str, sql: str) -> None:
    with nesy.Database(path) as database:
        found = list(database.run(plan).rows)
    connection = sqlite3.connect(path)
    expected = connection.execute(sql).fetchall()
    connection.close()
    assert found == expected if "order by" in sql else sorted(map(repr, found)) == sorted(map(repr, expected))


def test_a_broken_view_and_a_bare_name_with_a_sign_are_named(path: Path) -> None:
    with nesy.Database(path) as database:
        with pytest.raises(SchemaError, match="'broken' cannot be read"):
            database.run("#1 = Scan Table [ broken ] Output [ nope ]")
        with pytest.raises(ParseError) as caught:
            database.run("#1 = Scan Table [ sqlite-like ] Output [ rowid ]")
    assert caught.value.hint == "a name with signs stands in double quotes"
