"""Automata of a grammar's terminals, and what may stand beside what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lark import Lark

from nesy.errors import MissingDependency
from nesy.languages.lalr import NoLexer

_BLANKS = frozenset(" \t\r\n\f")


@dataclass(frozen=True, slots=True)
class Machine:
    """The automaton of one terminal. Every one of its states leads to an end."""

    name: str
    initial: int
    """The state before a text."""
    finals: frozenset[int]
    """The states in which a text may end."""
    steps: dict[int, dict[str, int]]
    """Behind each state, where each character leads. Of characters that nothing tells apart there is one."""

    def unbounded(self) -> str | None:
        """A character, no blank, that texts of the terminal can repeat in a loop; None if they are bounded."""
        after = {s: {t: c for c, t in steps.items() if c not in _BLANKS} for s, steps in self.steps.items()}
        while ends := [state for state, targets in after.items() if not targets.keys() & after.keys()]:
            for state in ends:
                del after[state]
        return next((c for targets in after.values() for t, c in targets.items() if t in after), None)


@dataclass(frozen=True, slots=True)
class Terminals:
    """The terminals of a grammar."""

    lexed: tuple[Machine, ...]
    """In the order in which lark's lexer tries them."""
    ignored: tuple[Machine, ...]
    """Those that stand between others and mean nothing."""
    together: frozenset[tuple[str, str]]
    """Names of terminals that may stand at one place."""
    following: dict[str, frozenset[str]]
    """What may follow a terminal, as far as the parser's table knows: it may name some that no program has."""


def terminals(grammar: str) -> Terminals:
    """The terminals of a lark grammar.

    Raises:
        MissingDependency: without the ``interegular`` package.
    """
    try:
        import interegular
    except ImportError as err:
        raise MissingDependency("linting a grammar needs interegular", hint="pip install 'nesy[test]'") from err
    lark: Any = Lark(grammar, parser="lalr", lexer=NoLexer)
    ordered = sorted(lark.terminals, key=lambda t: (-t.priority, -t.pattern.max_width, -len(t.pattern.value), t.name))
    automata = [interegular.parse_pattern(t.pattern.to_regexp()).to_fsm() for t in ordered]
    characters = list(_distinct(automata))
    machines = [_machine(t.name, fsm, characters) for t, fsm in zip(ordered, automata, strict=True)]
    ignored = set(lark.ignore_tokens)
    rows = lark.parser.parser._parse_table.states
    following: dict[str, set[str]] = {m.name: set() for m in machines}
    for row in rows.values():
        for name, (action, target) in row.items():
            if name in following and action.name == "Shift":
                following[name] |= rows[target].keys() & following.keys()
    return Terminals(
        tuple(m for m in machines if m.name not in ignored),
        tuple(m for m in machines if m.name in ignored),
        frozenset((a, b) for row in rows.values() for a in row for b in row if a in following and b in following),
        {name: frozenset(after) for name, after in following.items()},
    )


def _distinct(automata: list[Any]) -> Iterator[Any]:
    """One character for each class that the automata tell apart; what none of them names is a class too."""
    known: dict[tuple[int, ...], Any] = {}
    for character in dict.fromkeys(c for fsm in automata for c in fsm.alphabet):
        known.setdefault(tuple(fsm.alphabet[character] for fsm in automata), character)
    return iter(known.values())


def _machine(name: str, fsm: Any, characters: list[Any]) -> Machine:
    live = {state for state in fsm.states if fsm.islive(state)}
    steps: dict[int, dict[str, int]] = {state: {} for state in live}
    for state in live:
        for character in characters:
            after = fsm.map[state].get(fsm.alphabet[character])
            if after in live:
                steps[state][str(character)] = after
    return Machine(name, fsm.initial, frozenset(fsm.finals), steps)
