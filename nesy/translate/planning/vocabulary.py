"""What the words of an instruction may mean in a domain: its predicates and what its actions need and give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

Pattern: TypeAlias = tuple[str, ...]
"""A predicate and its arguments, variables written ``?x``; all in lower case."""


@dataclass(frozen=True, slots=True)
class Schema:
    """An action as far as goals go.

    Args:
        name: the action's name.
        parameters: its variables.
        needs: the atoms that its precondition requires in any case.
        uses: the atoms that its precondition or a condition of its effects mentions at all, ``needs`` included.
        adds: the atoms that it makes true.
        deletes: the atoms that it makes false.
        types: the type of each variable that has one.
    """

    name: str
    parameters: tuple[str, ...]
    needs: tuple[Pattern, ...]
    uses: tuple[Pattern, ...]
    adds: tuple[Pattern, ...]
    deletes: tuple[Pattern, ...]
    types: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A domain's predicates, with their number of arguments, its actions, and its types, if it has any."""

    predicates: Mapping[str, int]
    schemas: tuple[Schema, ...]
    types: frozenset[str] = frozenset()

    @property
    def final_predicates(self) -> tuple[str, ...]:
        """The predicates that actions give and no action needs: what the domain is for.

        >>> eat = Schema("eat", ("?x",), (("food", "?x"),), (("food", "?x"),), (("eaten", "?x"),), (), {})
        >>> Vocabulary({"food": 1, "eaten": 1}, (eat,)).final_predicates
        ('eaten',)
        """
        needed = {pattern[0] for schema in self.schemas for pattern in schema.uses}
        added = dict.fromkeys(pattern[0] for schema in self.schemas for pattern in schema.adds)
        return tuple(name for name in added if name not in needed)

    def achievers(self, predicate: str) -> tuple[tuple[Schema, Pattern], ...]:
        """The actions that give a predicate, each with the atom that it adds."""
        return tuple((schema, atom) for schema in self.schemas for atom in schema.adds if atom[0] == predicate)

    def demands(
        self, schema: Schema, variable: str, properties: frozenset[str], _open: frozenset[str] = frozenset()
    ) -> frozenset[str]:
        """The properties that whatever fills a variable must have, also through the actions that come before.

        Args:
            schema: the action.
            variable: one of its parameters.
            properties: the one-place predicates that count as properties of things.

        >>> small, held = (("small", "?x"),), (("held", "?x"),)
        >>> take = Schema("take", ("?x",), small, small, held, (), {})
        >>> throw = Schema("throw", ("?x",), held, held, (("gone", "?x"),), (), {})
        >>> domain = Vocabulary({"small": 1, "held": 1, "gone": 1}, (take, throw))
        >>> domain.demands(throw, "?x", frozenset({"small"}))
        frozenset({'small'})
        """
        found: set[str] = set()
        for pattern in schema.needs:
            if pattern[0] in properties and pattern[1:] == (variable,):
                found.add(pattern[0])
            elif variable in pattern[1:] and pattern[0] not in _open:
                place, opened = pattern.index(variable, 1), _open | {pattern[0]}
                ways = [self.demands(s, atom[place], properties, opened) for s, atom in self.achievers(pattern[0])]
                found |= frozenset.intersection(*ways) if ways else frozenset()
        return frozenset(found)
