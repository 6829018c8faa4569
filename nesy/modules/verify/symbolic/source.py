"""A program of plain functions and constants, as symbolic execution takes it."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from nesy.modules.verify.symbolic.terms import OutOfReach


@dataclass(frozen=True, slots=True)
class Source:
    """Functions without defaults and decorators, and constants."""

    functions: Mapping[str, ast.FunctionDef]
    constants: Mapping[str, int]

    def assigned(self, name: str) -> set[str]:
        """The names that a function binds, and that no constant stands for in it."""
        nodes = ast.walk(self.functions[name])
        return {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def read_source(text: str) -> Source:
    """The functions and constants of a program.

    Raises:
        OutOfReach: if it holds anything else, or gives one name to two things.
    """
    functions: dict[str, ast.FunctionDef] = {}
    constants: dict[str, int] = {}
    for node in ast.parse(text).body:
        match node:
            case ast.FunctionDef(name=name):
                _check_head(node)
                _check_new(name, functions, constants)
                functions[name] = node
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                _check_new(name, functions, constants)
                constants[name] = _constant(value)
            case ast.Expr(value=ast.Constant()):
                pass
            case _:
                raise OutOfReach(f"{ast.unparse(node).splitlines()[0][:60]} outside functions")
    return Source(functions, constants)


def _check_head(node: ast.FunctionDef) -> None:
    given = node.args
    if node.decorator_list or given.vararg or given.kwarg or given.kwonlyargs or given.posonlyargs or given.defaults:
        raise OutOfReach(f"the head of {node.name}")


def _check_new(name: str, functions: Mapping[str, ast.FunctionDef], constants: Mapping[str, int]) -> None:
    if name in functions or name in constants:
        raise OutOfReach(f"{name}, which is defined twice")


def _constant(node: ast.expr) -> int:
    match node:
        case ast.Constant(value=int(number)):
            return number
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(number))):
            return -number
    raise OutOfReach(f"the constant {ast.unparse(node)[:60]}")
