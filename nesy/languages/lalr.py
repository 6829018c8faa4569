"""Runs the LALR(1) tables that lark makes of a grammar over tokens that are given.

lark's own driver hashes a rule at every reduction; this one resolves names once and takes a quarter of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, TypeAlias

from lark import Lark, Token
from lark.lexer import Lexer

_END = "$END"
_LAST = Token(_END, "")

Reduction: TypeAlias = tuple[int, int, Callable[..., Any] | None, str]
"""How many states a rule ends, how many values it takes, what makes one of them (None: the only one stays), and
the rule's name."""


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


class _Spread(list[Any]):
    """The values of a repetition, which become the values of the rule around it."""

    __slots__ = ()


class Lalr:
    """A parser for one grammar.

    Args:
        grammar: a lark grammar with the start rule ``start``.
        builder: an object with a method for each rule or alias, called with all of its values, tokens
            included. A rule marked ``?`` with a single value and no alias passes it on.
        silent: terminals whose tokens are no values.

    >>> class Sum:
    ...     def start(self, value): return value
    ...     def add(self, left, right): return left + int(right)
    ...     def one(self, token): return int(token)
    >>> parser = Lalr('start: sum\\n?sum: N -> one | sum "+" N -> add\\nN: /[0-9]/', Sum(), silent={"PLUS"})
    >>> parser.parse([Token("N", "1"), Token("PLUS", "+"), Token("N", "2")])
    3
    """

    __slots__ = ("_actions", "_chains", "_end", "_gotos", "_start")

    _actions: list[dict[str, int | Reduction]]
    """For each state, what a terminal does: shift to another state (its complement, if the token is no value), or
    reduce."""
    _gotos: list[dict[str, int]]
    """For each state, where a rule that was reduced there leads."""
    _chains: dict[tuple[int, str, str], int]
    """Where rules that only pass a value on lead in the end, from a state, the first rule and the next terminal."""

    def __init__(self, grammar: str, builder: object, *, silent: Collection[str] = ()) -> None:
        lark: Any = Lark(grammar, parser="lalr", lexer=NoLexer)
        table = lark.parser.parser._parse_table
        self._actions, self._gotos, self._chains = [], [], {}
        for state in range(len(table.states)):
            # lark's names are tokens, which take long to hash.
            row = [(str(name), action) for name, (_, action) in table.states[state].items()]
            self._actions.append({k: _action(k, a, builder, silent) for k, a in row if k.isupper()})
            self._gotos.append({k: a for k, a in row if not k.isupper()})
        self._start: int = table.start_states["start"]
        self._end: int = table.end_states["start"]

    def parse(self, tokens: Sequence[Any]) -> Any:
        """What the builder makes of the tokens, which are texts with a ``type``: lark's, or others.

        Raises:
            StuckError: at the first token that fits nowhere.
        """
        actions, chains, end = self._actions, self._chains, self._end
        state = self._start
        states, values = [state], list[Any]()
        for token in (*tokens, _LAST):
            kind = token.type
            while True:
                entry = actions[state].get(kind)
                if isinstance(entry, int):
                    if entry < 0:
                        state = ~entry
                    else:
                        state = entry
                        values.append(token)
                    states.append(state)
                    break
                if entry is None:
                    raise StuckError(token, self._expected(states))
                size, count, build, rule = entry
                if size == 1:
                    states.pop()
                else:
                    del states[-size:]
                if build is None:
                    pass
                elif count == 1:
                    values[-1] = build(values[-1])
                elif count:
                    values[-count:] = (build(*values[-count:]),)
                else:
                    values.append(build())
                place = (states[-1], rule, kind)
                followed = chains.get(place)
                state = self._followed(place) if followed is None else followed
                states.append(state)
                if state == end and kind == _END:
                    return values[-1]
        raise AssertionError("the end of the text is neither shifted nor refused")

    def _followed(self, place: tuple[int, str, str]) -> int:
        """The state that a reduced rule leads to, past all rules that only pass its value on."""
        below, rule, kind = place
        state = self._gotos[below][rule]
        while isinstance(entry := self._actions[state].get(kind), tuple) and entry[0] == 1 and entry[2] is None:
            state = self._gotos[below][entry[3]]
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
            size, _, _, rule = entry
            del states[-size:]
            states.append(self._gotos[states[-1]][rule])
            if states[-1] == self._end and kind == _END:
                return True


def _action(terminal: str, action: Any, builder: object, silent: Collection[str]) -> int | Reduction:
    if isinstance(action, int):
        return ~action if terminal in silent else action
    return _reduction(action, builder, silent)


def _reduction(rule: Any, builder: object, silent: Collection[str]) -> Reduction:
    size, name = len(rule.expansion), str(rule.origin.name)
    values = [symbol for symbol in rule.expansion if symbol.name not in silent]
    repeated = [not symbol.is_term and symbol.name.startswith("_") for symbol in values]
    if name.startswith("_"):
        return size, len(values), _repetition(repeated), name
    if len(values) == 1 and rule.options.expand1 and not rule.alias:
        return size, 1, None, name
    build = getattr(builder, rule.alias or name)
    if any(repeated):
        return size, len(values), lambda *given: build(*_spread(given)), name
    return size, len(values), build, name


def _repetition(repeated: Sequence[bool]) -> Callable[..., _Spread]:
    """What makes one spread of the values of a repetition's rule."""
    if repeated == [True, False]:
        return _grown
    return lambda *given: _spread(given)


def _grown(before: _Spread, value: Any) -> _Spread:
    """A repetition that goes on; what it was before is read nowhere else."""
    before.append(value)
    return before


def _spread(given: Sequence[Any]) -> _Spread:
    return _Spread(v for value in given for v in (value if type(value) is _Spread else (value,)))
