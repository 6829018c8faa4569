"""What people and models get wrong in query plans: each slip is named with its place and how to mend it."""

import sqlite3
from pathlib import Path

import pytest

import nesy
from nesy.errors import ParseError, SchemaError

ONE = "#1 = Scan Table [ singer ] Output [ id , name , age ] ; "
TWO = ONE + "#2 = Scan Table [ concert ] Output [ singer_id , year ] ; "
SLIPS = (
    ("missing bracket", "#1 = Scan Table [ singer Output [ name ]", "Output [", "close the bracket before with ]"),
    ("missing close at end", "#1 = Scan Table [ singer ] Output [ name", "", "close the bracket with ]"),
    (
        "missing comma",
        "{one}#2 = Filter [ #1 ] Predicate [ age > 3 ] Output [ name age ]",
        "name age",
        "write a comma between them: name , age",
    ),
    ("double equals", "#1 = Scan Table [ singer ] Predicate [ age == 3 ] Output [ name ]", "=", "write a single ="),
    (
        "wrong operator",
        "#1 = Select Table [ singer ] Output [ name ]",
        "Select Table",
        "a step chooses its columns in `Output [ … ]`, and begins as in `#1 = Scan Table [ … ]`",
    ),
    ("scan no table", "#1 = Scan [ singer ] Output [ name ]", "Scan", "write `Scan Table [ name ]`"),
    ("no hash", "1 = Scan Table [ singer ] Output [ name ]", "1", "steps are numbered `#1`, `#2`, …"),
    ("no equals", "#1 Scan Table [ singer ] Output [ name ]", "Scan Table [", ""),
    ("parens", "#1 = Scan Table ( singer ) Output ( name )", "Scan Table", "write `Scan Table [ name ]`"),
    ("unknown table", "#1 = Scan Table [ singers ] Output [ name ]", "singers", "did you mean singer?"),
    ("unknown col", "#1 = Scan Table [ singer ] Output [ nam ]", "nam", "did you mean name?"),
    (
        "future step",
        "#1 = Filter [ #2 ] Predicate [ age > 3 ] Output [ name ] ; #2 = Scan Table [ singer ] Output [ name ]",
        "#1",
        "a step reads steps above it",
    ),
    (
        "not an input",
        "{two}#3 = Join [ #1 , #2 ] Predicate [ #1.id = #4.singer_id ] Output [ #1.name ]",
        "singer_id",
        "only columns of #1, #2 are in scope",
    ),
    (
        "ambiguous",
        "{one}#2 = Scan Table [ singer ] Output [ name ] ; #3 = Join [ #1 , #2 ] Output [ name ]",
        "name",
        "write the step before it, as in #1.name",
    ),
    ("dup number", "{one}#1 = Top [ #1 ] Rows [ 1 ] Output [ name ]", "#1", "number them in order"),
    (
        "count in filter",
        "{one}#2 = Filter [ #1 ] Predicate [ COUNT(*) > 1 ] Output [ name ]",
        "*",
        "aggregate in a step of its own",
    ),
    (
        "group by sql",
        "{one}#2 = Aggregate [ #1 ] GROUP BY [ name ] Output [ name ]",
        "GROUP BY",
        "write `GroupBy [ … ]` in an Aggregate",
    ),
    (
        "limit",
        "{one}#2 = Sort [ #1 ] OrderBy [ age ASC ] Limit [ 3 ] Output [ name ]",
        "Limit",
        "write `Rows [ 3 ]` before OrderBy in a TopSort, or in a step `Top [ #1 ] Rows [ 3 ]`",
    ),
    (
        "order without sort",
        "{one}#2 = Filter [ #1 ] Predicate [ age > 1 ] OrderBy [ age ] Output [ name ]",
        "OrderBy [",
        "clauses come in this order: Predicate, GroupBy, Rows, OrderBy, WithTies, Nulls, Distinct, Output",
    ),
    (
        "double quoted string",
        '#1 = Scan Table [ singer ] Predicate [ name = "Ann" ] Output [ name ]',
        '"Ann"',
        "a text stands in single quotes: 'Ann'",
    ),
    (
        "unquoted string",
        "#1 = Scan Table [ singer ] Predicate [ name = Ann ] Output [ name ]",
        "Ann",
        "a text stands in single quotes: 'Ann'",
    ),
    (
        "is something",
        "#1 = Scan Table [ singer ] Predicate [ name IS 'Ann' ] Output [ name ]",
        "'Ann'",
        "write `= 'value'`, or `IS NULL`",
    ),
    (
        "= null",
        "#1 = Scan Table [ singer ] Predicate [ name = NULL ] Output [ name ]",
        "NULL",
        "write `IS NULL` or `IS NOT NULL`",
    ),
    (
        "between no and",
        "#1 = Scan Table [ singer ] Predicate [ age BETWEEN 1 , 3 ] Output [ name ]",
        ",",
        "write `BETWEEN 1 AND 3`",
    ),
    ("missing output", "#1 = Scan Table [ singer ] Predicate [ age > 3 ]", "", "every step ends with Output [ ... ]"),
    (
        "fence",
        "```qpl\n#1 = Scan Table [ singer ] Output [ name ]\n```",
        "```qpl",
        "leave it out: a program is steps alone",
    ),
    (
        "prose",
        "Here is the plan:\n#1 = Scan Table [ singer ] Output [ name ]",
        "Here is the plan:",
        "leave it out: a program is steps alone",
    ),
    (
        "prose behind",
        "#1 = Scan Table [ singer ] Output [ name ]\n\nThis lists the singers (all of them).",
        "This lists the singers (all of them).",
        "leave it out: a program is steps alone",
    ),
    (
        "comment",
        "{one}#2 = Top [ #1 ] Rows [ 3 ] Output [ name ] -- the first three",
        "-- the first three",
        "leave it out: a program is steps alone",
    ),
    (
        "apology",
        "Sorry, I can't do that.",
        "Sorry, I can't do that.",
        "a program is steps alone, such as `#1 = Scan Table [ singer ] Output [ name ]`; leave out what is around it",
    ),
    (
        "is not",
        "#1 = Scan Table [ singer ] Predicate [ name IS NOT 'Ann' ] Output [ name ]",
        "NOT",
        "write `<> 'value'`, or `IS NOT NULL`",
    ),
    (
        "sql",
        "SELECT name FROM singer",
        "SELECT name FROM singer",
        "a program is steps alone, such as `#1 = Scan Table [ singer ] Output [ name ]`; leave out what is around it",
    ),
    (
        "join no pred dots",
        "{two}#3 = Join [ #1 , #2 ] Predicate [ id = singer_id AND ] Output [ name ]",
        "]",
        "a condition follows AND",
    ),
    ("union mismatch", "{two}#3 = Union [ #1 , #2 ] Output [ name ]", "name", "name it with AS in the step before"),
    (
        "plain col outside group",
        "{one}#2 = Aggregate [ #1 ] GroupBy [ name ] Output [ age + 1 AS a , COUNT(*) AS n ]",
        "age",
        "add it to GroupBy, or aggregate it",
    ),
    (
        "having",
        "{one}#2 = Aggregate [ #1 ] GroupBy [ name ] Having [ COUNT(*) > 1 ] Output [ name ]",
        "Having",
        "filter the groups in a step of its own: `#3 = Filter [ #2 ] Predicate [ … ]`",
    ),
    (
        "join on",
        "{two}#3 = Join [ #1 , #2 ] On [ #1.id = #2.singer_id ] Output [ #1.name ]",
        "On",
        "conditions stand in `Predicate [ … ]`",
    ),
    ("star", "#1 = Scan Table [ singer ] Output [ * ]", "*", "name each column; `countstar` counts rows"),
    ("lower as", "#1 = Scan Table [ singer ] Output [ name AS ]", "]", "write a name after AS"),
    ("rows word", "{one}#2 = Top [ #1 ] Rows [ three ] Output [ name ]", "Rows", "write a whole number: `Rows [ 3 ]`"),
    (
        "desc first",
        "{one}#2 = Sort [ #1 ] OrderBy [ DESC age ] Output [ name ]",
        "DESC age",
        "the direction follows the column: age DESC",
    ),
    (
        "where",
        "#1 = Scan Table [ singer ] Where [ age > 3 ] Output [ name ]",
        "Where",
        "conditions stand in `Predicate [ … ]`",
    ),
    (
        "exists",
        "#1 = Scan Table [ singer ] Predicate [ EXISTS age ] Output [ name ]",
        "]",
        "a condition compares: write `column = value` or `column IS NULL`",
    ),
    ("one input join", "{one}#2 = Join [ #1 ] Output [ name ]", "]", "write both steps that are read: `[ #1 , #2 ]`"),
    (
        "in sub",
        "{two}#3 = Filter [ #1 ] Predicate [ id IN (#2) ] Output [ name ]",
        "#2",
        "IN takes literals; use Intersect or Join to compare with another step",
    ),
    (
        "empty",
        "",
        "",
        "a program is steps alone, such as `#1 = Scan Table [ singer ] Output [ name ]`; leave out what is around it",
    ),
    (
        "like number",
        "#1 = Scan Table [ singer ] Predicate [ name LIKE 3 ] Output [ name ]",
        "3",
        "a pattern is a text in single quotes, such as 'A%'",
    ),
    (
        "not in paren",
        "#1 = Scan Table [ singer ] Predicate [ age NOT IN 3 , 4 ] Output [ name ]",
        "NOT",
        "write `NOT IN (1 , 2)`, with the values in parentheses",
    ),
)
"""The slip, a program with it, the place that the error shows, and the hint."""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> nesy.Database:
    path: Path = tmp_path_factory.mktemp("slips") / "concerts.db"
    with sqlite3.connect(path) as made:
        made.executescript(
            "CREATE TABLE singer (id INTEGER PRIMARY KEY, name TEXT, age INTEGER, country TEXT);"
            "CREATE TABLE concert (cid INTEGER, singer_id INTEGER REFERENCES singer, year INTEGER);"
            "INSERT INTO singer VALUES (1, 'Ann', 40, 'France'); INSERT INTO concert VALUES (1, 1, 2014);"
        )
    made.close()
    return nesy.Database(path)


@pytest.mark.parametrize(("program", "place", "hint"), [slip[1:] for slip in SLIPS], ids=[slip[0] for slip in SLIPS])
def test_slip_is_told(database: nesy.Database, program: str, place: str, hint: str) -> None:
    program = program.format(one=ONE, two=TWO)
    with pytest.raises((ParseError, SchemaError)) as caught:
        database.run(program)
    error = caught.value
    assert error.span is not None
    assert program[error.span.start : error.span.end] == place
    assert (error.hint or "") == hint
    assert hint or error.expected
