"""Stratification: an order of the rules in which nothing is negated before it is complete."""

from __future__ import annotations

from collections import defaultdict, deque

from nesy.errors import Unsupported
from nesy.provers.rules.program import Rule, RuleProgram

Edges = dict[int, dict[int, int]]
"""From a positive relation to the heads that rest on it; 1 where one rests on its negation, else 0."""


def strata(program: RuleProgram) -> list[tuple[Rule, ...]]:
    """The rules, lowest stratum first; a rule's negated atoms are settled in the strata below its own.

    A head with a negation rests on its body, and nothing rests on it: under the closed world it
    can only contradict what is derived.

    Raises:
        Unsupported: if a predicate rests on its own negation; the message names the cycle.
    """
    if not any(literal[0] & 1 for rule in program.rules for literal in rule.body):
        return [program.rules]
    levels = _levels(_edges(program), program)
    grouped: dict[int, list[Rule]] = defaultdict(list)
    for rule in program.rules:
        grouped[levels[rule.head[0]]].append(rule)
    return [tuple(grouped[level]) for level in sorted(grouped)]


def _edges(program: RuleProgram) -> Edges:
    edges: Edges = defaultdict(dict)
    for rule in program.rules:
        head = rule.head[0]
        for relation, *_ in rule.body:
            below = edges[relation & ~1]
            below[head] = max(below.get(head, 0), relation & 1)
    return edges


def _levels(edges: Edges, program: RuleProgram) -> dict[int, int]:
    """The least stratum of each relation."""
    levels: dict[int, int] = defaultdict(int)
    raised_by: dict[int, int] = {}
    highest = sum(1 for heads in edges.values() if 1 in heads.values())
    waiting = deque(edges)
    while waiting:
        relation = waiting.popleft()
        for head, weight in edges.get(relation, {}).items():
            level = levels[relation] + weight
            if level > highest:
                raised_by[head] = relation
                _refuse(head, raised_by, edges, program)
            if level > levels[head]:
                levels[head] = level
                raised_by[head] = relation
                waiting.append(head)
    return levels


def _refuse(relation: int, raised_by: dict[int, int], edges: Edges, program: RuleProgram) -> None:
    """Names the cycle: whoever is raised above every stratum was raised, in the end, by itself."""
    path = [relation]
    while raised_by[path[-1]] not in path:
        path.append(raised_by[path[-1]])
    cycle = path[path.index(raised_by[path[-1]]) :]
    cycle.reverse()
    names = []
    for lower, upper in zip(cycle, [*cycle[1:], cycle[0]], strict=True):
        names.append(program.symbols.relation_text(lower | edges[lower][upper]))
    names.append(program.symbols.relation_text(cycle[0]))
    raise Unsupported(
        f"the rules are not stratified: {' → '.join(names)}",
        hint="a predicate that rests on its own negation has no closed-world meaning here; use semantics='rules-open'",
    )
