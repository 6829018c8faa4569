"""FOLIO's gold formulas through nesy, beside a plain loop of parsing and Z3 checks, in one run.

Both sides use nesy's parser. The plain loop builds z3py expressions in this process and asks two
questions a problem, whether the conclusion follows and whether its negation does; it keeps no model
and no core and checks nothing. nesy also checks that the premises are consistent, returns minimal
cores, builds smallest worlds and re-checks them, in worker processes that can be killed; its second
row also builds a proof for each TRUE and FALSE and has the kernel check it.

    python benchmarks/speed_folio.py --data FOLDER
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import z3

from nesy.bench.dataset import load_dataset
from nesy.bench.item import Item
from nesy.bench.selection import select
from nesy.engine.prove import prove
from nesy.languages.fol import syntax as fol
from nesy.languages.fol.parse import parse_formula
from nesy.languages.fol.read import read_theory
from nesy.verdict import Label

THING = z3.DeclareSort("Thing")


def term(t: fol.Term, bound: dict[str, z3.ExprRef]) -> z3.ExprRef:
    match t:
        case fol.Variable(name):
            return bound[name] if name in bound else z3.Const(name, THING)
        case fol.Constant(name):
            return z3.Const(name, THING)
        case fol.Number(value):
            return z3.Const(str(value), THING)
        case fol.Apply(function, arguments):
            return z3.Function(function, *[THING] * len(arguments), THING)(*[term(a, bound) for a in arguments])


def formula(f: fol.Formula, bound: dict[str, z3.ExprRef]) -> z3.BoolRef:
    match f:
        case fol.Atom(predicate, ()):
            return z3.Bool(predicate)
        case fol.Atom(predicate, arguments):
            symbol = z3.Function(predicate, *[THING] * len(arguments), z3.BoolSort())
            return symbol(*[term(a, bound) for a in arguments])
        case fol.Equals(left, right):
            return term(left, bound) == term(right, bound)
        case fol.Truth(value):
            return z3.BoolVal(value)
        case fol.Not(operand):
            return z3.Not(formula(operand, bound))
        case fol.And(operands):
            return z3.And(*[formula(o, bound) for o in operands])
        case fol.Or(operands):
            return z3.Or(*[formula(o, bound) for o in operands])
        case fol.Xor(left, right):
            return z3.Xor(formula(left, bound), formula(right, bound))
        case fol.Implies(left, right):
            return z3.Implies(formula(left, bound), formula(right, bound))
        case fol.Iff(left, right):
            return formula(left, bound) == formula(right, bound)
        case fol.Forall(variable, body) | fol.Exists(variable, body):
            name = z3.Const(variable.name, THING)
            quantifier = z3.ForAll if isinstance(f, fol.Forall) else z3.Exists
            return quantifier([name], formula(body, {**bound, variable.name: name}))


def plain(items: Sequence[Item], solver_class: Callable[[], z3.Solver]) -> list[Label | None]:
    labels: list[Label | None] = []
    for item in items:
        *premises, conclusion = [formula(parse_formula(text), {}) for text in item.formulas]
        solver = solver_class()
        solver.set("timeout", 10_000)
        solver.add(*premises)
        answers = [ask(solver, z3.Not(conclusion)), ask(solver, conclusion)]
        if z3.unknown in answers:
            labels.append(None)
        elif answers[0] == z3.unsat:
            labels.append(Label.TRUE)
        else:
            labels.append(Label.FALSE if answers[1] == z3.unsat else Label.UNCERTAIN)
    return labels


def ask(solver: z3.Solver, assumption: z3.BoolRef) -> z3.CheckSatResult:
    solver.push()
    solver.add(assumption)
    answer = solver.check()
    solver.pop()
    return answer


def through_nesy(items: Sequence[Item], proofs: bool) -> list[Label | None]:
    theories = (read_theory(item.program(), dialect="pairs") for item in items)
    return [prove(theory, semantics="classical", proofs=proofs).label for theory in theories]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="where FOLIO is; without it NESY_DATA, the cache, or the sample")
    parser.add_argument("--repeat", type=int, default=5)
    args = parser.parse_args()
    selection = select(load_dataset("folio"), data=args.data, formulas=True)
    items = selection.items
    print(f"FOLIO {selection.split}, {len(items)} problems, {args.repeat} repetitions, medians of wall-clock seconds")
    ways: dict[str, Callable[[], list[Label | None]]] = {
        "plain loop, SimpleSolver": lambda: plain(items, z3.SimpleSolver),
        "plain loop, Solver": lambda: plain(items, z3.Solver),
        "nesy, cores and worlds": lambda: through_nesy(items, proofs=False),
        "nesy, with checked proofs": lambda: through_nesy(items, proofs=True),
    }
    labels = {name: way() for name, way in ways.items()}  # also warms up
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(args.repeat):
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            seconds[name].append(time.perf_counter() - start)
    bare = statistics.median(seconds["plain loop, SimpleSolver"])
    for name, times in seconds.items():
        middle = statistics.median(times)
        right = sum(label is item.gold for label, item in zip(labels[name], items, strict=True))
        spread = f"{min(times):.3f} to {max(times):.3f}"
        rate = f"{len(items) / middle:5.0f} problems/s, {right} as the label"
        print(f"{name:<26} {middle:.3f} s ({spread}), {rate}; {middle / bare:.2f} times the first loop")


if __name__ == "__main__":
    main()
