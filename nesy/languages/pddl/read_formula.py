"""Reads conditions, effects and numbers of PDDL from s-expressions."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from nesy.errors import ParseError
from nesy.languages.pddl.sexp import Group, Sexp, Word
from nesy.languages.pddl.syntax import (
    OBJECT,
    And,
    Arithmetic,
    Atom,
    Both,
    Change,
    Compare,
    Effect,
    Expression,
    Fluent,
    ForallEffect,
    Formula,
    Imply,
    Not,
    Or,
    Preference,
    Quantified,
    SetAtom,
    Typed,
    When,
)

_COMPARISONS = frozenset({"<", "<=", "=", ">=", ">"})
_SIGNS = frozenset({"+", "-", "*", "/"})
_NUMBER = re.compile(r"[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)(e[-+]?[0-9]+)?")
_CHANGES = frozenset({"assign", "increase", "decrease", "scale-up", "scale-down"})


@dataclass(frozen=True, slots=True)
class FormulaReader:
    """Reads the parts of one text."""

    source: str
    functions: frozenset[str] = frozenset()
    """The names of numeric functions, which tell ``(= (f) 3)`` from an equation of objects."""

    def error(self, message: str, at: Sexp, hint: str | None = None) -> ParseError:
        """An error at a place of the text."""
        return ParseError(message, source=self.source, span=at.span, hint=hint)

    def word(self, sexp: Sexp, what: str) -> Word:
        """A word, where nothing else fits."""
        if not isinstance(sexp, Word):
            raise self.error(f"{what} is needed here, not an expression in parentheses", sexp)
        return sexp

    def group(self, sexp: Sexp, what: str) -> Group:
        """An expression in parentheses."""
        if not isinstance(sexp, Group):
            raise self.error(f"{what} stands in parentheses", sexp, f"write ({sexp} ...)")
        return sexp

    def typed(self, items: list[Sexp]) -> tuple[Typed, ...]:
        """Names with their types: ``?a ?b - block c``."""
        found: list[Typed] = []
        waiting: list[Word] = []
        i = 0
        while i < len(items):
            item = items[i]
            if item == "-" and isinstance(item, Word):
                if i + 1 == len(items):
                    raise self.error("a type is missing behind -", item)
                types = self._types(items[i + 1])
                found += [Typed(str(w), types, w.span) for w in waiting]
                waiting, i = [], i + 2
                continue
            waiting.append(self.word(item, "a name"))
            i += 1
        return (*found, *(Typed(str(w), (OBJECT,), w.span) for w in waiting))

    def _types(self, sexp: Sexp) -> tuple[str, ...]:
        if isinstance(sexp, Word):
            return (str(sexp),)
        if sexp.head != "either" or len(sexp) < 2:
            raise self.error("a type, or (either type ...), is needed here", sexp)
        return tuple(str(self.word(t, "a type")) for t in sexp[1:])

    def formula(self, sexp: Sexp) -> Formula:
        """A condition; ``()`` is true."""
        group = self.group(sexp, "a condition")
        if not group:
            return And()
        head, rest = self.word(group[0], "a predicate or connective"), group[1:]
        match head:
            case "and":
                return And(tuple(map(self.formula, rest)))
            case "or":
                return Or(tuple(map(self.formula, rest)))
            case "not":
                return Not(self.formula(self.only_part(group)))
            case "imply":
                self.count_parts(group, 2)
                return Imply(self.formula(rest[0]), self.formula(rest[1]))
            case "forall" | "exists":
                self.count_parts(group, 2)
                variables = self.typed(self.group(rest[0], "a list of variables"))
                return Quantified(str(head), variables, self.formula(rest[1]))
            case "preference":
                name = str(rest[0]) if len(rest) == 2 and isinstance(rest[0], Word) else ""
                return Preference(name, self.formula(rest[-1] if rest else group))
        if head in _COMPARISONS and (head != "=" or self._is_numeric(rest)):
            self.count_parts(group, 2)
            return Compare(str(head), self.expression(rest[0]), self.expression(rest[1]))
        return self.atom(group)

    def atom(self, group: Group) -> Atom:
        """A predicate with its terms."""
        head = self.word(group[0], "a predicate")
        if head == "=":
            self.count_parts(group, 2)
        return Atom(str(head), tuple(str(self.word(a, "a term")) for a in group[1:]), group.span)

    def expression(self, sexp: Sexp) -> Expression:
        """A number, a function's value, or arithmetic."""
        if isinstance(sexp, Word):
            return self.number(sexp) if _is_number(sexp) else Fluent(str(sexp), (), sexp.span)
        if not sexp:
            raise self.error("a number is needed here", sexp)
        head = self.word(sexp[0], "a function or sign")
        if head in _SIGNS:
            if len(sexp) < 2:
                raise self.error(f"{head} needs operands", sexp)
            return Arithmetic(str(head), tuple(map(self.expression, sexp[1:])))
        return self.fluent(sexp)

    def fluent(self, sexp: Sexp) -> Fluent:
        """A numeric function with its terms."""
        if isinstance(sexp, Word):
            return Fluent(str(sexp), (), sexp.span)
        if not sexp:
            raise self.error("a function is needed here", sexp)
        terms = tuple(str(self.word(a, "a term")) for a in sexp[1:])
        return Fluent(str(self.word(sexp[0], "a function")), terms, sexp.span)

    def number(self, sexp: Sexp) -> float:
        """A finite number."""
        word = self.word(sexp, "a number")
        if not _is_number(word):
            raise self.error(f"{word[:40]} is no finite number", word)
        return float(word)

    def effect(self, sexp: Sexp) -> Effect:
        """An effect; ``()`` changes nothing."""
        group = self.group(sexp, "an effect")
        if not group:
            return Both()
        head, rest = self.word(group[0], "a predicate or connective"), group[1:]
        match head:
            case "and":
                return Both(tuple(map(self.effect, rest)))
            case "not":
                return SetAtom(self._plain(self.only_part(group)), value=False)
            case "when":
                self.count_parts(group, 2)
                return When(self.formula(rest[0]), self.effect(rest[1]))
            case "forall":
                self.count_parts(group, 2)
                return ForallEffect(self.typed(self.group(rest[0], "a list of variables")), self.effect(rest[1]))
            case "or" | "imply" | "exists" | "=":
                raise self.error(f"{head} cannot be an effect", group)
        if head in _CHANGES:
            self.count_parts(group, 2)
            return Change(str(head), self.fluent(rest[0]), self.expression(rest[1]))
        return SetAtom(self.atom(group), value=True)

    def _plain(self, sexp: Sexp) -> Atom:
        group = self.group(sexp, "an atom")
        if not group or group.head in ("and", "or", "not", "forall", "exists", "imply", "when", "="):
            raise self.error("only an atom can be made false", group)
        return self.atom(group)

    def only_part(self, group: Group) -> Sexp:
        """The one thing behind a word."""
        self.count_parts(group, 1)
        return group[1]

    def count_parts(self, group: Group, count: int) -> None:
        """See that so many things stand behind a word."""
        if len(group) != count + 1:
            parts = "one part" if count == 1 else f"{count} parts"
            raise self.error(f"{group[0]} takes {parts}, not {len(group) - 1}", group)

    def _is_numeric(self, operands: list[Sexp]) -> bool:
        return any(isinstance(o, Group) or _is_number(o) or o in self.functions for o in operands)


def _is_number(word: Sexp) -> bool:
    return isinstance(word, Word) and _NUMBER.fullmatch(word) is not None and math.isfinite(float(word))
