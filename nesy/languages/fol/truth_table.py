"""Truth tables: whether one formula is a truth-functional consequence of others.

A formula's table is one integer: bit ``r`` is its value in row ``r``. Quantified parts count as atoms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from nesy.errors import CheckFailed
from nesy.languages.fol.syntax import And, Atom, Equals, Exists, Forall, Formula, Iff, Implies, Not, Or, Truth, Xor
from nesy.languages.fol.walk import conjuncts, subformulas

MAX_ATOMS = 16
"""Distinct atoms in one table, which has two to their number of rows."""

_Parts: TypeAlias = list[tuple[Formula, frozenset[Formula]]]


def follows(given: Iterable[Formula], conclusion: Formula) -> bool:
    """Whether a formula is a truth-functional consequence of others.

    Where there are too many atoms for a table, only the conjuncts that are connected with the
    conclusion through shared atoms are used.

    Raises:
        CheckFailed: if even so there are more than :data:`MAX_ATOMS` atoms.

    >>> a, b = Atom("A"), Atom("B")
    >>> follows([a, Implies(a, b)], b), follows([Implies(a, b)], b)
    (True, False)
    """
    parts = [(part, _atoms(part)) for formula in given for part in conjuncts(formula)]
    wanted = _atoms(conclusion)
    if len(wanted.union(*(atoms for _, atoms in parts))) > MAX_ATOMS and wanted:
        parts, wanted = _connected(parts, wanted)
    found = dict.fromkeys(wanted.union(*(atoms for _, atoms in parts)), 0)
    if len(found) > MAX_ATOMS:
        raise CheckFailed(f"a step over {len(found)} atoms is over the limit of {MAX_ATOMS}")
    full = (1 << (1 << len(found))) - 1
    for position, atom in enumerate(found):
        block = 1 << position
        found[atom] = full // ((1 << 2 * block) - 1) * ((1 << block) - 1) << block
    table = full
    for part, _ in parts:
        table &= _table(part, found, full)
    return table & ~_table(conclusion, found, full) == 0


def _connected(parts: _Parts, wanted: frozenset[Formula]) -> tuple[_Parts, frozenset[Formula]]:
    used: _Parts = []
    while near := [part for part in parts if part not in used and part[1] & wanted]:
        used += near
        wanted = wanted.union(*(atoms for _, atoms in near))
    return used, wanted


def _atoms(formula: Formula) -> frozenset[Formula]:
    found: set[Formula] = set()
    stack = [formula]
    while stack:
        node = stack.pop()
        if isinstance(node, Atom | Equals | Forall | Exists):
            found.add(node)
        else:
            stack.extend(subformulas(node))
    return frozenset(found)


def _table(formula: Formula, atoms: Mapping[Formula, int], full: int) -> int:
    match formula:
        case Not(operand):
            return full ^ _table(operand, atoms, full)
        case And(operands):
            table = full
            for operand in operands:
                table &= _table(operand, atoms, full)
            return table
        case Or(operands):
            table = 0
            for operand in operands:
                table |= _table(operand, atoms, full)
            return table
        case Xor(left, right):
            return _table(left, atoms, full) ^ _table(right, atoms, full)
        case Implies(left, right):
            return (full ^ _table(left, atoms, full)) | _table(right, atoms, full)
        case Iff(left, right):
            return full ^ _table(left, atoms, full) ^ _table(right, atoms, full)
        case Truth(value):
            return full if value else 0
    return atoms[formula]
