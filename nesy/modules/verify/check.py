"""Verification: cases twice and in another order, properties on generated inputs, mutants, held-out cases."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from nesy.errors import NotAProblem
from nesy.modules.graph import linked_source
from nesy.modules.record import Case, Module, Verification
from nesy.modules.sandbox.base import Outcome, Program, Raised, Returned, Sandbox, Stopped
from nesy.modules.sandbox.stateless import is_stateless
from nesy.modules.signature import Signature
from nesy.modules.types import Json
from nesy.modules.verify.inputs import generate_inputs
from nesy.modules.verify.judge import judge
from nesy.modules.verify.mutants import mutants
from nesy.modules.verify.properties import property_program
from nesy.modules.verify.proved import prove_properties
from nesy.modules.verify.wilson import wilson_lower_bound

PATIENCE = 3
"""Cases that may be stopped before the others are not run: the module is refused anyway."""
FEWEST = 5
"""Positive cases that a contract needs."""


@dataclass(frozen=True, slots=True)
class Demands:
    """What a module must reach to be admitted.

    Raises:
        ValueError: if a threshold is no share.
    """

    lower_bound: float = 0.5
    """Of the 95 % Wilson interval of right answers; five right of five reach 0.566."""
    mutation_score: float = 0.0
    """The share of mutants that the cases must notice."""
    property_inputs: int = 50
    """Generated inputs a property."""
    mutants: int = 30
    """Mutants of the source that are tried at most."""

    def __post_init__(self) -> None:
        if not (0 <= self.lower_bound <= 1 and 0 <= self.mutation_score <= 1):
            raise ValueError("thresholds lie between 0 and 1")
        if min(self.property_inputs, self.mutants) < 0:
            raise ValueError("the numbers of inputs and mutants are 0 or more")


@dataclass(frozen=True, slots=True)
class Contract:
    """What a module is checked against."""

    signature: Signature
    cases: tuple[Case, ...]
    held_out: tuple[Case, ...] = ()
    properties: tuple[str, ...] = ()
    dependencies: tuple[str, ...] = ()
    """The keys of the modules that the source calls by name."""
    called: tuple[Module, ...] = ()
    """Those modules and what they call, each after what it calls itself."""

    def program(self, source: str) -> Program:
        """A source with everything before it that it calls."""
        return Program(linked_source(source, self.dependencies, self.called), self.signature.name)


def check_contract(contract: Contract) -> None:
    """Nothing, if a contract can be verified: enough cases, well typed, and properties that are expressions.

    Raises:
        NotAProblem, ParseError: if it cannot.
    """
    positive = [c for c in (*contract.cases, *contract.held_out) if not c.negative]
    if sum(not c.negative for c in contract.cases) < FEWEST:
        raise NotAProblem(f"growing needs {FEWEST} positive cases at least", hint="add cases")
    for case in positive:
        if not contract.signature.takes(case.inputs) or not contract.signature.returns.holds(case.expected):
            raise NotAProblem(f"the case {case.inputs} -> {case.expected!r} does not fit {contract.signature}")
    for text in contract.properties:
        property_program(text, contract.signature)


Subject: TypeAlias = "tuple[str, Contract]"
"""A source and what it is checked against."""


def verify(source: str, contract: Contract, sandbox: Sandbox, demands: Demands | None = None) -> Verification:
    """What was established about a source, with the reason in ``failure`` if it does not suffice.

    Raises:
        ParseError: if a property is not an expression.
        NoSafeSandbox: if the sandbox was closed or can no longer be started.
    """
    return verify_all([(source, contract)], sandbox, demands)[0]


def verify_all(subjects: Sequence[Subject], sandbox: Sandbox, demands: Demands | None = None) -> list[Verification]:
    """What was established about each source; see :func:`verify`."""
    demands = demands or Demands()
    found = []
    for (source, contract), outcomes in zip(subjects, _run_twice(subjects, sandbox), strict=True):
        result = _judge_cases(source, contract, outcomes, sandbox, demands)
        found.append(result if result.failure else _stress(result, source, contract, sandbox, demands))
    return found


def _judge_cases(
    source: str, contract: Contract, outcomes: tuple[list[Outcome], str], sandbox: Sandbox, demands: Demands
) -> Verification:
    every, shown = (*contract.cases, *contract.held_out), len(contract.cases)
    first, unsteady = outcomes
    judged = [judge(case, outcome, contract.signature) for case, outcome in zip(every, first, strict=True)]
    right, wrong, abstained = (judged.count(verdict) for verdict in ("right", "wrong", "abstained"))
    bound = wilson_lower_bound(right, right + wrong)
    program = contract.program(source)
    failure = _wrong_case(program, contract.cases, first, judged, sandbox) or unsteady
    return Verification(
        right,
        wrong,
        abstained,
        bound,
        demands.lower_bound,
        judged[shown:].count("right"),
        len(contract.held_out),
        *(0, 0, 0),
        sandbox.tier,
        failure or _too_weak(bound, right, judged[shown:].count("wrong"), demands),
    )


def _stress(result: Verification, source: str, contract: Contract, sandbox: Sandbox, demands: Demands) -> Verification:
    """The dearer checks of a source that its cases admit."""
    broken = _broken_property(source, contract, sandbox, demands)
    tested = demands.property_inputs if contract.properties else 0
    if broken:
        return replace(result, property_inputs=tested, failure=broken)
    proofs = prove_properties(source, contract.signature, contract.properties, sandbox)
    if refuted := "; ".join(p.refutation(contract.signature.name) for p in proofs if p.answer == "disproved"):
        return replace(result, property_inputs=tested, failure=refuted)
    result = replace(result, proved=tuple(p.text for p in proofs if p.answer == "proved"))
    made = mutants(source, demands.mutants)
    killed = _killed(contract, made, sandbox)
    weak = killed < demands.mutation_score * len(made)
    failure = f"the cases notice {killed} of {len(made)} mutants: add cases that tell them apart" if weak else ""
    told: dict[str, Any] = {
        "mutants": len(made),
        "mutants_killed": killed,
        "mutation_threshold": demands.mutation_score,
    }
    return replace(result, property_inputs=tested, failure=failure, **told)


def _run_twice(subjects: Sequence[Subject], sandbox: Sandbox) -> list[tuple[list[Outcome], str]]:
    """For each source the outcomes of its cases in order, and what differed when they ran again, shuffled.

    The second time a source starts from another seed, unless it provably has no use for one.
    """
    programs = [contract.program(source) for source, contract in subjects]
    cases = [(*contract.cases, *contract.held_out) for _, contract in subjects]
    twice = [_calls([*some, *(some[n] for n in _shuffled(len(some)))]) for some in cases]
    steady = [is_stateless(program.source) for program in programs]
    jobs = zip(programs, twice, steady, strict=True)
    both = iter(sandbox.run_many([(program, calls) for program, calls, once in jobs if once], patience=PATIENCE))
    found = []
    for program, some, calls, once in zip(programs, cases, twice, steady, strict=True):
        half = len(some)
        outcomes = next(both) if once else _apart(program, calls, sandbox)
        again = dict(zip(_shuffled(half), outcomes[half:], strict=True))
        found.append((outcomes[:half], _unsteady(program, some, outcomes[:half], again)))
    return found


def _apart(program: Program, calls: Sequence[Sequence[Json]], sandbox: Sandbox) -> list[Outcome]:
    """The outcomes of both halves of the calls, each from a seed of its own."""
    half = len(calls) // 2
    first = sandbox.run(program, calls[:half], patience=PATIENCE)
    return [*first, *sandbox.run(program, calls[half:], seed=1, patience=PATIENCE)]


def _calls(cases: Sequence[Case]) -> list[list[Json]]:
    return [list(case.inputs) for case in cases]


def _shuffled(number: int) -> list[int]:
    order = list(range(number))
    random.Random(1).shuffle(order)  # noqa: S311 - an order, not a secret
    return order


def _unsteady(program: Program, cases: Sequence[Case], first: Sequence[Outcome], again: Mapping[int, Outcome]) -> str:
    for number, outcome in sorted(again.items()):
        if _essence(outcome) != _essence(first[number]):
            return f"not deterministic: {shown_call(program.entry, cases[number])} gave two different outcomes"
    return ""


def _essence(outcome: Outcome) -> tuple[str, object]:
    if isinstance(outcome, Returned):
        return "returned", repr(outcome.value)
    return ("raised", outcome.kind) if isinstance(outcome, Raised) else ("stopped", outcome.reason)


def _wrong_case(
    program: Program, cases: Sequence[Case], outcomes: Sequence[Outcome], judged: Sequence[str], sandbox: Sandbox
) -> str:
    for case, outcome, verdict in zip(cases, outcomes, judged, strict=False):
        if verdict == "wrong":
            wanted = "raise or return None" if case.negative else f"give {case.expected!r}"
            if isinstance(outcome, Raised) and not outcome.traceback:
                outcome = sandbox.run(program, [list(case.inputs)])[0]
            return f"a case fails: {shown_call(program.entry, case)} should {wanted}; it {_told(outcome)}"
    return ""


def shown_call(name: str, case: Case) -> str:
    """A case's call as code."""
    return f"{name}({', '.join(map(repr, case.inputs))})"


