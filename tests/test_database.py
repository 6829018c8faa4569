"""Query plans are run: rows, steps, flags, lineage and limits, on SQLite, DuckDB, Postgres and Spark."""

from __future__ import annotations

import csv
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from qpl_plans import TABLES, Plans, build_duckdb, build_sqlite

import nesy
from nesy.apps.cli import main
from nesy.bench.query.compare import Same, compare
from nesy.engine.query_result import QueryResult
from nesy.errors import FileMissing, NotAProblem, QueryFailed, QueryStopped, UnknownName, Unsupported
from nesy.provers.sql.alchemy import AlchemyBackend
from nesy.provers.sql.flags import FlagKind

PEOPLE = "#1 = Scan Table [ person ] Output [ id , name , born , town ] ; "
BOTH = PEOPLE + "#2 = Scan Table [ visit ] Output [ person_id , town ] ; "


@pytest.fixture(scope="module")
def folder():
    with tempfile.TemporaryDirectory() as path:
        yield Path(path)


@pytest.fixture(scope="module")
def db(folder):
    with nesy.Database(build_sqlite(folder / "small.db")) as database:
        yield database


@pytest.fixture(scope="module")
def nocase(folder, db):
    with nesy.Database(folder / "small.db", collation="nocase") as database:
        yield database


@pytest.fixture(scope="module")
def duck(folder):
    pytest.importorskip("duckdb", reason="DuckDB is not installed")
    with nesy.Database(build_duckdb(folder / "small.duckdb"), collation="nocase") as database:
        yield database


