"""Mutation test of the proof kernel: changes one thing in it at a time and runs its tests.

A mutant that survives is printed with its line; a person then has to say whether it accepts a wrong
step. Comparisons, connectives, constants, conditions, guards, returns and statements are mutated in a
copy of the package; the installed one is left alone. About two seconds a mutant.

    python benchmarks/mutate_kernel.py [--file nesy/languages/fol/truth_table.py] [--first N]
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
TESTS = ("tests/test_kernel.py", "tests/test_truth_table.py")
OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
Change = Callable[[ast.AST], ast.AST]


def changes(node: ast.AST) -> Iterator[tuple[str, Change]]:
    """What can be changed at one node, each with a name."""
    match node:
        case ast.Compare(ops=ops):
            for place, operator in enumerate(ops):
                other = OPPOSITE[type(operator)]
                yield f"{type(operator).__name__} -> {other.__name__}", _with_operator(place, other)
        case ast.BoolOp(values=values):
            yield "and <-> or", lambda n: ast.BoolOp(ast.Or() if isinstance(n.op, ast.And) else ast.And(), n.values)
            for place in range(len(values)):
                yield f"without operand {place}", _without(place)
        case ast.UnaryOp(op=ast.Not()):
            yield "without not", lambda n: n.operand
        case ast.Constant(value=bool()):
            yield "other truth value", lambda n: ast.Constant(not n.value)
        case ast.If() | ast.IfExp():
            for value in (True, False):
                yield f"condition {value}", _with_field("test", ast.Constant(value))
        case ast.match_case(guard=guard) if guard is not None:
            yield "without guard", _with_field("guard", None)
        case ast.Call(func=ast.Name(id="all" | "any" | "follows" | "_is_ground" | "_is_new")):
            yield "call is True", lambda _: ast.Constant(True)
        case ast.Return(value=value) if value is not None and not isinstance(value, ast.Constant):
            yield "return True", _with_field("value", ast.Constant(True))
        case ast.BinOp():
            yield "left only", lambda n: n.left
            yield "right only", lambda n: n.right
        case ast.Raise() | ast.Expr(value=ast.Call()):
            yield "without statement", lambda _: ast.Pass()


def _with_operator(place: int, operator: type[ast.cmpop]) -> Change:
    def change(node: ast.AST) -> ast.AST:
        node.ops[place] = operator()
        return node

    return change


def _without(place: int) -> Change:
    def change(node: ast.AST) -> ast.AST:
        rest = node.values[:place] + node.values[place + 1 :]
        return rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)

    return change


def _with_field(name: str, value: ast.AST | None) -> Change:
    def change(node: ast.AST) -> ast.AST:
        setattr(node, name, value)
        return node

    return change


class Replace(ast.NodeTransformer):
    """Puts a changed node in the place of another."""

    def __init__(self, target: ast.AST, change: Change) -> None:
        self.target = target
        self.change = change

    def visit(self, node: ast.AST) -> ast.AST:
        return self.change(node) if node is self.target else self.generic_visit(node)


def mutants(source: str) -> Iterator[tuple[int, str, str]]:
    """Line, name and text of every mutant."""
    tree = ast.parse(source)
    for index, node in enumerate(ast.walk(tree)):
        for number, (name, _) in enumerate(changes(node)):
            fresh = copy.deepcopy(tree)
            target = list(ast.walk(fresh))[index]
            change = list(changes(target))[number][1]
            text = ast.unparse(ast.fix_missing_locations(Replace(target, change).visit(fresh)))
            yield getattr(node, "lineno", 0), name, text


def survives(folder: Path) -> bool:
    """Whether the tests pass on the mutated copy."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *TESTS]
    try:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=120)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--file", default="nesy/proofs/kernel.py")
    parser.add_argument("--first", type=int, help="only so many mutants")
    args = parser.parse_args()
    source = (ROOT / args.file).read_text(encoding="utf-8")
    every = list(mutants(source))[: args.first]
    killed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("nesy", "tests", "grammars", "provers", "datasets", "module_library", "pyproject.toml"):
            copier = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
            copier(ROOT / part, folder / part)
        if not survives(folder):
            raise SystemExit("the tests fail without any mutation")
        for line, change, text in every:
            (folder / args.file).write_text(text, encoding="utf-8")
            if survives(folder):
                print(
                    f"survived: line {line}, {change}: {source.splitlines()[line - 1].strip() if line else ''}",
                    flush=True,
                )
            else:
                killed += 1
    print(f"{len(every)} mutants of {args.file}, {killed} killed, {len(every) - killed} survived")


if __name__ == "__main__":
    main()
