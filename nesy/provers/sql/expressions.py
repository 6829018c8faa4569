"""Expressions of a plan's step as SQL text, with the comparisons that docs/qpl.md states."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from nesy.languages.qpl.plan import PlanStep
from nesy.languages.qpl.schema import Type, truth_of
from nesy.languages.qpl.syntax import (
    And,
    Arithmetic,
    Between,
    Call,
    Column,
    Comparison,
    Expression,
    In,
    IsNull,
    Like,
    Literal,
    Not,
    Or,
)
from nesy.provers.sql.dialect import Collation, Dialect, quoted_text

_UNDIVIDED = (Column, Literal, Call)
"""What needs no parentheses as an operand."""
_DIGITS = r"[-+]?(?:[0-9]+[.]?[0-9]*|[.][0-9]+)(?:[eE][-+]?[0-9]+)?"
_NUMBER = re.compile(rf"[ \t\n\f\r]*{_DIGITS}[ \t\n\f\r]*")
_WHOLE = rf"^\s*{_DIGITS}\s*$"
_LONG = 200
_BEGINNING = rf"^\s*({_DIGITS})"


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the expressions of one step."""

    plan: PlanStep
    dialect: Dialect
    collation: Collation
    place: Callable[[Column], str]
    """The SQL text of a column."""
    nulls_equal: bool = False
    """Whether ``=`` between columns takes two NULLs for equal."""
    extremes: Mapping[Call, str] = field(default_factory=dict)
    """For MIN and MAX of texts that the collation folds: the SQL text of a group's least or greatest folded one."""

    def write(self, expression: Expression) -> str:
        """The SQL text of an expression; an operand that binds less tightly is in parentheses."""
        match expression:
            case Column():
                return self.place(expression)
            case Literal(value):
                return quoted_text(value) if isinstance(value, str) else repr(value)
            case Arithmetic(operator, left, right):
                return self._arithmetic(operator, left, right)
            case Call():
                return self._call(expression)
            case And(operands):
                return _joined(" AND ", [self._grouped(o) for o in operands])
            case Or(operands):
                return _joined(" OR ", [self._grouped(o) for o in operands])
            case Not(operand):
                return f"NOT ({self.write(operand)})"
            case IsNull(operand, negated):
                return f"{self._operand(operand)} IS {'NOT ' if negated else ''}NULL"
            case Comparison(operator, left, right):
                one, two = self.pair(left, right)
                equal = self.nulls_equal and operator == "=" and isinstance(right, Column)
                return f"{one} {self.dialect.same if equal else operator} {two}"
            case Between(operand, low, high, negated):
                return self._between(operand, low, high, negated)
            case In(operand, values, negated):
                return self._in(operand, values, negated)
            case Like(operand, pattern, negated):
                return self._like(operand, pattern, negated)

    def pair(self, left: Expression, right: Expression) -> tuple[str, str]:
        """Two operands of a comparison, brought to what can be compared."""
        one, two = self.plan.type_of(left), self.plan.type_of(right)
        if one is Type.TEXT and two is Type.TEXT:
            return self.folded(left), self.folded(right)
        if Type.BOOLEAN in (one, two):
            return self._truth(left), self._truth(right)
        if Type.UNKNOWN in (one, two) and self.dialect.untyped:
            return self._beside(left, right), self._beside(right, left)
        if one is Type.TEXT and two.is_number:
            return self._text_and_number(left, right)
        if two is Type.TEXT and one.is_number:
            second, first = self._text_and_number(right, left)
            return first, second
        return self._operand(left), self._operand(right)

    def folded(self, expression: Expression) -> str:
        """A text in the form in which the collation compares it."""
        text, kind = self._operand(expression), self.plan.type_of(expression)
        if self.collation is Collation.DATABASE or not self.dialect.may_be_text(kind):
            return text
        if self.collation is Collation.NOCASE_RTRIM:
            trimmed = f"RTRIM({text})"
            text = trimmed if kind is Type.TEXT else f"CASE TYPEOF({text}) WHEN 'text' THEN {trimmed} ELSE {text} END"
        return f"{text} COLLATE NOCASE" if self.dialect.own_nocase else f"LOWER({text})"

    def _beside(self, expression: Expression, other: Expression) -> str:
        """An operand beside one whose values may be of any type: a literal goes by the type that a value has."""
        if not isinstance(expression, Literal):
            return self.folded(expression)
        spelled = expression.value if isinstance(expression.value, str) else self.write(expression)
        if not spells_number(spelled):
            return self.folded(expression)
        return f"CASE TYPEOF({self._operand(other)}) WHEN 'text' THEN {quoted_text(spelled)} ELSE {spelled.strip()} END"

    def _truth(self, expression: Expression) -> str:
        """A literal beside a boolean as what it spells; SQLite's booleans may be numbers or such texts."""
        numbers = self.dialect.reads_numbers
        if isinstance(expression, Literal):
            truth = truth_of(expression.value)
            return str(int(bool(truth))) if numbers else str(truth).upper()
        text = self._operand(expression)
        if numbers and self.plan.type_of(expression) is Type.BOOLEAN:
            return f"CASE WHEN TYPEOF({text}) = 'text' THEN LOWER({text}) IN ('true', 't', 'yes', 'y') ELSE {text} END"
        return text

    def _text_and_number(self, text: Expression, number: Expression) -> tuple[str, str]:
        """A string that spells a number is that number; a column of texts is compared with a number's spelling.

        A column of texts beside a column of numbers is read as numbers; what is none equals nothing.
        """
        if isinstance(text, Literal):
            spelled = str(text.value)
            if spells_number(spelled):
                return spelled.strip(), self._operand(number)
            return quoted_text(spelled), f"CAST({self._operand(number)} AS {self.dialect.text})"
        if isinstance(number, Literal):
            return self._operand(text), quoted_text(self.write(number))
        return self._read(self._operand(text)), self._operand(number)

    def _read(self, text: str) -> str:
        """A text as the number that it spells, or NULL.

        SQLite compares a text with the result of a CAST to a number as numbers if the text spells one, else as
        unequal; https://www.sqlite.org/datatype3.html, "Type Conversions Prior To Comparison".
        """
        if self.dialect.reads_numbers:
            number = f"CAST({text} AS NUMERIC)"
            return f"CASE WHEN {text} = {number} THEN {number} END"
        return f"CASE WHEN REGEXP_MATCHES({text}, {quoted_text(_WHOLE)}) THEN CAST({text} AS {self.dialect.real}) END"

    def _counted(self, expression: Expression) -> str:
        """An operand of arithmetic: of a text, the number that it begins with, or 0; of a boolean, 1 or 0."""
        text, kind = self._operand(expression), self.plan.type_of(expression)
        if kind not in (Type.TEXT, Type.BOOLEAN) or self.dialect.reads_numbers:
            return text
        if kind is Type.BOOLEAN:
            return f"CAST({text} AS INTEGER)"
        beginning = f"NULLIF(REGEXP_EXTRACT({text}, {quoted_text(_BEGINNING)}, 1), '')"
        number = f"CAST({beginning} AS {self.dialect.real})"
        return f"CASE WHEN {text} IS NOT NULL THEN COALESCE({number}, 0) END"

    def _arithmetic(self, operator: str, left: Expression, right: Expression) -> str:
        one, two = self._counted(left), self._counted(right)
        kinds = {self.plan.type_of(left), self.plan.type_of(right)}
        if kinds == {Type.INTEGER} and not (self.dialect.reads_numbers or isinstance(left, Arithmetic)):
            one = f"CAST({one} AS BIGINT)"
        if operator != "/":
            return f"{one} {operator} {two}"
        if kinds == {Type.INTEGER}:
            return f"{one} {'/' if self.dialect.reads_numbers else '//'} NULLIF({two}, 0)"
        if self.dialect.reads_numbers and Type.UNKNOWN not in kinds:
            one = f"CAST({one} AS {self.dialect.real})"
        return f"{one} / NULLIF({two}, 0)"

    def _call(self, call: Call) -> str:
        if call.argument is None:
            return "COUNT(*)"
        if call in self.extremes:
            text, bytewise = self._operand(call.argument), " COLLATE BINARY" if self.dialect.own_nocase else ""
            found = f"CASE WHEN {self.folded(call.argument)} = {self.extremes[call]} THEN {text} END"
            return f"MIN({found}{bytewise})"
        count = call.function in ("COUNT", "MIN", "MAX")
        text = self._operand(call.argument) if count else self._counted(call.argument)
        if call.function == "COUNT" and call.distinct:
            text = self.folded(call.argument)
        return f"{call.function}({'DISTINCT ' if call.distinct else ''}{text})"

    def _between(self, operand: Expression, low: Expression, high: Expression, negated: bool) -> str:
        (one, least), (two, most) = self.pair(operand, low), self.pair(operand, high)
        if one == two:
            return f"{one} {'NOT ' if negated else ''}BETWEEN {least} AND {most}"
        return f"{'NOT ' if negated else ''}({one} >= {least} AND {two} <= {most})"

    def _in(self, operand: Expression, values: tuple[Literal, ...], negated: bool) -> str:
        pairs = [self.pair(operand, value) for value in values]
        if len({one for one, _ in pairs}) == 1:
            return f"{pairs[0][0]} {'NOT ' if negated else ''}IN ({', '.join(two for _, two in pairs)})"
        return f"{'NOT ' if negated else ''}({' OR '.join(f'{one} = {two}' for one, two in pairs)})"

    def _like(self, operand: Expression, pattern: Literal, negated: bool) -> str:
        text = self._operand(operand)
        if self.plan.type_of(operand) not in (Type.TEXT, Type.UNKNOWN):
            text = f"CAST({text} AS {self.dialect.text})"
        wanted = quoted_text(str(pattern.value))
        if self.collation is not Collation.DATABASE and not self.dialect.own_nocase:
            text, wanted = f"LOWER({text})", f"LOWER({wanted})"
        return f"{text} {'NOT ' if negated else ''}LIKE {wanted}"

    def _operand(self, expression: Expression) -> str:
        text = self.write(expression)
        return text if isinstance(expression, _UNDIVIDED) else f"({text})"

    def _grouped(self, operand: Expression) -> str:
        text = self.write(operand)
        return f"({text})" if isinstance(operand, And | Or) else text


def _joined(sign: str, parts: list[str]) -> str:
    """The parts between signs, long lists in halves, since parsers bound how deep an expression may be."""
    if len(parts) <= _LONG:
        return sign.join(parts)
    half = len(parts) // 2
    return f"({_joined(sign, parts[:half])}){sign}({_joined(sign, parts[half:])})"


def spells_number(text: str) -> bool:
    """Whether a text is a decimal number, blanks around it aside.

    >>> [spells_number(text) for text in (" 2.5", "1e3", "forty", "\u0663")]
    [True, True, False, False]
    """
    return _NUMBER.fullmatch(text) is not None