RESULTS = {
    "#1 = Scan Table [ person ] Predicate [ born = 1980 AND town = 'Rome' ] Output [ name ]": [("Bob",)],
    "#1 = Scan Table [ PERSON ] Predicate [ NAME LIKE 'eve%' ] Output [ Id ]": [(7,)],
    "#1 = Scan Table [ visit ] Predicate [ in year IS NULL ] Output [ town ]": [("Lima",)],
    "#1 = Scan Table [ visit ] Predicate [ code = 12 ] Output [ person_id ]": [(2,), (4,)],
    "#1 = Scan Table [ person ] Predicate [ NOT born > 1975 ] Output [ name ]": [("Ann",), ("ann",)],
    "#1 = Scan Table [ person ] Output [ born / 100 AS c , height * 2 AS d ] ; "
    "#2 = Top [ #1 ] Rows [ 1 ] Output [ c , d ]": [(None, 3.5)],
    PEOPLE + "#2 = Aggregate [ #1 ] Output [ town , countstar AS n ]": [
        (None, 1),
        ("Lima", 1),
        ("Oslo", 2),
        ("Rome", 2),
        ("oslo", 1),
    ],
    PEOPLE + "#2 = Aggregate [ #1 ] Output [ COUNT(town) , COUNT(DISTINCT town) , MIN(born) ]": [(6, 4, 1970)],
    PEOPLE + "#2 = Aggregate [ #1 ] GroupBy [ born ] Output [ countstar AS n ] ; "
    "#3 = Sort [ #2 ] OrderBy [ n DESC ] Output [ n ]": [
        (2,),
        (2,),
        (1,),
        (1,),
        (1,),
    ],
    BOTH + "#3 = Join [ #1 , #2 ] Predicate [ #1.id = #2.person_id OR #1.town = #2.town ] Distinct [ true ] "
    "Output [ #1.id ]": [
        (1,),
        (2,),
        (4,),
        (5,),
        (7,),
    ],
    BOTH + "#3 = Except [ #1 , #2 ] Predicate [ #1.id = #2.person_id ] Output [ #1.id ]": [(3,), (5,), (6,)],
    BOTH + "#3 = Except [ #1 , #2 ] Predicate [ #2.person_id IS NULL OR #1.id = #2.person_id ] Output [ #1.id ]": [],
    BOTH + "#3 = Except [ #1 , #2 ] Predicate [ #1.id = #2.person_id ] Nulls [ unknown ] Output [ #1.id ]": [],
    BOTH + "#3 = Except [ #1 , #2 ] Predicate [ #1.town = #2.town ] Output [ #1.id ]": [(3,), (6,)],
    BOTH + "#3 = Except [ #1 , #2 ] Predicate [ #1.town = #2.town ] Nulls [ equal ] Output [ #1.id ]": [(6,)],
    BOTH + "#3 = Except [ #1 , #2 ] ExceptColumns [ #1.town ] Nulls [ equal ] Output [ #1.id ]": [(6,)],
    BOTH + "#3 = Intersect [ #1 , #2 ] Predicate [ #1.town = #2.town ] Nulls [ equal ] Output [ #1.id ]": [
        (1,),
        (2,),
        (3,),
        (4,),
        (5,),
        (7,),
    ],
    BOTH + "#3 = Intersect [ #1 , #2 ] Predicate [ #1.town = #2.town AND #1.id = #2.person_id ] Output [ #1.id ]": [],
    BOTH + "#3 = Intersect [ #1 , #2 ] Predicate [ #1.id < #2.person_id AND #1.town = #2.town ] Output [ #1.name ]": [
        ("Ann",),
    ],
    BOTH + "#3 = Union [ #1 , #2 ] Output [ #1.town ]": [
        (None,),
        ("Lima",),
        ("Oslo",),
        ("Rome",),
        ("oslo",),
        ("rome",),
    ],
    BOTH
    + "#3 = Union [ #2 , #1 ] Distinct [ false ] Output [ #1.town ] ; #4 = Aggregate [ #3 ] Output [ countstar ]": [
        (14,)
    ],
    PEOPLE + "#2 = TopSort [ #1 ] Rows [ 2 ] OrderBy [ born ASC ] Output [ id ]": [(3,), (1,)],
    PEOPLE + "#2 = TopSort [ #1 ] Rows [ 1 ] OrderBy [ born DESC ] Output [ id ]": [(7,)],
    PEOPLE + "#2 = TopSort [ #1 ] Rows [ 2 ] OrderBy [ born ASC ] WithTies [ true ] Output [ id ]": [(3,), (1,), (6,)],
    PEOPLE + "#2 = Sort [ #1 ] OrderBy [ born ASC ] Distinct [ true ] Output [ born ]": [
        (None,),
        (1970,),
        (1980,),
        (1990,),
        (2001,),
    ],
    PEOPLE + "#2 = Sort [ #1 ] OrderBy [ id DESC ] Output [ name ] ; "
    "#3 = Filter [ #2 ] Predicate [ name <> 'ann' ] Output [ name ] ;"
    "#4 = Top [ #3 ] Rows [ 2 ] Output [ name ]": [("Eve's",), ("Dee",)],
    PEOPLE + "#2 = Top [ #1 ] Rows [ 0 ] Output [ id ]": [],
    "#1 = Scan Table [ person ] Output [ 'it''s ]; DROP TABLE person' AS s ] ; "
    "#2 = Top [ #1 ] Rows [ 1 ] Output [ s ]": [("it's ]; DROP TABLE person",)],
}


@pytest.mark.parametrize("text", RESULTS, ids=lambda t: t[-80:])
def test_operators_mean_what_the_documentation_says(db, text):
    result = db.run(text)
    rows = list(result.rows)
    assert (rows if result.ordered else sorted(rows, key=repr)) == (
        RESULTS[text] if result.ordered else sorted(RESULTS[text], key=repr)
    )
    assert sorted(db.run(text, steps=False).rows, key=repr) == sorted(rows, key=repr)


