"""Random domains and problems with names and types that fit."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from agreement import mutant as general_mutant
from pddl_head_terminal import WORDS

from nesy.languages.pddl.check import checked_task
from nesy.languages.pddl.syntax import (
    OBJECT,
    Action,
    And,
    Arithmetic,
    Atom,
    Both,
    Change,
    Compare,
    Domain,
    Effect,
    Expression,
    Fluent,
    ForallEffect,
    Formula,
    Imply,
    Metric,
    Not,
    Or,
    Problem,
    Quantified,
    SetAtom,
    Signature,
    Typed,
    When,
)
from nesy.languages.pddl.task import Task

NAMES = ("andy", "no", "order", "at", "in", "when-ready", "for_all", "e", "object-1", "scale-up-2", "block", "x9", "_a")


@dataclass
class Texts:
    """Draws tasks; each has names of its own."""

    draw: random.Random
    made: int = field(default=0, init=False)

    def name(self) -> str:
        """A new name."""
        self.made += 1
        return f"{self.draw.choice(NAMES)}{self.draw.choice(('', '-', '_'))}{self.made}"

    def task(self) -> Task:
        """A task that the check accepts."""
        domain = self.domain()
        draw, types = self.draw, [OBJECT, *domain.types]
        objects = tuple(Typed(self.name(), (draw.choice(types),)) for _ in range(draw.randint(1, 6)))
        frame = checked_task(domain, Problem("p", domain.name, objects))
        facts = tuple(a for _ in range(draw.randint(0, 6)) if (a := self.atom(frame, ())) is not None)
        fluents = dict.fromkeys(f for _ in range(3) if (f := self.fluent(frame, ())) is not None)
        values = tuple((f, float(draw.choice((0, 3, 12.5)))) for f in fluents)
        metric = Metric(draw.random() < 0.5, self.number(frame, (), 1)) if draw.random() < 0.3 else None
        goal = self.formula(frame, (), draw.randint(0, 3))
        needs = frozenset(draw.sample((":strips", ":typing", ":equality", ":adl"), draw.randint(0, 2)))
        return checked_task(
            frame.domain, Problem(self.name(), domain.name, frame.problem.objects, facts, values, goal, metric, needs)
        )

    def domain(self) -> Domain:
        """A domain with actions over its types."""
        draw = self.draw
        names = [self.name() for _ in range(draw.randint(0, 4))]
        types = {name: (draw.choice([OBJECT, *names[:i]]),) for i, name in enumerate(names)}
        constants = tuple(Typed(self.name(), (draw.choice([OBJECT, *names]),)) for _ in range(draw.randint(0, 2)))
        predicates = tuple(Signature(self.name(), self.variables(names, 3)) for _ in range(draw.randint(1, 5)))
        functions = tuple(Signature(self.name(), self.variables(names, 2)) for _ in range(draw.randint(0, 2)))
        bare = Domain(self.name(), frozenset(), types, constants, predicates, functions)
        frame = checked_task(bare, Problem("p", bare.name))
        actions = tuple(self.action(frame, names) for _ in range(draw.randint(0, 2)))
        return Domain(bare.name, frozenset({":adl"}), types, constants, predicates, functions, actions)

    def variables(self, types: Sequence[str], most: int) -> tuple[Typed, ...]:
        """Variables with types; some may be of either of two."""
        draw = self.draw
        return tuple(
            Typed(f"?{draw.choice('xyz')}{i}", tuple(draw.sample(types, 2)))
            if len(types) > 1 and draw.random() < 0.1
            else Typed(f"?{draw.choice('xyz')}{i}", (draw.choice([OBJECT, *types]),))
            for i in range(draw.randint(0, most))
        )

    def action(self, task: Task, types: Sequence[str]) -> Action:
        """An action with conditions and effects over its parameters."""
        scope = self.variables(types, 3)
        effects = tuple(self.effect(task, scope, 2) for _ in range(self.draw.randint(0, 3)))
        return Action(self.name(), scope, self.formula(task, scope, 2), Both(effects))

    def effect(self, task: Task, scope: tuple[Typed, ...], depth: int) -> Effect:
        """An effect."""
        draw, atom, fluent = self.draw, self.atom(task, scope), self.fluent(task, scope)
        kind = draw.choice(("set", "set", "when", "forall", "change")) if depth else "set"
        if kind == "when":
            return When(self.formula(task, scope, 1), self.effect(task, scope, depth - 1))
        if kind == "forall":
            bound = (Typed(f"?w{depth}", (draw.choice(list(task.ancestors)),)),)
            return ForallEffect(bound, self.effect(task, (*scope, *bound), depth - 1))
        if kind == "change" and fluent is not None:
            return Change(draw.choice(("increase", "assign", "scale-up")), fluent, self.number(task, scope, 1))
        return Both() if atom is None else SetAtom(atom, draw.random() < 0.5)

    def formula(self, task: Task, scope: tuple[Typed, ...], depth: int) -> Formula:
        """A condition."""
        draw = self.draw
        kind = draw.choice(("and", "or", "not", "imply", "forall", "exists", "<", "atom")) if depth else "atom"
        if kind in ("and", "or"):
            operands = tuple(self.formula(task, scope, depth - 1) for _ in range(draw.randint(1, 3)))
            return And(operands) if kind == "and" else Or(operands)
        if kind == "not":
            return Not(self.formula(task, scope, depth - 1))
        if kind == "imply":
            return Imply(self.formula(task, scope, depth - 1), self.formula(task, scope, depth - 1))
        if kind in ("forall", "exists"):
            bound = (Typed(f"?v{depth}", (draw.choice(list(task.ancestors)),)),)
            return Quantified(kind, bound, self.formula(task, (*scope, *bound), depth - 1))
        if kind == "<" and task.domain.functions:
            return Compare(draw.choice(("<", ">=")), self.number(task, scope, 1), self.number(task, scope, 1))
        terms = [*task.objects, *(v.name for v in scope)]
        if terms and draw.random() < 0.1:
            return Atom("=", (draw.choice(terms), draw.choice(terms)))
        return self.atom(task, scope) or And()

    def number(self, task: Task, scope: tuple[Typed, ...], depth: int) -> Expression:
        """A number."""
        fluent = self.fluent(task, scope)
        if fluent is None or self.draw.random() < 0.3:
            return float(self.draw.choice((0, 2, 0.5)))
        return Arithmetic(self.draw.choice("+*-/"), (fluent, self.number(task, scope, 0))) if depth else fluent

    def atom(self, task: Task, scope: tuple[Typed, ...]) -> Atom | None:
        """An atom; None if there are no terms of its types."""
        chosen = self.draw.choice(task.domain.predicates)
        terms = self.terms(task, chosen, scope)
        return None if terms is None else Atom(chosen.name, terms)

    def fluent(self, task: Task, scope: tuple[Typed, ...]) -> Fluent | None:
        """A numeric function of terms; None if there are none."""
        if not task.domain.functions:
            return None
        chosen = self.draw.choice(task.domain.functions)
        terms = self.terms(task, chosen, scope)
        return None if terms is None else Fluent(chosen.name, terms)

    def terms(self, task: Task, signature: Signature, scope: tuple[Typed, ...]) -> tuple[str, ...] | None:
        """Terms of a predicate's or function's types; None if there are none."""
        found = []
        for place in signature.parameters:
            fitting = list(task.values_of(place))
            fitting += [v.name for v in scope if all(not task.ancestors[t].isdisjoint(place.types) for t in v.types)]
            if not fitting:
                return None
            found.append(self.draw.choice(fitting))
        return tuple(found)


KEYWORDS = (
    *WORDS,
    "problem",
    "define",
    "-",
    "either",
    "=",
    "<=",
    "+",
    "?",
    "?x",
    ":init",
    ":goal",
    ";",
    "1e9",
    "-3",
    "A",
)
_TOKEN = re.compile(r"\s+|[()]|[^\s()]+")


def mutant(text: str, draw: random.Random) -> str:
    """A text with one or two tokens or characters changed."""
    for _ in range(draw.choice((1, 1, 2))):
        text = _changed(text, draw) if draw.random() < 0.6 else general_mutant(text, draw)
    return text


def _changed(text: str, draw: random.Random) -> str:
    """A text with a word for another word of PDDL, a part left out or doubled, or other blanks."""
    tokens = _TOKEN.findall(text) or [""]
    place = draw.randrange(len(tokens))
    kind = draw.choice(("keyword", "keyword", "drop", "double", "blank", "move"))
    if kind == "keyword":
        words = [i for i, token in enumerate(tokens) if token.strip("() \n")]
        tokens[draw.choice(words or [place])] = draw.choice(KEYWORDS)
    elif kind == "blank":
        tokens[place] = (
            draw.choice(("", " ", "\n", "\t", " " * 21, "\r\n")) if tokens[place].isspace() else tokens[place]
        )
    elif kind == "move":
        tokens.insert(draw.randrange(len(tokens)), tokens.pop(place))
    else:
        tokens[place] *= 0 if kind == "drop" else 2
    return "".join(tokens)