def _told(outcome: Outcome) -> str:
    if isinstance(outcome, Returned):
        return f"returned {outcome.value!r:.200}"
    if isinstance(outcome, Raised):
        return f"raised {outcome.kind}: {outcome.message[:200]}\n{outcome.traceback[-1000:]}".rstrip()
    return f"was stopped: {outcome.reason} {outcome.detail[:200]}".rstrip()


def _too_weak(bound: float, right: int, held_out_wrong: int, demands: Demands) -> str:
    if bound >= demands.lower_bound:
        return ""
    # Held-out cases never reach the writer, who reads this text.
    more = f", {held_out_wrong} held-out cases fail" if held_out_wrong else ""
    return f"the lower bound {bound:.3f} of {right} right answers is below {demands.lower_bound}{more}"


def _broken_property(source: str, contract: Contract, sandbox: Sandbox, demands: Demands) -> str:
    programs = [property_program(text, contract.signature) for text in contract.properties]
    if not programs:
        return ""
    generated = [Case(inputs) for inputs in generate_inputs(contract.signature, demands.property_inputs)]
    positive = [*(c for c in contract.cases if not c.negative), *generated]
    (outcomes,) = sandbox.run_many([(contract.program(source), _calls(positive))], patience=1)
    given = [(c, o.value) for c, o in zip(positive, outcomes, strict=True) if isinstance(o, Returned)]
    given = [(c, value) for c, value in given if value is not None]
    stopped = [c for c, o in zip(positive, outcomes, strict=True) if isinstance(o, Stopped)]
    if stopped:
        return f"{shown_call(contract.signature.name, stopped[0])} was stopped by the sandbox's limits"
    judged = sandbox.run_many([(p, [[*c.inputs, value] for c, value in given]) for p in programs], patience=1)
    for text, held in zip(contract.properties, judged, strict=True):
        for (case, value), outcome in zip(given, held, strict=True):
            if not (isinstance(outcome, Returned) and outcome.value is True):
                call = shown_call(contract.signature.name, case)
                return f"the property {text} does not hold: {call} returned {value!r:.200}"
    return ""


def _killed(contract: Contract, made: Sequence[str], sandbox: Sandbox) -> int:
    """How many changed sources a case of those shown notices."""
    calls = _calls(contract.cases)
    found = sandbox.run_many([(contract.program(source), calls) for source in made], patience=1)
    return sum(
        any(judge(case, o, contract.signature) != "right" for case, o in zip(contract.cases, outcomes, strict=True))
        for outcomes in found
    )
