"""Modules that are alike: by their syntax trees, by what they do on generated inputs, and by their words."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from nesy.modules.graph import syntax_tree
from nesy.modules.record import Module
from nesy.modules.sandbox.base import Job, Outcome, Raised, Returned
from nesy.modules.verify.inputs import generate_inputs
from nesy.modules.words import content_words

INPUTS = 40
"""Generated inputs on which behaviour is compared."""
_ALIKE = 0.6
"""The share of common words from which two texts are alike."""


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Modules that are alike.

    Args:
        by: ``tree`` (one function under other names), ``behaviour`` (one result on all inputs tried) or ``words`` (a
            proposal, no more).
        keys: the modules.
    """

    by: str
    keys: tuple[str, ...]


def find_duplicates(
    modules: Sequence[Module], run: Callable[[Sequence[Job]], list[list[Outcome]]], program: Callable[[Module], Job]
) -> list[Duplicates]:
    """All groups of modules of one shape that are alike, the surest kind first; no pair is told twice.

    Args:
        modules: what is compared.
        run: runs programs.
        program: a module's program, with no calls.
    """
    found = [Duplicates("tree", keys) for keys in _groups((normal_form(m), m.key) for m in modules)]
    told = {pair for group in found for pair in combinations(group.keys, 2)}
    behaving = zip(_behaviour(modules, run, program), (m.key for m in modules), strict=True)
    alike = [keys for keys in _groups(pair for pair in behaving if pair[0]) if not _told(keys, told)]
    found += [Duplicates("behaviour", keys) for keys in alike]
    told |= {pair for keys in alike for pair in combinations(keys, 2)}
    return found + [Duplicates("words", pair) for pair in _similar(modules) if pair not in told]


def normal_form(module: Module) -> str:
    """The module's shape and its syntax tree with all own names numbered, without docstrings and annotations.

    >>> from nesy.modules.record import Verification
    >>> from nesy.modules.signature import parse_signature
    >>> def form(head, source):
    ...     verified = Verification(5, 0, 0, 0.6, 0.5, 0, 0, 0, 0, 0, "fast")
    ...     return normal_form(Module(parse_signature(head), "", source, (), verified))
    >>> one = form("f(a: int) -> int", "def f(a):\\n    b = a\\n    return b")
    >>> one == form("g(x: int) -> int", "def g(x: int):\\n    'Same.'\\n    y = x\\n    return y")
    True
    """
    tree = _Plain().visit(syntax_tree(module.source, module.key))
    bound = [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    bound += [node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)]
    bound += [n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    numbers = {name: f"n{number}" for number, name in enumerate(dict.fromkeys(bound))}
    return f"{module.signature.shape} {sorted(module.dependencies)} {ast.dump(_Renamed(numbers).visit(tree))}"


class _Plain(ast.NodeTransformer):
    """Takes docstrings and annotations away."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """A function without its docstring, its result's type and its arguments' types."""
        self.generic_visit(node)
        node.returns, node.body = None, [n for n in node.body if not _is_text(n)] or [ast.Pass()]
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        """A parameter without its type."""
        node.annotation = None
        return node


class _Renamed(ast.NodeTransformer):
    """Gives names their numbers."""

    def __init__(self, numbers: dict[str, str]) -> None:
        self._numbers = numbers

    def visit(self, node: ast.AST) -> ast.AST:
        """A node with its own name changed."""
        for field in ("id", "arg", "name"):
            name = getattr(node, field, None)
            if isinstance(name, str) and not isinstance(node, (ast.keyword, ast.alias)):
                setattr(node, field, self._numbers.get(name, name))
        return self.generic_visit(node)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _groups(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """The keys with one and the same form, where there are several."""
    groups: dict[str, list[str]] = {}
    for form, key in pairs:
        groups.setdefault(form, []).append(key)
    return [tuple(sorted(keys)) for keys in groups.values() if len(keys) > 1]


def _behaviour(
    modules: Sequence[Module], run: Callable[[Sequence[Job]], list[list[Outcome]]], program: Callable[[Module], Job]
) -> list[str]:
    """What each module does on inputs of its shape, as a text; empty if it never returns a value."""
    jobs: list[Job] = []
    for module in modules:
        calls = [list(arguments) for arguments in generate_inputs(module.signature, INPUTS)]
        calls += [list(case.inputs) for other in modules if _same_shape(module, other) for case in other.cases]
        jobs.append((program(module)[0], calls))
    told = []
    for module, outcomes in zip(modules, run(jobs), strict=True):
        values = [_essence(outcome) for outcome in outcomes]
        telling = any(isinstance(o, Returned) and o.value is not None for o in outcomes)
        told.append(f"{module.signature.shape} {values}" if telling else "")
    return told


def _same_shape(one: Module, other: Module) -> bool:
    return one.signature.shape == other.signature.shape


def _essence(outcome: Outcome) -> str:
    if isinstance(outcome, Returned):
        return repr(outcome.value)
    return "raised" if isinstance(outcome, Raised) else outcome.reason


def _told(keys: tuple[str, ...], told: set[tuple[str, str]]) -> bool:
    return all(pair in told for pair in combinations(keys, 2))


def _similar(modules: Sequence[Module]) -> list[tuple[str, str]]:
    """Pairs of modules of one shape with mostly the same words."""
    words = {module.key: set(content_words(f"{module.name} {module.doc}")) for module in modules}
    pairs = (sorted((a.key, b.key)) for a, b in combinations(modules, 2) if _same_shape(a, b))
    return [(a, b) for a, b in pairs if len(words[a] & words[b]) >= _ALIKE * max(1, len(words[a] | words[b]))]
