"""Modules that call modules: their graph, what may depend on what, and the program that holds them all."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import Any

from nesy.errors import BadDataFile, CheckFailed, MissingDependency
from nesy.modules.record import Module
from nesy.modules.sandbox.base import Program

Load = Callable[[str], Module]
"""Gives the module of a key."""


def dependency_graph(modules: Iterable[Module]) -> Any:
    """The graph of modules by key, an edge from each module to every one that it calls.

    Returns:
        A ``networkx.DiGraph``.

    Raises:
        MissingDependency: if networkx is not installed.
    """
    try:
        import networkx
    except ImportError as err:
        raise MissingDependency("networkx is not installed", hint="pip install 'nesy[sandbox]'") from err
    graph = networkx.DiGraph()
    for module in modules:
        graph.add_node(module.key)
        graph.add_edges_from((module.key, called) for called in module.dependencies)
    return graph


def dependencies_first(module: Module, load: Load) -> list[Module]:
    """All modules that a module calls, directly or not, each after those that it calls itself.

    Raises:
        CheckFailed: if a module calls another of its own name, directly or not.
        UnknownName, HashMismatch, BadDataFile: if one cannot be loaded.
    """
    return called_by(module.name, module.dependencies, load)


def called_by(name: str, dependencies: Iterable[str], load: Load) -> list[Module]:
    """What :func:`dependencies_first` gives for a module of a name that calls modules of these keys."""
    found: dict[str, Module] = {}
    _collect(dependencies, load, found, (name,))
    return list(found.values())


def _collect(dependencies: Iterable[str], load: Load, found: dict[str, Module], callers: tuple[str, ...]) -> None:
    for key in dependencies:
        name = key.partition("@")[0]
        if name in callers:
            circle = " -> ".join((*callers[callers.index(name) :], name))
            raise CheckFailed(f"modules call each other in a circle: {circle}", hint="leave one of the calls out")
        if key not in found:
            called = load(key)
            _collect(called.dependencies, load, found, (*callers, name))
            found[key] = called


def called_names(source: str) -> set[str]:
    """The names that a source reads and does not bind at its top level, builtins included.

    Raises:
        SyntaxError: if it is not Python.

    >>> sorted(called_names("def f(n):\\n    return step(abs(n))"))
    ['abs', 'n', 'step']
    """
    tree = ast.parse(source)
    bound = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    read = (node for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load))
    return {node.id for node in read} - bound


def link(module: Module, load: Load) -> Program:
    """The program of a module together with all that it calls; each keeps its own names.

    A module that is called becomes a function that binds the names which it calls and returns its entry. So two
    versions of one module, or two functions of one name, do not meet.

    Raises:
        CheckFailed: if modules call each other in a circle, or one that is called has ``global`` statements.
        UnknownName, HashMismatch, BadDataFile: if one cannot be loaded.
    """
    called = dependencies_first(module, load)
    return Program(linked_source(module.source, module.dependencies, called), module.name)


def linked_source(source: str, dependencies: Iterable[str], called: Iterable[Module]) -> str:
    """A source with everything before it that it calls.

    Args:
        source: the source of the caller.
        dependencies: the keys of the modules that it calls.
        called: those modules and what they call, in the order of :func:`dependencies_first`.
    """
    called = list(called)
    if not called:
        return source
    body = [statement for module in called for statement in _enclosed(module)]
    body += [_bound(key.partition("@")[0], ast.Name(_private(key))) for key in dependencies]
    own = syntax_tree(source, "a module that calls others").body
    future = [node for node in own if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    rest = [node for node in own if node not in future]
    return ast.unparse(ast.Module([*future, *body, *rest], []))


def syntax_tree(source: str, whose: str) -> ast.Module:
    """The syntax tree of a module's source.

    Raises:
        BadDataFile: if it is not Python.
    """
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as err:
        raise BadDataFile(f"the source of {whose} is not Python: {err}") from err


def _enclosed(module: Module) -> list[ast.stmt]:
    """A function that makes the module's entry, and the call that makes it."""
    tree = syntax_tree(module.source, module.key)
    if any(isinstance(node, ast.Global) for node in ast.walk(tree)):
        raise CheckFailed(f"module {module.key} has a global statement and cannot be called by other modules")
    own = [node for node in tree.body if not (isinstance(node, ast.ImportFrom) and node.module == "__future__")]
    names = [key.partition("@")[0] for key in module.dependencies]
    maker = "make_" + _private(module.key)
    parameters = ast.arguments([], [ast.arg(name) for name in names], None, [], [], None, [])
    body = [*own, ast.Return(ast.Name(module.name))]
    values: list[ast.expr] = [ast.Name(_private(key)) for key in module.dependencies]
    made = ast.FunctionDef(maker, parameters, body, [], lineno=1)
    return [made, _bound(_private(module.key), ast.Call(ast.Name(maker), values, []))]


def _bound(name: str, value: ast.expr) -> ast.Assign:
    return ast.Assign([ast.Name(name, ast.Store())], value, lineno=1)


def _private(key: str) -> str:
    return key.replace("@", "_")
