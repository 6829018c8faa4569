"""Growing: reuse what fits, else have a model write a source, verify it, and mend it in a few rounds."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nesy.errors import ParseError
from nesy.exchange import Message
from nesy.models.base import LanguageModel, Prompt
from nesy.modules.record import Module, Provenance, Verification
from nesy.modules.sandbox import Sandbox
from nesy.modules.signature import Signature
from nesy.modules.verify.check import Contract, Demands, shown_call, verify
from nesy.translate.prompt_files import load_prompts
from nesy.translate.quoting import one_line, without_control
from nesy.translate.replies import reply_of

LONGEST_SOURCE = 20_000
"""Characters that a source may have."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A source that a model wrote, and why it was not admitted; ``failure`` is empty if it was."""

    source: str
    failure: str
    verification: Verification | None = None
    """None if the reply was not a function of the wanted head, so that nothing ran."""


@dataclass(frozen=True, slots=True)
class Grown:
    """What growing led to."""

    status: str
    """``admitted``, ``reused`` or ``rejected``."""
    module: Module | None
    attempts: tuple[Attempt, ...] = ()

    @property
    def calls(self) -> int:
        """How many times the model was called."""
        return len(self.attempts)

    @property
    def reason(self) -> str:
        """Why the last attempt failed; empty if a module was admitted or reused."""
        return self.attempts[-1].failure if self.module is None and self.attempts else ""


def write_module(
    contract: Contract,
    doc: str,
    model: LanguageModel,
    sandbox_for: Callable[[str], Sandbox],
    *,
    demands: Demands,
    rounds: int,
) -> Grown:
    """Ask for a source, verify it, and ask again with the fault, ``rounds`` times at most.

    Args:
        contract: what the module must stand; its held-out cases are never shown to the model.
        doc: what the module does.
        model: who writes.
        sandbox_for: the sandbox that a source needs.
        demands: what suffices for admission.
        rounds: rounds of repair after the first attempt.

    Raises:
        ModelFailed: if the model gives no sample.
        NoSafeSandbox: if no safe sandbox can run the source.
    """
    prompts, attempts = load_prompts("module/body"), list[Attempt]()
    messages = prompts.messages("module", _values(contract, doc))
    for _ in range(rounds + 1):
        reply = model.generate([Prompt(messages, contract.signature.name)], n=1)[0][0].text
        attempt = _attempt(reply_of(reply), contract, sandbox_for, demands)
        attempts.append(attempt)
        if attempt.verification is not None and attempt.verification.admitted:
            origin = Provenance(model.name, prompts.version, calls=len(attempts))
            every = (*contract.cases, *contract.held_out)
            made = (contract.signature, doc, attempt.source, every, attempt.verification, contract.properties, origin)
            return Grown("admitted", Module(*made), tuple(attempts))
        messages = _repair(messages, reply, attempt.failure)
    return Grown("rejected", None, tuple(attempts))


def _attempt(source: str, contract: Contract, sandbox_for: Callable[[str], Sandbox], demands: Demands) -> Attempt:
    try:
        check_source(source, contract.signature)
    except ParseError as err:
        return Attempt(source[:LONGEST_SOURCE], str(err))
    found = verify(source, contract, sandbox_for(source), demands)
    return Attempt(source, found.failure, found)


def check_source(source: str, signature: Signature) -> None:
    """Nothing, if the source is Python with a function of the signature's name and parameters.

    Raises:
        ParseError: if it is not.
    """
    if len(source) > LONGEST_SOURCE:
        raise ParseError(f"a source has {LONGEST_SOURCE} characters at most, not {len(source)}")
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as err:
        raise ParseError(f"this is not Python: {err}", hint="write one whole function") from err
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == signature.name]
    if len(functions) != 1:
        raise ParseError(f"the source defines {signature.name} {len(functions)} times", hint="define it once")
    names = [a.arg for a in functions[0].args.args]
    if names != [p.name for p in signature.parameters]:
        raise ParseError(f"the parameters are {', '.join(names) or 'none'}", hint=f"write def {signature}")


def _values(contract: Contract, doc: str) -> dict[str, str | Sequence[dict[str, str]]]:
    cases = [
        {
            "call": one_line(shown_call(contract.signature.name, case)),
            "value": "None, or an error" if case.negative else one_line(repr(case.expected)),
        }
        for case in contract.cases
    ]
    properties = [{"text": one_line(text)} for text in contract.properties]
    return {"signature": str(contract.signature), "doc": one_line(doc), "cases": cases, "properties": properties}


def _repair(messages: tuple[Message, ...], reply: str, fault: str) -> tuple[Message, ...]:
    asked = load_prompts("module/repair").messages("repair", {"fault": without_control(fault)})
    return *messages, Message("assistant", without_control(reply).strip() or "(nothing)"), *asked
