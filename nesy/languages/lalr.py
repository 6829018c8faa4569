"""Runs the LALR(1) tables that lark makes of a grammar over tokens that are given.

lark's own driver hashes a rule at every reduction; this one resolves names once and takes a quarter of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

from lark import Lark, Token
from lark.lexer import Lexer

_END = "$END"

Reduction: TypeAlias = tuple[int, Callable[..., Any] | None, str]
"""How many values a rule takes, what makes one of them (None: the only one stays), and the rule's name."""


class NoLexer(Lexer):
    """Stands in for lark's lexers where tokens come from elsewhere."""

    def __init__(self, lexer_conf: object) -> None:
        """Take and ignore lark's configuration."""

    def lex(self, lexer_state: Any, parser_state: Any) -> Iterator[Token]:  # noqa: ARG002
        """No tokens."""
        return iter(())


class StuckError(Exception):
    """Reading stopped: ``token`` (type ``$END`` behind the last one) is none of the ``expected`` terminals."""

    def __init__(self, token: Any, expected: frozenset[str]) -> None:
        super().__init__(token.type)
        self.token = token
        self.expected = expected


class _Spread(tuple[Any, ...]):
    """The values of a repetition, which become the values of the rule around it."""

    __slots__ = ()


class Lalr:
    """A parser for one grammar.

    Args:
        grammar: a lark grammar with the start rule ``start``.
        builder: an object with a method for each rule or alias, called with all of its values, tokens
            included. A rule marked ``?`` with a single value and no alias passes it on.

    >>> class Sum:
    ...     def start(self, value): return value
    ...     def add(self, left, sign, right): return left + int(right)
    ...     def one(self, token): return int(token)
    >>> parser = Lalr('start: sum\\n?sum: N -> one | sum "+" N -> add\\nN: /[0-9]/', Sum())
    >>> parser.parse([Token("N", "1"), Token("PLUS", "+"), Token("N", "2")])
    3
    """

    __slots__ = ("_actions", "_chains", "_end", "_gotos", "_start")

    _actions: list[dict[str, int | Reduction]]
    """For each state, what a terminal does: shift to another state, or reduce."""
    _gotos: list[dict[str, int]]
    """For each state, where a rule that was reduced there leads."""
    _chains: dict[tuple[int, str, str], int]
    """Where rules that only pass a value on lead in the end, from a state, the first rule and the next terminal."""

    def __init__(self, grammar: str, builder: object) -> None:
        lark: Any = Lark(grammar, parser="lalr", lexer=NoLexer)
        table = lark.parser.parser._parse_table
        self._actions, self._gotos, self._chains = [], [], {}
        for state in range(len(table.states)):
            row = table.states[state].items()
            self._actions.append(
                {k: a if isinstance(a, int) else _reduction(a, builder) for k, (_, a) in row if k.isupper()}
            )
            self._gotos.append({k: a for k, (_, a) in row if not k.isupper()})
        self._start: int = table.start_states["start"]
        self._end: int = table.end_states["start"]

    def parse(self, tokens: Sequence[Any]) -> Any:
        """What the builder makes of the tokens, which are texts with a ``type``: lark's, or others.

        Raises:
            StuckError: at the first token that fits nowhere.
        """
        actions, chains, end = self._actions, self._chains, self._end
        states, values = [self._start], list[Any]()
        for token in (*tokens, Token(_END, "")):
            kind = token.type
            while True:
                entry = actions[states[-1]].get(kind)
                if isinstance(entry, int):
                    states.append(entry)
                    values.append(token)
                    break
                if entry is None:
                    raise StuckError(token, self._expected(states))
                size, build, rule = entry
                if size == 1:
                    del states[-1]
                    if build is not None:
                        values[-1] = build(values[-1])
                elif build is not None:  # a rule that only passes a value on has one
                    value = build(*values[-size:])
                    del values[-size:], states[-size:]
                    values.append(value)
                place = (states[-1], rule, kind)
                state = chains.get(place)
                states.append(self._followed(place) if state is None else state)
                if states[-1] == end and kind == _END:
                    return values[-1]
        raise AssertionError("the end of the text is neither shifted nor refused")

    def _followed(self, place: tuple[int, str, str]) -> int:
        """The state that a reduced rule leads to, past all rules that only pass its value on."""
        below, rule, kind = place
        state = self._gotos[below][rule]
        while isinstance(entry := self._actions[state].get(kind), tuple) and entry[1] is None:
            state = self._gotos[below][entry[2]]
        self._chains[place] = state
        return state

    def _expected(self, states: Sequence[int]) -> frozenset[str]:
        """The terminals that could be read next."""
        return frozenset(
            kind for kind in self._actions[states[-1]] if kind.isupper() and self._fits(list(states), kind)
        )

    def _fits(self, states: list[int], kind: str) -> bool:
        while True:
            entry = self._actions[states[-1]].get(kind)
            if entry is None or isinstance(entry, int):
                return entry is not None
            size, _, rule = entry
            del states[-size:]
            states.append(self._gotos[states[-1]][rule])
            if states[-1] == self._end and kind == _END:
                return True


def _reduction(rule: Any, builder: object) -> Reduction:
    size, name = len(rule.expansion), rule.origin.name
    if name.startswith("_"):
        return size, _spread, name
    if size == 1 and rule.options.expand1 and not rule.alias:
        return size, None, name
    build = getattr(builder, rule.alias or name)
    if any(symbol.name.startswith("_") and not symbol.is_term for symbol in rule.expansion):
        return size, lambda *values: build(*_spread(*values)), name
    return size, build, name


def _spread(*values: Any) -> _Spread:
    return _Spread(v for value in values for v in (value if type(value) is _Spread else (value,)))
