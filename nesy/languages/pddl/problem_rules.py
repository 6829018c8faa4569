"""The grammars of a problem's two halves over one domain: its objects, then its initial state, goal and metric.

The second half names what the first declares, which no grammar of the whole can see; so it is made for the objects.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Final

from nesy.errors import NotAProblem
from nesy.languages.fol.grammar_text import literal
from nesy.languages.pddl.goal_rules import FormulaRules
from nesy.languages.pddl.name_terminal import names_but
from nesy.languages.pddl.printer import fluent_text
from nesy.languages.pddl.syntax import OBJECT, Domain, Fluent, Typed
from nesy.languages.pddl.task import TOTAL_COST, Task

MAX_VALUES: Final = 1000
"""Values of numeric functions that a grammar offers; a function that would have more of them is left out."""
_LINE: Final = "\n    "


def objects_rules(domain: Domain, before: Sequence[Typed] = ()) -> str:
    """A lark grammar of ``(:objects ...)`` over the types of a domain.

    Its names are none of those that are declared already; a text may still declare a new one twice.

    Args:
        domain: its types may be used, and its constants are declared.
        before: objects that are declared.

    >>> from nesy.languages.pddl.read import read_domain
    >>> print(objects_rules(read_domain("(define (domain d) (:types cup))")).splitlines()[2])
    TYPE: " - cup" | " - object"
    """
    known = [typed.name for typed in (*domain.constants, *before)]
    types = _types(domain)
    lines = [
        f'start: "(:objects" line{"*" if known else "+"} ")"',
        f'line: {literal(_LINE)} NAME (" " NAME)*{" TYPE" if types else ""}',
        *(["TYPE: " + " | ".join(literal(f" - {name}") for name in types)] if types else []),
        names_but(known),
    ]
    return "\n".join(lines) + "\n"


def _types(domain: Domain) -> tuple[str, ...]:
    """The types of the domain; none if all that it knows is ``object``."""
    parents = itertools.chain.from_iterable(domain.types.values())
    found = dict.fromkeys(t for t in (*domain.types, *parents) if t != OBJECT)
    return (*found, OBJECT) if found else ()


def facts_rules(task: Task) -> str:
    """A lark grammar of ``(:init ...)``, ``(:goal ...)`` and ``(:metric ...)`` over a task's objects.

    Every value of a numeric function is given once at most, so they have a fixed order.

    Args:
        task: its objects, and its domain's predicates and functions, may be used; its own facts and goal play no part.

    Raises:
        NotAProblem: if there are neither objects nor predicates without terms.
    """
    rules = FormulaRules(task)
    if not rules.has_atoms(None) and not task.objects:
        raise NotAProblem("without objects no atom can be written", hint="declare objects of the predicates' types")
    facts = [rules.application(s, before=_LINE) for s in rules.predicates(None) if s.name not in task.derived]
    values = list(_values(task))
    lines = [
        f'start: init {literal(f"{_LINE[:-2]}(:goal ")} {FormulaRules.TOP} ")"{" metric?" if values else ""}',
        f'init: "(:init"{" fact*" if facts else ""}{" value_0" if values else ""} ")"',
        *([f"fact: {' | '.join(facts)}"] if facts else []),
        *(_value_rules(values) if values else []),
        *rules.lines(),
    ]
    return "\n".join(lines) + "\n"


def _value_rules(values: Sequence[Fluent]) -> Iterator[str]:
    """One rule a value, each with the rest behind it, and the metric."""
    texts = list(map(fluent_text, values))
    for number, text in enumerate(texts, 1):
        rest = f" value_{number}" if number < len(texts) else ""
        yield f'value_{number - 1}: ({literal(f"{_LINE}(= {text} ")} NUMBER ")")?{rest}'
    yield f'metric: {literal(f"{_LINE[:-2]}(:metric minimize ")} ({" | ".join(map(literal, texts))}) ")"'
    yield "NUMBER: /[0-9]{1,9}([.][0-9]{1,4})?/"


def _values(task: Task) -> Iterator[Fluent]:
    """The numeric functions applied to the objects, the total cost first."""
    left = MAX_VALUES
    for signature in sorted(task.domain.functions, key=lambda f: f.name != TOTAL_COST):
        terms = [task.values_of(p) for p in signature.parameters]
        count = math.prod(map(len, terms))
        if count <= left:
            left -= count
            yield from (Fluent(signature.name, chosen) for chosen in itertools.product(*terms))