@settings(deadline=None, max_examples=120)
@given(st.integers(0, 10**9), st.integers(1, 6))
def test_random_plans_give_the_same_on_sqlite_and_duckdb(nocase, duck, seed, steps):
    text = Plans(nocase.schema, seed).program(steps)
    one, two = nocase.run(text), duck.run(text)
    assert compare(one.rows, two.rows, ordered=one.ordered) in (Same.EQUAL, Same.BOTH_EMPTY), text
    assert [s.row_count for s in one.steps] == [s.row_count for s in two.steps]


def test_signs_in_patterns_stand_for_themselves(nocase, duck):
    _agrees(nocase, duck, 0)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**9), st.integers(1, 6))
def test_results_survive_json_and_have_lineage(db, seed, steps):
    result = db.run(Plans(db.schema, seed).program(steps))
    data = json.loads(result.save())
    again = QueryResult.from_json(data)
    assert again.to_json() == data and again.sql() == result.sql()
    for row in range(min(2, len(result.rows))):
        found = result.lineage(row)
        scanned = {s.written.table for s in result.steps if s.written.table}
        assert {base.table.lower() for base in found.rows} <= {t.lower() for t in scanned}


def test_lineage_leads_to_the_rows_that_make_the_result(db):
    text = BOTH + (
        "#3 = Join [ #1 , #2 ] Predicate [ #1.id = #2.person_id ] Output [ #1.name , #2.town ] ; "
        "#4 = Aggregate [ #3 ] GroupBy [ name ] Output [ name , countstar AS n ] ; "
        "#5 = TopSort [ #4 ] Rows [ 1 ] OrderBy [ n DESC ] Output [ name ]"
    )
    result = db.run(text)
    assert result.rows == (("Ann",),)
    found = result.lineage()
    assert found.complete
    assert {(base.table, base.values[0]) for base in found.rows} == {("person", 1), ("visit", 1)}
    assert not result.lineage(0, most=1).complete
    with pytest.raises(IndexError):
        result.lineage(3)


FLAGS = {
    "#1 = Scan Table [ person ] Predicate [ town = 'Paris' ] Output [ id ] ; "
    "#2 = Top [ #1 ] Rows [ 1 ] Output [ id ]": [
        (FlagKind.EMPTY, 1),
        (FlagKind.UNKNOWN_VALUE, 1),
    ],
    "#1 = Scan Table [ person ] Predicate [ town = 'Paris' OR town = 'Rome' ] Output [ id ]": [
        (FlagKind.UNKNOWN_VALUE, 1)
    ],
    "#1 = Scan Table [ person ] Predicate [ town LIKE 'X%' OR born > 0 ] Output [ id ]": [(FlagKind.UNKNOWN_VALUE, 1)],
    "#1 = Scan Table [ person ] Predicate [ name NOT LIKE 'X%' AND town LIKE 'O%' ] Output [ id ]": [
        (FlagKind.UNKNOWN_VALUE, 1)
    ],
    PEOPLE + "#2 = Filter [ #1 ] Predicate [ id < 3 ] Output [ id , town AS place ] ; "
    "#3 = Filter [ #2 ] Predicate [ place = 'Lima' ] Output [ id ]": [(FlagKind.EMPTY, 3)],
    PEOPLE + "#2 = Filter [ #1 ] Predicate [ id < 3 ] Output [ id , town AS place ] ; "
    "#3 = Filter [ #2 ] Predicate [ place = 'Paris' ] Output [ id ]": [
        (FlagKind.EMPTY, 3),
        (FlagKind.UNKNOWN_VALUE, 3),
    ],
    PEOPLE + "#2 = Aggregate [ #1 ] GroupBy [ town ] Output [ town , countstar AS n ] ; "
    "#3 = Filter [ #2 ] Predicate [ n = 7 ] Output [ town ]": [(FlagKind.EMPTY, 3), (FlagKind.UNKNOWN_VALUE, 3)],
    PEOPLE + "#2 = TopSort [ #1 ] Rows [ 2 ] OrderBy [ born ASC ] Output [ id ]": [(FlagKind.TIE, 2)],
    PEOPLE + "#2 = TopSort [ #1 ] Rows [ 1 ] OrderBy [ born DESC ] Output [ id ]": [],
    BOTH + "#3 = Except [ #1 , #2 ] Predicate [ #1.id = #2.person_id ] Output [ #1.id ]": [(FlagKind.NULL, 3)],
    "#1 = Scan Table [ visit ] Output [ code ] ; #2 = Aggregate [ #1 ] Output [ SUM(code) ]": [
        (FlagKind.TEXT_AS_NUMBER, 2)
    ],
}


