"""The left-corner transform of a grammar, for parsers that go from the top down without looking ahead.

A parser like llama.cpp's follows every rule that a text may turn out to be: for nested formulas their number grows
exponentially. After the transform it reads what rules have in common first, and only then follows those that fit. No
rule begins with itself afterwards. See Rosenkrantz and Lewis, "Deterministic left corner parsing", 1970, and Johnson,
"Finite-state approximation of constraint-based grammars using left-corner grammar transforms", 1998.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from nesy.errors import Unsupported
from nesy.languages.regular import EMPTY, Node, Ref, alt, seq
from nesy.languages.rule_trees import alternatives, beginnings, empty_rules, mentioned, split

Use: TypeAlias = tuple[str, Node]
"""A rule that can begin with a name, and what it has behind that name."""


def left_corner_transform(rules: Mapping[str, Node], start: str) -> dict[str, Node]:
    """The same language by rules that begin with terminals. Names that are no rules are terminals.

    Raises:
        Unsupported: if a rule can be itself and nothing else.

    >>> from nesy.languages.regular import Alt
    >>> rules = {"sum": Alt((Ref("N"), seq(Ref("sum"), Ref("PLUS"), Ref("N"))))}
    >>> left_corner_transform(rules, "sum")["sum"]
    Seq(parts=(Ref(name='N'), Ref(name='sum behind N')))
    """
    transform = _Transform(rules)
    new, goals = dict[str, Node](), [start]
    for goal in goals:
        found = transform.goal(goal)
        new |= found
        names = dict.fromkeys(name for body in found.values() for name in mentioned(body))
        goals += [name for name in names if name in rules and name not in goals]
    _check(new)
    return new


class _Transform:
    """One grammar, with the places where each name is a left corner."""

    def __init__(self, rules: Mapping[str, Node]) -> None:
        self.empty = empty_rules(rules)
        self.heads: dict[str, dict[str, None]] = {name: {} for name in rules}
        self.uses: dict[str, list[Use]] = {}
        for name, body in rules.items():
            for option in alternatives(body, self.empty):
                corner, rest = split(option)
                if isinstance(corner, Ref):
                    self.heads[name][corner.name] = None
                    self.uses.setdefault(corner.name, []).append((name, rest))

    def goal(self, goal: str) -> dict[str, Node]:
        """A rule by its first terminals, and for each of its left corners what can follow it."""
        corners = self._corners(goal)
        uses = {corner: [use for use in self.uses.get(corner, ()) if use[0] in corners] for corner in corners}
        terminals = [corner for corner in corners if corner not in self.heads]
        options = [seq(Ref(terminal), Ref(_behind(goal, terminal))) for terminal in terminals]
        found = {goal: alt(*options, *([EMPTY] if goal in self.empty else []))}
        return found | {_behind(goal, c): alt(*self._following(goal, uses[c], uses)) for c in corners if uses[c]}

    def _following(self, goal: str, own: list[Use], uses: Mapping[str, list[Use]]) -> Iterator[Node]:
        for name, rest in own:
            if name == goal:
                yield rest
            if uses[name]:
                yield seq(rest, Ref(_behind(goal, name)))

    def _corners(self, goal: str) -> dict[str, None]:
        """The goal and every name with which it can begin."""
        found = {goal: None}
        queue = [goal]
        for name in queue:
            new = [head for head in self.heads.get(name, ()) if head not in found]
            found |= dict.fromkeys(new)
            queue += new
        return found


def _behind(goal: str, corner: str) -> str:
    """The name of the rule for what follows a left corner of a goal."""
    return f"{goal} behind {corner}"


def _check(rules: Mapping[str, Node]) -> None:
    """Refuse rules that begin with themselves."""
    empty = empty_rules(rules)
    steps = {name: set(beginnings(body, empty)) for name, body in rules.items()}
    for name in rules:
        seen, queue = set[str](), [name]
        for at in queue:
            new = steps.get(at, set()) - seen
            seen |= new
            queue += new
        if name in seen:
            raise Unsupported(f"the rule {name} of this grammar can be itself and nothing else")
