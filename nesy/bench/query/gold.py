"""The gold SQL of Spider-QPL, which is T-SQL, as statements of SQLite."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from nesy.bench.query.dump import sqlglot_package
from nesy.errors import BadDataFile

_SPLIT_SIGN = re.compile(r"([<>!]) ([=>])")
_QUERY = re.compile(r"[\s(]*(SELECT|WITH)\b", re.I)


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
    tree = _parsed(_SPLIT_SIGN.sub(r"\1\2", text))
    glot = sqlglot_package()
    for table in tree.find_all(glot.exp.Table):
        table.set("db", None)
    with_ties = _bounded(glot, tree)
    ranked = _ranked(glot, tree)
    statement = ranked if with_ties else str(tree.sql("sqlite", unsupported_level=glot.ErrorLevel.IGNORE))
    return GoldSql(statement, ranked, bool(tree.args.get("order")), _operators(glot, tree))


def _parsed(text: str) -> Any:
    """The one query that the text is."""
    glot = sqlglot_package()
    if not _QUERY.match(text):
        raise BadDataFile(f"this is no query: {text[:200]}")
    try:
        trees = glot.parse(text, read="tsql")
    except (glot.errors.SqlglotError, RecursionError) as err:
        raise BadDataFile(f"this is no T-SQL: {text[:200]}") from err
    if len(trees) != 1 or not isinstance(trees[0], glot.exp.Query):
        raise BadDataFile(f"this is not one query: {text[:200]}")
    return trees[0]


def _bounded(glot: Any, tree: Any) -> bool:
    """Whether the query takes rows WITH TIES; its TOP or FETCH becomes a plain limit.

    Raises:
        BadDataFile: if it takes a share or a number that is not written down.
    """
    exp, with_ties = glot.exp, False
    for limit in list(tree.find_all(exp.Limit, exp.Fetch)):
        count = limit.args.get("count") or limit.args.get("expression") or exp.Literal.number(1)
        options = limit.args.get("limit_options")
        if not count.is_int or (options is not None and options.args.get("percent")):
            raise BadDataFile(f"{limit.sql('tsql').strip()!r} is no number of rows")
        if options is not None and options.args.get("with_ties"):
            if limit.parent is not tree or tree.args.get("offset"):
                raise BadDataFile("WITH TIES is read in the outermost query and without OFFSET only")
            with_ties = True
        limit.replace(exp.Limit(expression=count.copy()))
    return with_ties


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
    """The query with every row whose rank is within TOP; empty where it has no TOP, or OFFSET leaves rows out."""
    exp = glot.exp
    limit, order = tree.args.get("limit"), tree.args.get("order")
    if limit is None or order is None or tree.args.get("offset") or not isinstance(tree, exp.Select):
        return ""
    inner = tree.copy()
    inner.set("limit", None)
    inner.set("order", None)
    given = [e.this if isinstance(e, exp.Alias) else e for e in inner.expressions]
    if inner.args.get("distinct"):
        if inner.args.get("group"):
            return ""
        inner.set("distinct", None)
        inner.set("group", exp.Group(expressions=[e.copy() for e in given]))
    names = [f"c{i}" for i in range(len(given))]
    ranking = exp.Window(this=exp.Anonymous(this="RANK"), order=_order(exp, order, inner.expressions))
    shown = [exp.alias_(e.copy(), n) for e, n in zip(given, names, strict=True)]
    inner.set("expressions", [*shown, exp.alias_(ranking, "place")])
    outer = exp.select(*names).from_(inner.subquery("ranked")).where(f"place <= {limit.expression.name}")
    return str(outer.sql("sqlite"))


def _order(exp: Any, order: Any, shown: list[Any]) -> Any:
    """The order with the expressions in place of their aliases and positions."""
    made = order.copy()
    aliases = {e.alias.lower(): e.this for e in shown if isinstance(e, exp.Alias)}
    for key in made.expressions:
        if key.this.is_int and 0 < int(key.this.name) <= len(shown):
            key.set("this", shown[int(key.this.name) - 1].unalias().copy())
    for column in list(made.find_all(exp.Column)):
        if not column.table and column.name.lower() in aliases:
            column.replace(aliases[column.name.lower()].copy())
    return made