@pytest.mark.parametrize("text", FLAGS, ids=lambda t: t[-60:])
def test_flags(db, duck, text):
    for database in (db, duck):
        assert [(f.kind, f.step) for f in database.run(text).flags] == FLAGS[text]


def test_a_value_that_is_nowhere_is_told_with_its_column(db):
    told = {
        "town = 'Paris'": "#1: 'Paris' occurs nowhere in person.town",
        "'Paris' = town": "#1: 'Paris' occurs nowhere in person.town",
        "born IN (1980, 1)": "#1: 1 occurs nowhere in person.born",
        "town LIKE '%x_'": "#1: nothing in person.town is like '%x_'",
    }
    for predicate, message in told.items():
        found = db.run(f"#1 = Scan Table [ person ] Predicate [ {predicate} ] Output [ name ]").flags
        assert [str(f) for f in found if f.kind is FlagKind.UNKNOWN_VALUE] == [message]


def test_a_trace_shows_every_step(db):
    result = db.run(
        BOTH + "#3 = Join [ #1 , #2 ] Predicate [ #1.id = #2.person_id ] Output [ #1.name , #2.town AS visited ]"
    )
    step = result.steps[2]
    assert (step.number, step.row_count, step.columns) == (3, 6, ("name", "visited"))
    assert step.origins == (("person.name",), ("visit.town",))
    assert step.meaning.startswith("Combine the rows of #1 and #2 where #1's id is #2's person_id")
    assert 'JOIN "Scan_2" ON' in step.sql and len(result.steps[0].rows) == 7


def test_a_slow_query_is_stopped(folder, duck):
    program = "#1 = Scan Table [ big ] Output [ n ] ; " + " ; ".join(
        f"#{i} = Scan Table [ big ] Output [ n AS m{i} ]" for i in range(2, 6)
    )
    program += " ; #6 = Join [ #1 , #2 ] Output [ #1.n ] ; #7 = Join [ #6 , #3 ] Output [ #6.n ]"
    program += " ; #8 = Aggregate [ #7 ] Output [ COUNT(DISTINCT n) ]"
    path = folder / "big.db"
    connection = sqlite3.connect(path)
    connection.execute(
        "CREATE TABLE big AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM c LIMIT 5000) SELECT n FROM c"
    )
    connection.commit()
    connection.close()
    csv_folder = folder / "csv"
    csv_folder.mkdir()
    with (csv_folder / "big.csv").open("w") as out:
        csv.writer(out).writerows([("n",), *((i,) for i in range(5000))])
    for address in (path, csv_folder):
        with nesy.Database(address, seconds=0.3) as database:
            began = time.monotonic()
            with pytest.raises(QueryStopped, match=r"stopped after 0\.3 seconds"):
                database.run(program)
            assert time.monotonic() - began < 5
            assert len(database.run("#1 = Scan Table [ big ] Output [ n ]", steps=False).rows) == 5000


def test_rows_are_limited(folder, db):
    with nesy.Database(folder / "small.db", rows=3) as database:
        for steps in (True, False):
            result = database.run("#1 = Scan Table [ person ] Output [ id ]", steps=steps)
            assert len(result.rows) == 3 and result.truncated


def test_databases_are_only_read(db, duck):
    for database in (db, duck):
        with pytest.raises(QueryFailed):
            database.backend.fetch("DELETE FROM person", database.limits)
        assert database.run(
            "#1 = Scan Table [ person ] Output [ id ] ; #2 = Aggregate [ #1 ] Output [ countstar ]"
        ).rows == ((7,),)


