"""Rewrites what a branch knows with the equations that it knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nesy.languages.fol.syntax import Atom, Equals, Formula, Number, Term
from nesy.languages.fol.walk import subterms
from nesy.proofs.build.branch import Branch
from nesy.proofs.build.clauses import Literal, formula_of
from nesy.proofs.kernel import rewrite
from nesy.proofs.proof import Rule, Step

if TYPE_CHECKING:
    from nesy.proofs.build.search import Search

MAX_LITERALS = 3_000
"""Known literals beyond which nothing is rewritten."""


def apply_equations(search: Search, branch: Branch) -> bool:
    """Write equals for equals in the known literals; True if that gave a new one.

    Large terms give way to small ones. The reverse is done only where an atom of a clause calls for it.
    """
    before = len(branch.known)
    equations = branch.equations()
    wanted = branch.clause_atoms() if equations else frozenset()
    for equation, index in equations:
        search.check_time()
        mirrored = Equals(equation.right, equation.left)
        if (mirrored, True) not in branch.known:
            branch.known[mirrored, True] = search.add(Step(mirrored, Rule.EQUALITY, (index,)))
        for literal, other in list(branch.known.items()):
            if isinstance(literal[0], Atom | Equals) and other != index and len(branch.known) < MAX_LITERALS:
                _rewrite(search, branch, (equation, index), (literal, other), wanted)
    return len(branch.known) > before


def _rewrite(
    search: Search,
    branch: Branch,
    equation: tuple[Equals, int],
    known: tuple[Literal, int],
    wanted: frozenset[Formula],
) -> None:
    (atom, sign), sides = known[0], (equation[0].left, equation[0].right)
    for old, new in (sides, sides[::-1]):
        if isinstance(old, Number) or any(t == old for t in subterms(new)):
            continue
        rewritten = rewrite(atom, old, new)
        if (rewritten, sign) in branch.known or not (_size(new) < _size(old) or rewritten in wanted):
            continue
        step = Step(formula_of((rewritten, sign)), Rule.EQUALITY, (equation[1], known[1]))
        branch.known[rewritten, sign] = search.add(step)
        search.note(branch, rewritten)


def _size(term: Term) -> tuple[int, bool, str]:
    """An order of ground terms: small ones first, numerals before names."""
    return (sum(1 for _ in subterms(term)), not isinstance(term, Number), str(term))
