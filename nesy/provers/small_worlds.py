"""Replaces the worlds of an undecided question by smallest ones that differ in little. Runs in Z3's worker.

Sizes are tried in ascending order, so the first world found is a smallest one. The second world keeps as
many facts of the first as it can: no further one could be kept (a minimal correction set;
Marques-Silva et al. 2013).
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import z3

from nesy.provers.grounding import MAX_CHARACTERS, ground_script
from nesy.provers.z3_models import read_tables

MAX_FACTS = 600
"""Facts that are compared; worlds with more of them are not brought closer."""
_SECONDS = 1.0
_SHARE = 0.3
_GOALS = {"negated": "g0", "asserted": "g1"}

Tables = dict[str, Any]
Fact = tuple[str, str, tuple[int, ...]]
"""Kind and text of a symbol, and elements that it is applied to."""


class SmallWorlds:
    """The search for a smallest world for either side of a question, one size after another.

    Args:
        request: ``symbols``, ``formulas`` and ``goal`` of the question, see :func:`ground_script`; ``known``, the
            tables by side of worlds that are known, and ``least``, the size from which others are looked for.
        deadline: a time of ``time.monotonic``; a part of what is left is used.
        tables: whether the worlds are wanted, and not only which sides have one.
    """

    def __init__(self, request: Mapping[str, Any], deadline: float, *, tables: bool = True) -> None:
        self._request, self._deadline, self._wanted = request, deadline, tables
        self.found: dict[str, Tables] = dict(request["known"])
        """The tables by side, each marked ``smallest`` unless it was known; empty if they are not wanted."""
        self._next = max(request["least"], sum(kind == "number" for kind, *_ in request["symbols"]))

    @property
    def complete(self) -> bool:
        """Whether both sides have a world."""
        return len(self.found) == len(_GOALS)

    def grow(self, largest: int, seconds: float = _SECONDS, characters: int = MAX_CHARACTERS) -> bool:
        """Look for worlds of up to ``largest`` elements; whether both sides have one.

        The search ends early, and can be taken up again, where a size takes too long to write out or to decide.
        """
        now = time.monotonic()
        until = now + min(seconds, _SHARE * (self._deadline - now))
        search = _Search(self._request, until, characters, tables=self._wanted)
        while not self.complete and self._next <= largest and search.enter(self._next):
            for side in (s for s in _GOALS if s not in self.found):
                world = search.world(_GOALS[side], next(iter(self.found.values()), None))
                if search.interrupted:
                    return False
                if world is not None:
                    self.found[side] = {**world, "smallest": True}
            self._next += 1
        return self.complete


class _Search:
    """The question written out for one size at a time."""

    def __init__(self, request: Mapping[str, Any], deadline: float, characters: int, *, tables: bool) -> None:
        goal = request["goal"]
        self.symbols: list[tuple[str, str, int]] = [tuple(s) for s in request["symbols"]]
        self.formulas = [*request["formulas"], f"(=> g0 (not {goal}))", f"(=> g1 {goal})"]
        self.deadline = deadline
        self.characters = characters
        self.tables = tables
        self.interrupted = False
        self.size = 0
        self.solver = z3.SimpleSolver()

    def enter(self, size: int) -> bool:
        """Write the question out for a size; False if that is too long or too late."""
        goals = [("predicate", goal, 0) for goal in _GOALS.values()]
        script = ground_script([*goals, *self.symbols], self.formulas, size, self.characters)
        if script is None or time.monotonic() > self.deadline:
            return False
        self.size = size
        self.solver = z3.SimpleSolver()
        self.solver.set("timeout", max(1, int(1000 * (self.deadline - time.monotonic()))))
        self.solver.from_string("\n".join([script, *self._named_facts()] if self.tables else [script]))
        return True

    def _named_facts(self) -> Iterator[str]:
        """A definition of a proposition for every fact, so that facts can be assumed by name."""
        for kind, text, key in self._facts(self.size):
            applied = f"({text} {' '.join(f'e{i}' for i in key)})" if key else text
            for value in (None,) if kind == "predicate" else range(self.size):
                name = _name(text, key, value)
                fact = applied if value is None else f"(= {applied} e{value})"
                yield f"(declare-fun {name} () Bool)(assert (= {name} {fact}))"

    def _facts(self, size: int) -> list[Fact]:
        if sum(self.size ** (arity + (kind != "predicate")) for kind, _, arity in self.symbols) > MAX_FACTS:
            return []
        every = sorted(self.symbols, key=lambda s: s[0] == "predicate")
        return [(k, text, key) for k, text, arity in every for key in itertools.product(range(size), repeat=arity)]

    def world(self, goal: str, other: Tables | None) -> Tables | None:
        """A world of this size in which a goal holds, close to the other world; None if there is none."""
        assumed = [z3.Bool(goal)]
        if not self._holds(assumed):
            return None
        if not self.tables:
            return {}
        if other is not None:
            self._keep(assumed, self._wishes(other))
        return None if self.interrupted else self._tables()

    def _holds(self, assumed: Sequence[Any]) -> bool:
        left = self.deadline - time.monotonic()
        literals = (z3.Ast * len(assumed))(*[literal.ast for literal in assumed])
        answer = z3.Z3_L_UNDEF
        if left > 0:  # not solver.check(), which takes longer to wrap the literals than Z3 to decide
            answer = z3.Z3_solver_check_assumptions(self.solver.ctx.ref(), self.solver.solver, len(assumed), literals)
        self.interrupted |= answer == z3.Z3_L_UNDEF
        return bool(answer == z3.Z3_L_TRUE)

    def _keep(self, assumed: list[Any], wishes: Sequence[Any]) -> None:
        """Adds wishes as long as what is assumed can hold; the last check is that of all of them."""
        doubtful: list[Any] = []
        holds = False
        while wishes and not (holds := self._holds([*assumed, *wishes])) and not self.interrupted:
            core = {literal.get_id() for literal in self.solver.unsat_core()}
            impossible = [w for w in wishes if w.get_id() in core]
            doubtful += impossible if len(impossible) > 1 else []
            wishes = [w for w in wishes if w.get_id() not in core]
        assumed += wishes
        for wish in doubtful:
            holds = self._holds([*assumed, wish])
            assumed += [wish] if holds else []
        if not holds:
            self._holds(assumed)

    def _wishes(self, other: Tables) -> list[Any]:
        """The facts of another world, which has as many elements or fewer."""
        wishes = []
        tables = other["symbols"]
        values = {text: {tuple(key): value for *key, value in table["entries"]} for text, table in tables.items()}
        for kind, text, key in self._facts(other["size"]):
            value = values[text].get(key, tables[text]["else"])
            if kind == "predicate":
                named = z3.Bool(_name(text, key, None))
                wishes.append(named if value else z3.Not(named))
            else:
                wishes.append(z3.Bool(_name(text, key, value)))
        return wishes

    def _tables(self) -> Tables | None:
        """The last model's tables, in which element ``i`` is ``ei``."""
        tables = read_tables(self.solver.model().sexpr())
        if tables is None:
            return None
        given = tables["symbols"]
        rank = {given.get(f"e{i}", {"else": i})["else"]: i for i in range(self.size)}
        missing: Tables = {"entries": [], "else": 0}
        symbols = {t: _renamed(given.get(t, missing), kind == "predicate", rank) for kind, t, _ in self.symbols}
        return {"size": self.size, "symbols": symbols}


def _name(text: str, key: Sequence[int], value: int | None) -> str:
    return "_".join(["s", text, *map(str, key), *([] if value is None else [f"is{value}"])])


def _renamed(table: Mapping[str, Any], truth: bool, rank: Mapping[int, int]) -> Tables:
    entries = [[*[rank[i] for i in key], value if truth else rank[value]] for *key, value in table["entries"]]
    return {"entries": entries, "else": table["else"] if truth else rank[table["else"]]}