def test_what_is_no_database(tmp_path):
    (tmp_path / "text.db").write_text("no database " * 100)
    with pytest.raises(QueryFailed, match="is no SQLite database"):
        nesy.Database(tmp_path / "text.db")
    with pytest.raises(FileMissing):
        nesy.Database(f"sqlite:///{tmp_path}/none.db")
    with pytest.raises(FileMissing, match="has no tables"):
        nesy.Database(tmp_path / "")
    with pytest.raises(UnknownName):
        nesy.Database("concerts")
    with pytest.raises(QueryFailed, match="no database URL"):
        nesy.Database("nothing://x")


@pytest.mark.parametrize(
    "url", ["none://u:secret@x", "postgresql+psycopg://u:secret@h:port/d", "postgresql://[::1/d?password=secret"]
)
def test_a_wrong_url_is_named_without_its_password(url):
    pytest.importorskip("sqlalchemy")
    with pytest.raises(QueryFailed, match="no database URL") as caught:
        AlchemyBackend(url)
    assert "secret" not in str(caught.value)


def test_a_system_whose_queries_cannot_be_stopped_is_refused():
    pytest.importorskip("sqlalchemy")
    with pytest.raises(Unsupported, match="cannot be stopped"):
        AlchemyBackend("sqlite://")


def test_a_question_needs_a_model(db):
    with pytest.raises(NotAProblem, match="needs a language model") as caught:
        db.ask("How many?")
    assert "nesy.model(" in caught.value.hint


DIALECTS = ("sqlite", "duckdb", "postgres", "mysql", "tsql", "snowflake", "bigquery", "trino", "spark")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_is_written(db, dialect):
    result = db.run(BOTH + "#3 = Except [ #1 , #2 ] Predicate [ #1.id = #2.person_id ] Output [ #1.name ]")
    assert "Scan_1" in result.sql(dialect)
    with pytest.raises(UnknownName):
        result.sql("cobol")


# --- the command ------------------------------------------------------------------------------------


def invoke(*arguments):
    return CliRunner().invoke(main, ["query", *arguments])


def test_the_command_shows_rows_and_steps(folder, db, tmp_path):
    text = "#1 = Scan Table [ person ] Predicate [ born > 1985 ] Output [ id , name ]"
    found = invoke("--db", str(folder / "small.db"), "--qpl", text, "--steps")
    assert found.exit_code == 0, found.output
    assert "Read id and name of the rows of person where born is greater than 1985." in found.output
    assert "5  NULL" in found.output
    (tmp_path / "plan.qpl").write_text(text)
    saved = invoke("--db", str(folder / "small.db"), "--qpl", str(tmp_path / "plan.qpl"), "--json")
    (tmp_path / "result.json").write_text(saved.output)
    for form in ("html", "mermaid", "text"):
        shown = CliRunner().invoke(main, ["view", str(tmp_path / "result.json"), "--format", form])
        assert shown.exit_code == 0 and "Scan" in shown.output
    assert CliRunner().invoke(main, ["view", str(tmp_path / "result.json"), "--format", "latex"]).exit_code == 2
    assert "FROM `person`" in invoke("--db", str(folder / "small.db"), "--qpl", text, "--sql", "spark").output


def test_the_command_says_what_is_wrong(folder, db):
    wrong = invoke("--db", str(folder / "small.db"), "--qpl", "#1 = Scan Table [ person ] Output [ nam ]")
    assert wrong.exit_code == 2 and "did you mean name?" in wrong.output
    assert invoke("--db", str(folder / "small.db")).exit_code == 2
    assert "needs a language model" in invoke("--db", str(folder / "small.db"), "How many?").output


