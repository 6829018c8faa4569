"""Proves properties of functions over integers and truth values for all inputs, by symbolic execution and Z3.

Within reach are straight-line arithmetic, conditions, loops over a range of constants, and calls of such functions
without recursion. The execution has Python's meaning: floor division, the sign of a remainder, short-circuit
evaluation, chained comparisons; a path that raises an exception returns nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from nesy.modules.sandbox.base import Program, Returned, Sandbox
from nesy.modules.signature import Signature
from nesy.modules.types import Json
from nesy.modules.verify.properties import property_program
from nesy.provers.base import Limits
from nesy.provers.workers import shared_pool

SECONDS = 2.0
"""Wall-clock limit for all properties of a function."""
_WORKER = "nesy.modules.verify.proof_worker"
_KINDS = ("int", "bool")

Answer: TypeAlias = Literal["proved", "disproved", "unknown", "beyond"]


@dataclass(frozen=True, slots=True)
class Proof:
    """What is known of one property for all inputs."""

    text: str
    """The property."""
    answer: Answer
    """``disproved`` only if the sandbox agrees on the counterexample; ``beyond`` if it is out of reach."""
    why: str = ""
    """Why it was neither proved nor disproved."""
    arguments: tuple[Json, ...] = ()
    """The counterexample."""
    result: Json = None
    """What the function returns for it."""

    def refutation(self, name: str) -> str:
        """What the counterexample shows, for the writer of the function."""
        given = ", ".join(map(repr, self.arguments))
        return f"the property {self.text} does not hold: {name}({given}) returned {self.result!r:.200}"


def prove_properties(
    source: str, signature: Signature, properties: Sequence[str], sandbox: Sandbox, seconds: float = SECONDS
) -> tuple[Proof, ...]:
    """What is known of each property for all inputs.

    Args:
        source: a function over integers and truth values; what it calls stands before it.
        signature: its head.
        properties: conditions over its parameters and ``result``.
        sandbox: runs the function on a counterexample, to confirm it.
        seconds: wall-clock limit.

    Raises:
        ParseError: if a property is not an expression.
        ProverFailed: if no worker comes up.
        NoSafeSandbox: if the sandbox can no longer be started.
    """
    for text in properties:
        property_program(text, signature)
    if not properties or not within_reach(signature):
        return tuple(Proof(text, "beyond", "a type that is neither int nor bool") for text in properties)
    request = {
        "source": source,
        "entry": signature.name,
        "parameters": [[p.name, p.type.name] for p in signature.parameters],
        "properties": list(properties),
    }
    reply = shared_pool().ask(_WORKER, request, Limits(seconds=seconds))
    stopped = reply.stopped.reason if reply.stopped else ""
    found = []
    for number, text in enumerate(properties):
        part = reply.parts.get(str(number)) or reply.parts.get("function", {})
        if part.get("answer") == "disproved":
            found.append(_confirmed(text, tuple(part["arguments"]), source, signature, sandbox))
        elif part.get("answer") in ("proved", "unknown", "beyond"):
            found.append(Proof(text, part["answer"], part["why"]))
        else:
            found.append(Proof(text, "unknown", stopped))
    return tuple(found)


def within_reach(signature: Signature) -> bool:
    """Whether a function takes and returns nothing but integers and truth values.

    >>> from nesy.modules.signature import parse_signature
    >>> within_reach(parse_signature("f(n: int, up: bool) -> int")), within_reach(parse_signature("f(x: float) -> int"))
    (True, False)
    """
    kinds = [*(p.type.name for p in signature.parameters), signature.returns.name]
    return all(kind in _KINDS for kind in kinds) and all(p.name != "result" for p in signature.parameters)


def _confirmed(text: str, arguments: tuple[Json, ...], source: str, signature: Signature, sandbox: Sandbox) -> Proof:
    """The counterexample, if the property does not hold of it in the sandbox either."""
    (outcome,) = sandbox.run(Program(source, signature.name), [arguments])
    if not isinstance(outcome, Returned) or outcome.value is None:
        return Proof(text, "unknown", f"the sandbox returns no value for {arguments}")
    (held,) = sandbox.run(property_program(text, signature), [[*arguments, outcome.value]])
    if isinstance(held, Returned) and held.value is True:
        return Proof(text, "unknown", f"it holds for {arguments} in the sandbox")
    return Proof(text, "disproved", "", arguments, outcome.value)
