"""Worlds from a solver's tables, and their re-check against the theory as it was asked."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from nesy.errors import CheckFailed, InputTooLarge
from nesy.evidence import Countermodel
from nesy.languages.fol.printers.smtlib import Symbol
from nesy.provers.evaluate import Evaluator
from nesy.provers.question import Question


def read_world(tables: Mapping[str, Any] | None, symbols: Mapping[Symbol, str]) -> Countermodel | None:
    """The world that a worker's tables describe; a symbol that they leave out can mean anything.

    Args:
        tables: ``size`` and, by the text of each symbol, ``entries`` with the value ``else``.
        symbols: the texts under which the symbols were sent.

    Returns:
        The world, or None if there are no tables or they are not those of a finite world.
    """
    if tables is None:
        return None
    size, given = int(tables["size"]), tables["symbols"]
    constants: dict[str, int] = {}
    functions: dict[tuple[str, int], dict[tuple[int, ...], int]] = {}
    predicates: dict[tuple[str, int], frozenset[tuple[int, ...]]] = {}
    for (kind, name, arity), text in symbols.items():
        table = given.get(text, {"entries": [], "else": 0})
        if kind == "predicate":
            predicates[(name, arity)] = _holds_of(table, arity, size)
        elif kind == "function":
            functions[(name, arity)] = dict(_expand(table, arity, size))
        elif kind != "variable":
            constants[name] = table["else"]
    try:
        return Countermodel(size, constants, functions, predicates)
    except (TypeError, ValueError):
        return None


def tables_of(world: Countermodel, symbols: Mapping[Symbol, str]) -> dict[str, Any]:
    """The tables that describe a world to a worker, as :func:`read_world` takes them.

    >>> world = Countermodel(2, {"rex": 1}, {}, {("Dog", 1): frozenset({(1,)})})
    >>> tables_of(world, {("predicate", "Dog", 1): "p0", ("constant", "rex", 0): "c0"})["symbols"]
    {'p0': {'entries': [[1, 1]], 'else': 0}, 'c0': {'entries': [], 'else': 1}}
    """
    tables: dict[str, Any] = {}
    for (kind, name, arity), text in symbols.items():
        if kind == "predicate":
            tables[text] = {"entries": [[*key, 1] for key in world.predicates[name, arity]], "else": 0}
        elif kind == "function":
            table = world.functions[name, arity]
            tables[text] = {"entries": [[*key, value] for key, value in table.items()], "else": 0}
        elif kind != "variable":
            tables[text] = {"entries": [], "else": world.constants[name]}
    return {"size": world.size, "symbols": tables}


def _holds_of(table: Mapping[str, Any], arity: int, size: int) -> frozenset[tuple[int, ...]]:
    if table["else"]:
        return frozenset(key for key, value in _expand(table, arity, size) if value)
    return frozenset(tuple(entry[:-1]) for entry in table["entries"] if entry[-1])


def _expand(table: Mapping[str, Any], arity: int, size: int) -> list[tuple[tuple[int, ...], int]]:
    default = table["else"]
    listed = {tuple(entry[:-1]): entry[-1] for entry in table["entries"]}
    if len(listed) == size**arity:
        return list(listed.items())
    return [(key, listed.get(key, default)) for key in itertools.product(range(size), repeat=arity)]


def fault(world: Countermodel, question: Question, conclusion: bool, deadline: float) -> str | None:
    """Why a world does not show what it should: a formula that fails in it; None if it is in order.

    The premises and the conclusion are evaluated as they were asked, without any prover.
    """
    evaluator = Evaluator(world, deadline)
    theory = question.theory
    assert theory.conclusion is not None  # noqa: S101 - pose() refuses such theories
    try:
        for axiom in question.background:
            if not evaluator.holds(axiom):
                return f"the world breaks {axiom}, which belongs to the meaning of sorts and numerals"
        for premise in theory.premises:
            if not evaluator.holds(premise.formula):
                return f"premise {premise.name} does not hold in the world"
        if evaluator.holds(theory.conclusion.formula) is not conclusion:
            return f"the conclusion is not {str(conclusion).lower()} in the world"
    except (CheckFailed, InputTooLarge) as err:
        return f"the world was not re-checked: {err.message}"
    return None
