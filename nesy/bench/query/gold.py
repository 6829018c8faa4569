"""The gold SQL of Spider-QPL, which is T-SQL, as statements of SQLite."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from nesy.bench.query.dump import sqlglot_package
from nesy.errors import BadDataFile

_SPLIT_SIGN = re.compile(r"([<>!]) ([=>])")
_WITH_TIES = re.compile(r"\bTOP\s+(\d+)\s+WITH\s+TIES\b", re.I)


@dataclass(frozen=True, slots=True)
class GoldSql:
    """A gold query."""

    statement: str
    ties: str
    """The same with all rows that tie with the last of TOP; empty without TOP."""
    ordered: bool
    set_operators: frozenset[str]
    """Which of ``except``, ``intersect``, ``union`` and ``not in`` it uses."""


def gold_sql(text: str) -> GoldSql:
    """The gold query behind a T-SQL text of the data set.

    Raises:
        BadDataFile: if it cannot be parsed.

    >>> gold_sql("SELECT TOP 1 a FROM s.t ORDER BY b").statement
    'SELECT a FROM t ORDER BY b LIMIT 1'
    """
    glot = sqlglot_package()
    joined = _SPLIT_SIGN.sub(r"\1\2", text)
    ties = _WITH_TIES.search(joined)
    plain = _WITH_TIES.sub(r"TOP \1", joined)
    try:
        tree = glot.parse_one(plain, read="tsql")
    except glot.errors.SqlglotError as err:
        raise BadDataFile(f"this is no T-SQL: {text}") from err
    for table in tree.find_all(glot.exp.Table):
        table.set("db", None)
    ranked = _ranked(glot, tree)
    statement = ranked if ties else tree.sql("sqlite")
    return GoldSql(statement, ranked, bool(tree.args.get("order")), _operators(glot, tree))


def _operators(glot: Any, tree: Any) -> frozenset[str]:
    exp = glot.exp
    found = {
        name
        for name, kind in (("except", exp.Except), ("intersect", exp.Intersect), ("union", exp.Union))
        if tree.find(kind)
    }
    if any(isinstance(node.parent, exp.Not) for node in tree.find_all(exp.In)):
        found.add("not in")
    return frozenset(found)


def _ranked(glot: Any, tree: Any) -> str:
    """The query with every row whose rank is within TOP."""
    exp = glot.exp
    limit, order = tree.args.get("limit"), tree.args.get("order")
    if limit is None or order is None or not isinstance(tree, exp.Select):
        return ""
    inner = tree.copy()
    inner.set("limit", None)
    inner.set("order", None)
    given = [e.this if isinstance(e, exp.Alias) else e for e in inner.expressions]
    names = [f"c{i}" for i in range(len(given))]
    ranking = exp.Window(this=exp.Anonymous(this="RANK"), order=order.copy())
    shown = [exp.alias_(e.copy(), n) for e, n in zip(given, names, strict=True)]
    inner.set("expressions", [*shown, exp.alias_(ranking, "place")])
    outer = exp.select(*names).from_(inner.subquery("ranked")).where(f"place <= {int(limit.expression.name)}")
    return str(outer.sql("sqlite"))
