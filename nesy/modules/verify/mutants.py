"""Small changes to a module's source: cases that notice none of them say little."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.Mult,
}


def mutants(source: str, most: int = 30) -> list[str]:
    """Sources that differ from ``source`` in one place each, spread over it if there are more than ``most``.

    >>> mutants("def f(a, b):\\n    return a < b")
    ['def f(a, b):\\n    return None', 'def f(a, b):\\n    return a <= b']
    """
    if most == 0:
        return []
    tree = ast.parse(source)
    changes = [(node, changed) for node in ast.walk(tree) for changed in _changes(node)]
    step = max(1, -(-len(changes) // most))
    return list(dict.fromkeys(_text_with(tree, node, changed) for node, changed in changes[::step]))


def _text_with(tree: ast.Module, node: ast.AST, changed: ast.AST) -> str:
    """The text of the tree while a node has the fields of ``changed``."""
    before = dict(node.__dict__)
    node.__dict__.update(changed.__dict__)
    try:
        return ast.unparse(tree)
    finally:
        node.__dict__.clear()
        node.__dict__.update(before)


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARISONS:
        yield ast.Compare(node.left, [_COMPARISONS[type(node.ops[0])](), *node.ops[1:]], node.comparators)
    elif isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        yield ast.BinOp(node.left, _OPERATORS[type(node.op)](), node.right)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        yield ast.Constant(node.value + 1)
    elif isinstance(node, ast.If):
        yield ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
    elif isinstance(node, ast.Return) and node.value is not None:
        yield ast.Return(ast.Constant(None))
