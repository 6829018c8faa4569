"""Which programs provably keep nothing from one call to the next, so that their calls may share a session."""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

_MODULES = frozenset(
    {
        *("math", "json", "re", "datetime", "collections", "itertools", "functools", "typing", "bisect", "copy"),
        *("unicodedata", "hashlib", "base64"),
    }
)
"""Modules without state that a program can change; the clock is frozen, random numbers are not among them."""
_NAMES = frozenset(
    {
        *("globals", "locals", "vars", "dir", "getattr", "setattr", "delattr", "exec", "eval", "compile", "__import__"),
        *("open", "input", "id", "hash", "breakpoint", "memoryview", "super", "type", "object"),
    }
)
"""Builtins by which a program may reach what is not its own, or see where it runs."""
_FORBIDDEN = frozenset({ast.Global, ast.ClassDef, ast.AsyncFunctionDef, ast.Await, ast.Yield, ast.YieldFrom})
_BUILTINS = frozenset(dir(builtins))
RESERVED = "_nesy"
"""How the names begin that the sandbox itself uses."""


@lru_cache(maxsize=4096)
def is_stateless(source: str) -> bool:
    """Whether no call of the program can see that another one, or another such program, ran before it.

    True only if the top level has nothing but imports of modules without state, plain functions and constants of
    immutable types; if no attribute is assigned; and if every global name is bound by the program or a builtin that it
    does not hide. What can't be shown to be so is not.

    >>> is_stateless("K = 3\\ndef f(n):\\n    return n * K")
    True
    >>> is_stateless("seen = []\\ndef f(n):\\n    seen.append(n)\\n    return len(seen)")
    False
    """
    try:
        tree = ast.parse(source)
        table = symtable.symtable(source, "module.py", "exec")
        return all(map(_harmless_statement, tree.body)) and _harmless(tree) and _names_are_own(table)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def _harmless_statement(node: ast.stmt) -> bool:
    """Whether a statement of the top level binds nothing that can change."""
    if isinstance(node, ast.Import):
        return all(alias.name in _MODULES for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        return node.level == 0 and node.module in _MODULES and all(alias.name != "*" for alias in node.names)
    if isinstance(node, ast.FunctionDef):
        defaults = [*node.args.defaults, *(default for default in node.args.kw_defaults if default is not None)]
        return not node.decorator_list and all(map(_immutable, defaults))
    if isinstance(node, ast.Assign):
        return all(isinstance(target, ast.Name) for target in node.targets) and _immutable(node.value)
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _immutable(node: ast.expr) -> bool:
    if isinstance(node, ast.Tuple):
        return all(map(_immutable, node.elts))
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.operand, ast.Constant)
    return isinstance(node, ast.Constant)


def _harmless(tree: ast.Module) -> bool:
    """Whether nothing anywhere in the program reaches or changes what outlives a call."""
    nodes: list[Any] = [tree]
    while nodes:
        node = nodes.pop()
        kind = type(node)
        if kind in _FORBIDDEN:
            return False
        if kind is ast.Attribute and (type(node.ctx) is not ast.Load or node.attr.startswith("_")):
            return False
        if kind is ast.Name and (node.id in _NAMES or node.id.startswith(RESERVED)):
            return False
        # ast.walk takes twice as long, and this is the dearest step of a short program's verification.
        for part in node.__dict__.values():
            if isinstance(part, ast.AST):
                nodes.append(part)
            elif isinstance(part, list):
                nodes += [inner for inner in part if isinstance(inner, ast.AST)]
    return True


def _names_are_own(top: symtable.SymbolTable) -> bool:
    """Whether each global name is bound at the top level or a builtin, and no builtin is bound there."""
    bound = {s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_imported() or s.is_namespace()}
    known = bound | _BUILTINS
    return not bound & _BUILTINS and all(name in known for name in _global_names(top))


def _global_names(table: symtable.SymbolTable) -> Iterator[str]:
    at_top = table.get_type() == "module"
    yield from (s.get_name() for s in table.get_symbols() if s.is_referenced() and (at_top or s.is_global()))
    for inner in table.get_children():
        yield from _global_names(inner)
