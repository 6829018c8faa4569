"""The grammars that bind a model which writes query plans.

All are made from ``grammars/qpl.lark`` or derive only what it derives. :func:`program_grammar` admits whole programs;
with a schema, only its tables and columns. :func:`step_grammar` is made anew for every step from the steps before it,
so that a model cannot name a step that is not there, a column out of scope, or compare what cannot be compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from nesy.languages.decoding import Grammar
from nesy.languages.qpl.plan import PlanStep
from nesy.languages.qpl.schema import PlanColumn, Schema, Table, Type
from nesy.languages.qpl.syntax import Operator
from nesy.languages.qpl.text import name_text
from nesy.resources import content_text

MAX_PARTS = 8
"""Conditions, outputs or keys of one clause that a step grammar admits."""

_COMMENT = re.compile(r"^[ \t]*//.*\n|^\n", re.M)
_NAME_RULE = re.compile(r"^\?name: .*$", re.M)
_TERMINAL = re.compile(r"^(?P<name>[A-Z_]+): .*$", re.M)


@lru_cache(maxsize=1)
def _text() -> str:
    return _COMMENT.sub("", content_text("grammars", "qpl.lark"))


def program_grammar(schema: Schema | None = None) -> Grammar:
    """The grammar of whole programs.

    Args:
        schema: names are those of its tables and columns, and new ones behind AS; any if None.

    >>> program_grammar().lark.splitlines()[0]
    'start: program'
    """
    if schema is None:
        return Grammar("qpl", _text())
    names = dict.fromkeys(name_text(n) for t in schema.tables for n in (t.name, *(c.name for c in t.columns)))
    known = " | ".join([*map(_literal, names), "GIVEN"])
    rules = _NAME_RULE.sub(lambda _: f"name: {known}", _text()).replace("sum AS name", "sum AS GIVEN")
    rules = "\n".join(
        line for line in rules.split("\n") if not line.startswith(("NAME:", "LEFT:", "REST:", "BEGUN:", "QUOTED:"))
    )
    return Grammar("qpl", f"{rules}\n{_GIVEN}\n", specialised=True)


_GIVEN = "GIVEN: /[A-Z][a-z]{1,20}(_[A-Za-z0-9]{1,20}){1,4}/"
"""A name that a program gives with AS, in a spelling of its own: ``Count_Star``."""


def step_grammar(schema: Schema, before: Sequence[PlanStep], *, ends: bool | None = None) -> Grammar:
    """The grammar of the next step.

    Args:
        schema: the database.
        before: the steps that are settled already.
        ends: whether the step ends the program or `` ;`` follows, and another step behind it; either if None.

    >>> from nesy.languages.qpl.schema import TableColumn
    >>> schema = Schema((Table("t", (TableColumn("a", Type.INTEGER),)),))
    >>> print(step_grammar(schema, ()).lark.splitlines()[0])
    start: "#1 = " (scan_0) (" ;")?
    """
    number = max((s.number for s in before), default=0) + 1
    scopes = [_Scope(f"t{i}", _table_columns(t), "") for i, t in enumerate(schema.tables)]
    rules: list[str] = []
    choices: list[str] = []
    for i, (table, scope) in enumerate(zip(schema.tables, scopes, strict=True)):
        head = _literal(f"Scan Table [ {name_text(table.name)} ] ")
        rules.append(f"scan_{i}: {head} (where_{scope.name} | distinct)? outputs_{scope.name}")
        rules[-1] = f"scan_{i}: {head} where_{scope.name}? distinct? outputs_{scope.name}"
        rules += scope.rules()
        choices.append(f"scan_{i}")
    for step in before:
        scope = _Scope(f"s{step.number}", _clear(step.columns), "")
        if scope.columns:
            rules += [*scope.rules(), *_single(step.number, scope)]
            choices.append(f"single_{step.number}")
    for one, two in _pairs(before):
        found = list(_double(one, two))
        rules += found
        choices += [line.split(":", 1)[0] for line in found if line.startswith(("join_", "match_", "union_"))]
    end = {True: "", False: ' " ;"', None: ' (" ;")?'}[ends]
    lines = [f'start: "#{number} = " ({" | ".join(choices)}){end}', *rules, *_COMMON]
    return Grammar(
        "qpl",
        "\n".join(lines) + "\n" + _terminals("NUMBER", "STRING", "NAME", "LEFT", "REST", "BEGUN"),
        specialised=True,
    )


_COMMON = (
    'distinct: "Distinct [ true ] "',
    'rows: "Rows [ " COUNT " ] "',
    "COUNT: /[1-9][0-9]{0,2}/",
    'ties: "WithTies [ true ] "',
    'junction: " AND " | " OR "',
    'order: " < " | " <= " | " > " | " >= " | " = " | " <> "',
    'same: " = " | " <> "',
    '''TRUTH: "'true'" | "'false'"''',
    'as: " AS " NAME',
)


class _Scope:
    """Columns that one input gives, by the rule that derives them."""

    def __init__(self, name: str, columns: Sequence[PlanColumn], prefix: str) -> None:
        self.name, self.columns, self.prefix = name, columns, prefix
        self.numbers = self._texts(lambda t: t.is_number)
        self.texts = self._texts(lambda t: t is Type.TEXT)
        self.truths = self._texts(lambda t: t is Type.BOOLEAN)
        self.others = self._texts(lambda t: not t.is_number and t not in (Type.TEXT, Type.BOOLEAN))

    def _texts(self, fits: Callable[[Type], bool]) -> list[str]:
        return [_literal(self.prefix + name_text(c.name)) for c in self.columns if fits(c.type)]

    def rules(self) -> Iterator[str]:
        """The rules of columns, conditions and outputs."""
        n = self.name
        yield _rule(f"column_{n}", _names(self))
        yield from self._conditions()
        yield f'where_{n}: "Predicate [ " ({_listed(f"condition_{n}", "junction")}) " ] "'
        yield f"item_{n}: column_{n} as? | NUMBER as"
        yield f'outputs_{n}: "Output [ " {_listed(f"item_{n}")} " ]"'

    def _conditions(self) -> Iterator[str]:
        n, plain = self.name, []
        if self.numbers:
            yield _rule(f"number_{n}", self.numbers)
            plain += [f"number_{n} order NUMBER", f"number_{n} order number_{n}"]
            plain += [f'number_{n} (" NOT")? " BETWEEN " NUMBER " AND " NUMBER']
            plain += [f'number_{n} (" NOT")? " IN (" NUMBER (" , " NUMBER){{0,{MAX_PARTS}}} ")"']
        if self.texts:
            yield _rule(f"text_{n}", self.texts)
            plain += [f"text_{n} order STRING", f"text_{n} same text_{n}", f"text_{n} order NUMBER"]
            plain += [f'text_{n} (" NOT")? " LIKE " STRING']
            plain += [f'text_{n} (" NOT")? " IN (" STRING (" , " STRING){{0,{MAX_PARTS}}} ")"']
        if self.others:
            yield _rule(f"other_{n}", self.others)
            plain += [f"other_{n} order STRING"]
        if self.truths:
            yield _rule(f"truth_{n}", self.truths)
            plain += [f"truth_{n} same TRUTH"]
        plain += [f'column_{n} " IS" (" NOT")? " NULL"']
        yield _rule(f"plain_{n}", plain)
        yield f'condition_{n}: plain_{n} | "NOT " plain_{n} | "(" {_listed(f"plain_{n}", "junction")} ")"'


def _single(number: int, scope: _Scope) -> Iterator[str]:
    """The operators with one input."""
    n, heads = scope.name, {o: _literal(f"{o.value} [ #{number} ] ") for o in Operator}
    calls = ['"countstar"', f'"COUNT(" "DISTINCT "? column_{n} ")"', f'("MIN" | "MAX") "(" column_{n} ")"']
    if scope.numbers or scope.texts:
        counted = " | ".join(
            f"{kind}_{n}" for kind, names in (("number", scope.numbers), ("text", scope.texts)) if names
        )
        calls.append(f'("SUM" | "AVG") "(" ({counted}) ")"')
    yield _rule(f"call_{n}", calls)
    yield f'keys_{n}: "GroupBy [ " {_listed(f"column_{n}")} " ] "'
    ordered = f'column_{n} (" ASC" | " DESC")'
    yield f'order_{n}: "OrderBy [ " {_listed(ordered)} " ] "'
    yield f'grouped_{n}: "Output [ " {_listed(f"(column_{n} as? | call_{n} as?)")} " ]"'
    sort, top_sort, top = heads[Operator.SORT], heads[Operator.TOP_SORT], heads[Operator.TOP]
    yield _rule(
        f"single_{number}",
        [
            f"{heads[Operator.FILTER]} where_{n} distinct? outputs_{n}",
            f"{heads[Operator.AGGREGATE]} keys_{n}? grouped_{n}",
            f"{sort} order_{n} distinct? outputs_{n}",
            f"{top_sort} rows order_{n} ties? outputs_{n}",
            f"{top} rows outputs_{n}",
        ],
    )


def _double(one: PlanStep, two: PlanStep) -> Iterator[str]:
    """The operators with two inputs, in this order."""
    i, j = one.number, two.number
    left, right = (_Scope(f"q{s.number}", _clear(s.columns), f"#{s.number}.") for s in (one, two))
    n = f"{i}_{j}"
    pairs = [f"({' | '.join(a)}) {sign} ({' | '.join(b)})" for a, b, sign in _compared(left, right)]
    pairs += [f"({' | '.join(b)}) {sign} ({' | '.join(a)})" for a, b, sign in _compared(left, right)]
    if pairs and i < j:
        yield _rule(f"pair_{n}", pairs)
        yield _rule(f"both_{n}", [*_names(left), *_names(right)])
        where = f'"Predicate [ " {_listed(f"pair_{n}", "junction")} " ] "'
        outputs = f'"Output [ " {_listed(f"(both_{n} as? | NUMBER as)")} " ]"'
        yield f'join_{n}: "Join [ #{i} , #{j} ] " {where} distinct? {outputs}'
    if pairs:
        own = f"pair_{min(i, j)}_{max(i, j)}"
        yield _rule(f"left_{n}", _names(left))
        yield _rule(f"right_{n}", _names(right))
        nulls = '("Nulls [ equal ] " | "Nulls [ unknown ] ")?'
        test = f'"Predicate [ " (right_{n} " IS NULL OR ")? {_listed(own, "junction")} " ] "'
        columns = _common(left, right)
        if columns:
            test = f'({test} | "ExceptColumns [ " ({" | ".join(columns)}) " ] ")'
        outputs = f'"Output [ " {_listed(f"(left_{n} as? | NUMBER as)")} " ]"'
        yield f'match_{n}: ("Except" | "Intersect") " [ #{i} , #{j} ] " {test} {nulls} distinct? {outputs}'
    shared = _common(left, right)
    if shared and i < j:
        yield f'union_{n}: "Union [ #{i} , #{j} ] " "Output [ " {_listed("(" + " | ".join(shared) + ")")} " ]"'


def _compared(left: _Scope, right: _Scope) -> Iterator[tuple[list[str], list[str], str]]:
    if left.numbers and right.numbers:
        yield left.numbers, right.numbers, "order"
    if left.texts and right.texts:
        yield left.texts, right.texts, "order"
    if left.texts and right.numbers:
        yield left.texts, right.numbers, "same"
    if left.numbers and right.texts:
        yield left.numbers, right.texts, "same"


def _names(scope: _Scope) -> list[str]:
    return [*scope.numbers, *scope.texts, *scope.truths, *scope.others]


def _common(left: _Scope, right: _Scope) -> list[str]:
    """The columns of the left input that the right one has, too, with the same kind of type."""
    kinds = {c.name.lower(): c.type for c in right.columns}
    shared = [c for c in left.columns if c.name.lower() in kinds and kinds[c.name.lower()] is c.type]
    return [_literal(left.prefix + name_text(c.name)) for c in shared]


def _pairs(steps: Sequence[PlanStep]) -> Iterator[tuple[PlanStep, PlanStep]]:
    for one in steps:
        for two in steps:
            if one is not two and _clear(one.columns) and _clear(two.columns):
                yield one, two


def _clear(columns: Sequence[PlanColumn]) -> list[PlanColumn]:
    """The columns whose name is that of no other."""
    names = [c.name.lower() for c in columns]
    return [c for c in columns if names.count(c.name.lower()) == 1]


def _table_columns(table: Table) -> list[PlanColumn]:
    return [PlanColumn(c.name, c.name, c.type) for c in table.columns if c.type is not Type.BINARY]


def _rule(name: str, alternatives: Iterable[str]) -> str:
    return f"{name}: " + " | ".join(dict.fromkeys(alternatives))


def _listed(part: str, separator: str = '" , "') -> str:
    return f"{part} ({separator} {part}){{0,{MAX_PARTS}}}"


def _terminals(*names: str) -> str:
    found = {m["name"]: m.group() for m in _TERMINAL.finditer(_text())}
    return "".join(f"{found[name]}\n" for name in names)


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'
