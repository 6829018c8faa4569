"""What a program can call: modules of a library and handlers, each with a typed head."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from nesy import registry
from nesy.errors import CallFailed, UnknownName
from nesy.modules.record import Module
from nesy.modules.sandbox import Raised, Returned
from nesy.modules.signature import Signature
from nesy.modules.types import Json

if TYPE_CHECKING:
    from nesy.modules.library import Library

HANDLERS = "nesy.handlers"
"""The entry-point group of handlers."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a call may use beside its arguments."""

    databases: Mapping[str, str | Path] = field(default_factory=dict)
    """Addresses of the databases that may be read, by the name that programs call them by."""
    seconds: float = 10.0
    """The wall-clock seconds that are left for the call."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a call gave."""

    value: Json
    evidence: Any = None
    """What the value rests on: an answer, a table, a plan, or several of these; None if it is the value alone."""


Body: TypeAlias = Callable[[Sequence[Json], Setting], Result]


@dataclass(frozen=True, slots=True)
class Function:
    """A function that programs can call."""

    signature: Signature
    doc: str
    key: str
    """``name@hash`` for a module, ``handler:name`` for a handler."""
    body: Body = field(repr=False)
    """Computes the result; raises :class:`~nesy.errors.NesyError` if there is none."""

    needs: str = ""
    """What it is of no use without: ``database``, ``scene``, or nothing."""

    def call(self, arguments: Sequence[Json], setting: Setting) -> Result:
        """The result for arguments, both held against the head.

        Raises:
            CallFailed: if an argument or the result is not of its type.
            NesyError: what the function itself raises.
        """
        for parameter, value in zip(self.signature.parameters, arguments, strict=True):
            if not parameter.type.holds(value):
                raise CallFailed(f"{parameter.name} is {value!r:.80}, which is not of type {parameter.type}")
        result = self.body(arguments, setting)
        if not self.signature.returns.holds(result.value):
            raise CallFailed(f"it returned {result.value!r:.80}, which is not of type {self.signature.returns}")
        return result


def handler(head: str, doc: str, *, needs: str = "") -> Callable[[Body], Function]:
    """Make a handler of a body.

    Args:
        head: its typed head, such as ``double(n: int) -> int``.
        doc: what it does, for the model that writes programs.
        needs: what it is of no use without: ``database``, ``scene``, or nothing.

    >>> double = handler("double(n: int) -> int", "Twice a number.")(lambda given, _: Result(given[0] * 2))
    >>> double.key, double.call([2], Setting()).value
    ('handler:double', 4)
    """
    from nesy.modules.signature import parse_signature

    signature = parse_signature(head)
    return lambda body: Function(signature, doc, f"handler:{signature.name}", body, needs)


def module_function(library: Library, module: Module) -> Function:
    """A module of a library as a function; it runs in the library's sandbox."""
    return Function(module.signature, module.doc, module.key, lambda arguments, _: _run(library, module, arguments))


def _run(library: Library, module: Module, arguments: Sequence[Json]) -> Result:
    outcome = library.run(module.key, [arguments])[0]
    if isinstance(outcome, Returned):
        if outcome.value is None and not module.signature.returns.holds(None):
            raise CallFailed("it abstained: it has no answer for these arguments")
        return Result(outcome.value)
    if isinstance(outcome, Raised):
        raise CallFailed(f"it raised {outcome.kind}: {outcome.message[:200]}")
    raise CallFailed(f"it was stopped by the sandbox: {outcome.reason} {outcome.detail[:200]}".rstrip())


def chosen_handlers(wanted: Iterable[str | Function] | None) -> list[Function]:
    """Handlers by name or as they are; all that are registered if None.

    Raises:
        UnknownName: if none is registered under a name.
        MissingDependency: if one needs a package that is not installed.
    """
    named = registry.names(HANDLERS) if wanted is None else wanted
    found = [registry.load(HANDLERS, h) if isinstance(h, str) else h for h in named]
    for function in found:
        if not isinstance(function, Function):
            raise UnknownName(
                f"{function!r:.60} is no handler", hint="make one with nesy.modules.solve.function.handler"
            )
    return found
