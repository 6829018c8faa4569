"""Derivations out of provenance: the steps that one literal needs, in order, and no others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from nesy.evidence import Derivation, DerivationStep
from nesy.provers.rules.chain import Derived
from nesy.provers.rules.program import Fact, Pattern, Rule, RuleProgram

CLOSED_WORLD = "closed world"
"""What takes a premise's place where a negation was assumed because its atom is not derived."""
EVALUATION = "evaluation"
"""What takes a premise's place where a compound conclusion is evaluated over its literals."""

Node: TypeAlias = tuple[Fact, bool]
"""A literal, and whether it is assumed."""


def derivation(
    program: RuleProgram, derived: Derived, literals: Iterable[Fact], closed: bool, compound: str | None = None
) -> Derivation:
    """The shallowest derivations of some literals, as one list of steps.

    Args:
        program: the rules and symbols.
        derived: where the literals are found; under the closed world a missing one is assumed.
        literals: what to derive; without ``compound`` there is one, and it is the last step.
        closed: whether negated body literals are assumptions.
        compound: the text of the formula, or of its negation, that the literals settle.
    """
    trace = _Trace(program, derived, closed)
    parents = tuple(trace.add((fact, fact not in derived.origins)) for fact in literals)
    if compound is not None:
        trace.steps.append(DerivationStep(compound, EVALUATION, parents))
    return Derivation(tuple(trace.steps))


class _Trace:
    __slots__ = ("_closed", "_derived", "_places", "_program", "steps")

    def __init__(self, program: RuleProgram, derived: Derived, closed: bool) -> None:
        self.steps: list[DerivationStep] = []
        self._program = program
        self._derived = derived
        self._closed = closed
        self._places: dict[Node, int] = {}

    def add(self, target: Node) -> int:
        """Appends what the target needs and the target, and returns its place among the steps."""
        stack = [target]
        while stack:
            node = stack[-1]
            parents = self._parents(node)
            missing = [p for p in parents if p not in self._places]
            if node in self._places or not missing:
                stack.pop()
                self._append(node, parents)
            else:
                stack.extend(reversed(missing))
        return self._places[target]

    def _parents(self, node: Node) -> list[Node]:
        fact, assumed = node
        if assumed:
            return []
        rule, frame = self._derived.origins[fact]
        if isinstance(rule, str):
            return []
        given = self._program.facts
        ground = [_ground(pattern, frame) for pattern in rule.body]
        return [(f, self._closed and bool(f[0] & 1) and f not in given) for f in ground]

    def _append(self, node: Node, parents: list[Node]) -> None:
        if node in self._places:
            return
        fact, assumed = node
        text = self._program.symbols.text(fact)
        if assumed:
            step = DerivationStep(text, CLOSED_WORLD)
        else:
            rule, frame = self._derived.origins[fact]
            if isinstance(rule, str):
                step = DerivationStep(text, rule)
            else:
                places = tuple(self._places[p] for p in parents)
                step = DerivationStep(text, rule.premise, places, self._bindings(rule, frame))
        self._places[node] = len(self.steps)
        self.steps.append(step)

    def _bindings(self, rule: Rule, frame: tuple[int, ...]) -> tuple[tuple[str, str], ...]:
        texts = self._program.symbols
        return tuple((v, texts.constant_text(c)) for v, c in zip(rule.variables, frame, strict=True) if c >= 0)


def _ground(pattern: Pattern, frame: tuple[int, ...]) -> Fact:
    return (pattern[0], *[entry if entry >= 0 else frame[~entry] for entry in pattern[1:]])
