"""Growing: reuse what fits, else have a model write a source, verify it, and mend it in a few rounds."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from nesy.errors import CheckFailed, ParseError
from nesy.exchange import Message
from nesy.models.base import LanguageModel, Prompt
from nesy.modules.graph import Load, called_by, called_names
from nesy.modules.record import Module, Provenance, Verification
from nesy.modules.sandbox import Sandbox
from nesy.modules.signature import Signature
from nesy.modules.verify.check import Contract, Demands, shown_call, verify
from nesy.modules.verify.differential import compare_tiers
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
    asked: int = 0
    """Calls of the model for the head and the cases, before a source was written."""

    @property
    def calls(self) -> int:
        """How many times the model was called."""
        return self.asked + len(self.attempts)

    @property
    def reason(self) -> str:
        """Why the last attempt failed; empty if a module was admitted or reused."""
        return self.attempts[-1].failure if self.module is None and self.attempts else ""


@dataclass(frozen=True, slots=True)
class Workshop:
    """What writing a module needs besides its contract."""

    model: LanguageModel
    sandbox_for: Callable[[str], Sandbox]
    """The sandbox that a source needs."""
    other_for: Callable[[str], Sandbox | None]
    """The other tier, if it can run the source as well."""
    load: Load
    """The module of a key."""
    offered: tuple[Module, ...] = ()
    """Modules that the source may call by name."""
    demands: Demands = field(default_factory=Demands)
    """What suffices for admission."""
    rounds: int = 3
    """Rounds of repair after the first attempt."""


def write_module(contract: Contract, doc: str, shop: Workshop) -> Grown:
    """Ask for a source, verify it, and ask again with the fault as often as the workshop allows.

    Args:
        contract: what the module must stand; its held-out cases are never shown to the model.
        doc: what the module does.
        shop: who writes, what may be called, where sources run and what suffices.

    Raises:
        ModelFailed: if the model gives no sample.
        NoSafeSandbox: if no safe sandbox can run the source.
    """
    prompts, attempts = load_prompts("module/body"), list[Attempt]()
    messages = prompts.messages("module", _values(contract, doc, shop.offered))
    for _ in range(shop.rounds + 1):
        reply = shop.model.generate([Prompt(messages, contract.signature.name)], n=1)[0][0].text
        source = reply_of(reply)
        attempt, dependencies = _attempt(source, contract, shop)
        attempts.append(attempt)
        if attempt.verification is not None and attempt.verification.admitted:
            origin = Provenance(shop.model.name, prompts.version, calls=len(attempts))
            every = (*contract.cases, *contract.held_out)
            made = (contract.signature, doc, attempt.source, every, attempt.verification, contract.properties, origin)
            return Grown("admitted", Module(*made, dependencies=dependencies), tuple(attempts))
        messages = _repair(messages, reply, attempt.failure)
    return Grown("rejected", None, tuple(attempts))


def _attempt(source: str, contract: Contract, shop: Workshop) -> tuple[Attempt, tuple[str, ...]]:
    """What came of a source, and the keys of the offered modules that it calls."""
    try:
        check_source(source, contract.signature)
        contract = calling(contract, source, shop.offered, shop.load)
        linked = contract.program(source).source
    except (ParseError, CheckFailed) as err:
        return Attempt(source[:LONGEST_SOURCE], str(err)), ()
    sandbox, other = shop.sandbox_for(linked), None
    found = verify(source, contract, sandbox, shop.demands)
    if found.admitted and (other := shop.other_for(linked)) is not None:
        found = compare_tiers(found, source, contract, sandbox, other)
    return Attempt(source, found.failure, found), contract.dependencies


def calling(contract: Contract, source: str, offered: Sequence[Module], load: Load) -> Contract:
    """The contract of a source that calls some of the offered modules by name.

    Raises:
        CheckFailed: if modules would call each other in a circle.
    """
    names = called_names(source)
    dependencies = tuple(module.key for module in offered if module.name in names)
    called = called_by(contract.signature.name, dependencies, load)
    return replace(contract, dependencies=dependencies, called=tuple(called))


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


def _values(contract: Contract, doc: str, offered: Sequence[Module]) -> dict[str, str | Sequence[dict[str, str]]]:
    cases = [
        {
            "call": one_line(shown_call(contract.signature.name, case)),
            "value": "None, or an error" if case.negative else one_line(repr(case.expected)),
        }
        for case in contract.cases
    ]
    properties = [{"text": one_line(text)} for text in contract.properties]
    known = [{"head": str(module.signature), "doc": one_line(module.doc)} for module in offered]
    told = {"signature": str(contract.signature), "doc": one_line(doc)}
    return {**told, "cases": cases, "properties": properties, "known": known}


def _repair(messages: tuple[Message, ...], reply: str, fault: str) -> tuple[Message, ...]:
    asked = load_prompts("module/repair").messages("repair", {"fault": without_control(fault)})
    return *messages, Message("assistant", without_control(reply).strip() or "(nothing)"), *asked
