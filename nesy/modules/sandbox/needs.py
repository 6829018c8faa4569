"""Which tier a program needs, read off its syntax tree."""

from __future__ import annotations

import ast

from nesy.modules.sandbox.base import Tier

_FAST_MODULES = frozenset(
    {
        *("math", "json", "re", "datetime", "random", "collections", "itertools", "functools", "decimal", "typing"),
        *("dataclasses", "bisect", "copy", "time", "unicodedata", "hashlib", "base64", "__future__"),
    }
)
_FULL_SYNTAX = (ast.Yield, ast.YieldFrom, ast.Delete, ast.TryStar, ast.AsyncFor, ast.AsyncWith)
_FULL_NAMES = frozenset({"staticmethod", "classmethod", "property", "super", "exec", "eval", "compile"})


def needed_tier(source: str) -> Tier:
    """The weakest machinery that can run a program: ``fast`` unless an import or a construct asks for ``full``.

    A text that is not Python needs no more than the fast tier to say so.

    >>> needed_tier("import math\\ndef f(x):\\n    return math.floor(x)")
    'fast'
    >>> needed_tier("import sympy\\ndef f(x):\\n    return str(sympy.sympify(x))")
    'full'
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return "fast"
    return "full" if any(_needs_full(node) for node in ast.walk(tree)) else "fast"


def _needs_full(node: ast.AST) -> bool:
    if isinstance(node, ast.Import):
        return any(alias.name.split(".")[0] not in _FAST_MODULES for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").split(".")[0] not in _FAST_MODULES
    if isinstance(node, ast.ClassDef):
        return bool(node.bases or node.keywords)
    return isinstance(node, _FULL_SYNTAX) or (isinstance(node, ast.Name) and node.id in _FULL_NAMES)