def test_the_page_escapes_what_the_database_holds(tmp_path):
    path = tmp_path / "x.db"
    connection = sqlite3.connect(path)
    connection.execute('CREATE TABLE "<b>" ("<i>" TEXT)')
    connection.execute("INSERT INTO \"<b>\" VALUES ('<script>alert(1)</script>')")
    connection.commit()
    connection.close()
    from nesy.engine.query_page import to_page

    page = to_page(nesy.query(path, '#1 = Scan Table [ "<b>" ] Output [ "<i>" ]'))
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page and "<i>" not in page


# --- servers ----------------------------------------------------------------------------------------


def _postgres_binary():
    found = shutil.which("pg_ctl")
    return found or next((str(p) for p in sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))), None)


def _free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _filled(url, spelled):
    """The test's tables, made on a server."""
    import sqlalchemy

    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        for name, (columns, rows) in TABLES.items():
            connection.exec_driver_sql(f"CREATE TABLE {name} ({spelled(columns)})")
            for row in rows:
                connection.exec_driver_sql(f"INSERT INTO {name} VALUES ({', '.join(['%s'] * len(row))})", row)
    engine.dispose()


SIGNS = "#1 = Scan Table [ person ] Predicate [ id = 1 ] Output [ '{text}' AS s ] ; "
SIGNS += "#2 = Filter [ #1 ] Predicate [ s LIKE '{pattern}' ] Output [ s ]"
PATTERNS = {
    ("a\\b", "a\\b"): 1,
    ("ab", "a\\b"): 0,
    ("a\\b", "a\\\\b"): 0,
    ("a\\", "%\\"): 1,
    ("a%", "a\\%"): 0,
    ("[a", "[a"): 1,
}
"""Texts and patterns: a backslash and a bracket stand for themselves, whatever they do in the system's own SQL."""


def _agrees(one, two, count=150, steps=True):
    for seed in range(count):
        text = Plans(one.schema, seed).program(1 + seed % 6)
        here, there = one.run(text, steps=steps), two.run(text, steps=steps)
        assert compare(here.rows, there.rows, ordered=here.ordered) in (Same.EQUAL, Same.BOTH_EMPTY), text
    for (text, pattern), matches in PATTERNS.items():
        plan = SIGNS.format(text=text, pattern=pattern)
        assert [len(database.run(plan, steps=False).rows) for database in (one, two)] == [matches, matches], plan


def _is_only_read_and_stopped(url, database):
    with pytest.raises(QueryFailed):
        database.backend.fetch("DELETE FROM person", database.limits)
    with nesy.Database(url, seconds=0.2) as hasty, pytest.raises(QueryStopped):
        text = "#1 = Scan Table [ person ] Output [ id ]"
        text += "".join(f" ; #{i} = Scan Table [ person ] Output [ id AS c{i} ]" for i in range(2, 13))
        text += " ; #13 = Join [ #1 , #2 ] Output [ #1.id ]"
        text += "".join(f" ; #{i + 11} = Join [ #{i + 10} , #{i} ] Output [ #{i + 10}.id ]" for i in range(3, 13))
        hasty.run(text + " ; #24 = Aggregate [ #23 ] Output [ countstar ]", steps=False)


@pytest.fixture(scope="module")
def postgres():
    """A server of its own on a free port of the loopback, ended at the end."""
    binary = _postgres_binary()
    if binary is None:
        pytest.skip("Postgres is not installed (Debian package postgresql)")
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    home = Path(tempfile.mkdtemp())
    root = os.geteuid() == 0
    if root:
        shutil.chown(home, "postgres")
    user = ["runuser", "-u", "postgres", "--"] if root else []
    port, bin_folder = _free_port(), Path(binary).parent
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
    subprocess.run(
        [*user, bin_folder / "initdb", "-D", home / "data", "-A", "trust", "-U", "nesy", "-E", "UTF8", "--locale=C"],
        **quiet,
    )
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home} -c fsync=off"
    subprocess.run(
        [*user, bin_folder / "pg_ctl", "-D", home / "data", "-w", "-l", home / "log", "-o", options, "start"], **quiet
    )
    try:
        yield f"postgresql+psycopg://nesy@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*user, bin_folder / "pg_ctl", "-D", home / "data", "-m", "immediate", "stop"], **quiet)
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module")
def postgres_db(postgres):
    _filled(postgres, lambda columns: columns.replace("REAL", "DOUBLE PRECISION"))
    with nesy.Database(postgres, collation="nocase") as database:
        yield database


@pytest.mark.slow
def test_random_plans_give_the_same_on_postgres(nocase, postgres_db):
    _agrees(nocase, postgres_db)


@pytest.mark.slow
def test_postgres_is_only_read_and_stopped_in_time(postgres, postgres_db):
    _is_only_read_and_stopped(postgres, postgres_db)


@pytest.fixture(scope="module")
def mariadb():
    """A server of its own on a free port of the loopback, ended at the end."""
    pytest.importorskip("pymysql", reason="PyMySQL is not installed")
    if not (shutil.which("mariadbd") and shutil.which("mariadb-install-db")):
        pytest.skip("MariaDB is not installed (Debian package mariadb-server)")
    home = Path(tempfile.mkdtemp())
    user = []
    if os.geteuid() == 0:
        shutil.chown(home, "mysql")
        user = ["--user=mysql"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    made = ["mariadb-install-db", f"--datadir={home / 'data'}", "--auth-root-authentication-method=normal", *user]
    subprocess.run(made, check=True, **quiet)
    port = _free_port()
    options = [f"--datadir={home / 'data'}", f"--port={port}", f"--socket={home / 's'}", f"--pid-file={home / 'pid'}"]
    server = subprocess.Popen(["mariadbd", "--no-defaults", *options, "--bind-address=127.0.0.1", *user], **quiet)
    try:
        yield _answering(f"mariadb+pymysql://root@127.0.0.1:{port}/", 30.0)
    finally:
        server.kill()
        server.wait()
        shutil.rmtree(home, ignore_errors=True)


def _answering(url, seconds):
    """The URL of a new database on a server, as soon as it answers."""
    import sqlalchemy

    engine = sqlalchemy.create_engine(url)
    end = time.monotonic() + seconds
    while True:
        try:
            with engine.begin() as connection:
                connection.exec_driver_sql("CREATE DATABASE small CHARACTER SET utf8mb4")
            return f"{url}small"
        except sqlalchemy.exc.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


@pytest.fixture(scope="module")
def mariadb_db(mariadb):
    _filled(mariadb, lambda columns: columns.replace("REAL", "DOUBLE").replace('"', "`"))
    with nesy.Database(mariadb, collation="nocase") as database:
        yield database


@pytest.mark.slow
def test_random_plans_give_the_same_on_mariadb(nocase, mariadb_db):
    _agrees(nocase, mariadb_db, 60)


@pytest.mark.slow
def test_mariadb_is_only_read_and_stopped_in_time(mariadb, mariadb_db):
    _is_only_read_and_stopped(mariadb, mariadb_db)


@pytest.mark.slow
def test_random_plans_give_the_same_on_spark(nocase, duck, folder):
    pytest.importorskip("pyspark", reason="Spark is not installed")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    duckdb = pytest.importorskip("duckdb", reason="DuckDB writes the Parquet files")
    parquet = folder / "parquet"
    parquet.mkdir()
    shutil.copy(folder / "small.duckdb", folder / "copy.duckdb")
    with duckdb.connect(str(folder / "copy.duckdb")) as connection:
        for name in TABLES:
            connection.execute(f"COPY {name} TO '{parquet / name}.parquet'")
    with nesy.Database(f"spark:///{parquet}", collation="nocase", seconds=120) as spark:
        _agrees(nocase, spark, 40, steps=False)
        java = spark.backend._session.sparkContext._gateway.proc
        assert java.poll() is None
    assert java.poll() is not None
