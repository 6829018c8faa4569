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

Reduction: TypeAlias = tuple[int, int, Callable[..., Any] | None, str, dict[int, int]]
"""How many states a rule ends, how many values it takes, what makes one of them (None: the only one stays), the rule's
name, and where it leads in the end, past rules that only pass a value on, from the state below."""


class NoLexer(Lexer):
    """Stands in for lark's lexers where tokens come from elsewhere."""

    def __init__(self, lexer_conf: object) -> None:
        """Take and ignore lark's configuration."""

    def lex(self, lexer_state: Any, parser_state: Any) -> Iterator[Token]:  # noqa: ARG002
        """No tokens."""
        return iter(())


class StuckError(Exception):
    """Reading stopped: ``token``, of the terminal ``kind``, is none of the ``expected`` terminals.

    Behind the last token, the kind is ``$END`` and the token lark's of this type.
    """

    def __init__(self, kind: str, token: Any, expected: frozenset[str]) -> None:
        super().__init__(kind)
        self.kind = kind
        self.token: Any = _LAST if kind == _END else token
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

    __slots__ = ("_actions", "_gotos", "_start")

    _actions: list[dict[str, int | Reduction]]
    """For each state, what a terminal does: shift to another state (its complement, if the token is no value), or
    reduce."""
    _gotos: list[dict[str, int]]
    """For each state, where a rule that was reduced there leads."""

    def __init__(self, grammar: str, builder: object, *, silent: Collection[str] = ()) -> None:
        lark: Any = Lark(grammar, parser="lalr", lexer=NoLexer)
        table = lark.parser.parser._parse_table
        self._actions, self._gotos = [], []
        for state in range(len(table.states)):
            # lark's names are tokens, which take long to hash.
            row = [(str(name), action) for name, (_, action) in table.states[state].items()]
            self._actions.append({k: _action(k, a, builder, silent) for k, a in row if k.isupper()})
            self._gotos.append({k: a for k, a in row if not k.isupper()})
        self._start: int = table.start_states["start"]
        self._actions[table.end_states["start"]][_END] = ~self._start

    def parse(self, tokens: Sequence[Any], kinds: Sequence[str] | None = None) -> Any:
        """What the builder makes of the tokens.

        Args:
            tokens: lark's, or others.
            kinds: the terminals that they are; by default, what each has as ``type``.

        Raises:
            StuckError: at the first token that fits nowhere.
        """
        actions = self._actions
        row = actions[self._start]
        states, values = [self._start], list[Any]()
        if kinds is None:
            kinds = [token.type for token in tokens]
        for kind, token in zip((*kinds, _END), (*tokens, None), strict=True):
            entry = row.get(kind)
            while isinstance(entry, tuple):
                size, count, build, _, leads = entry
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
                below = states[-1]
                state = leads.get(below)
                if state is None:
                    state = self._led(entry, kind, below)
                states.append(state)
                row = actions[state]
                entry = row.get(kind)
            if entry is None:
                raise StuckError(kind, token, self._expected(states))
            if entry < 0:
                state = ~entry
            else:
                state = entry
                values.append(token)
            states.append(state)
            row = actions[state]
        return values[-1]

    def _led(self, reduction: Reduction, kind: str, below: int) -> int:
        """The state that a reduction before a terminal leads to, past all rules that only pass its value on."""
        gotos = self._gotos[below]
        state = gotos[reduction[3]]
        while isinstance(entry := self._actions[state].get(kind), tuple) and entry[0] == 1 and entry[2] is None:
            state = gotos[entry[3]]
        reduction[4][below] = state
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
            size, _, _, rule, _ = entry
            del states[-size:]
            states.append(self._gotos[states[-1]][rule])


def _action(terminal: str, action: Any, builder: object, silent: Collection[str]) -> int | Reduction:
    if isinstance(action, int):
        return ~action if terminal in silent else action
    return _reduction(action, builder, silent)


def _reduction(rule: Any, builder: object, silent: Collection[str]) -> Reduction:
    size, name = len(rule.expansion), str(rule.origin.name)
    values = [symbol for symbol in rule.expansion if symbol.name not in silent]
    repeated = [not symbol.is_term and symbol.name.startswith("_") for symbol in values]
    if name.startswith("_"):
        return size, len(values), _repetition(repeated), name, {}
    if len(values) == 1 and rule.options.expand1 and not rule.alias:
        return size, 1, None, name, {}
    build = getattr(builder, rule.alias or name)
    if any(repeated):
        return size, len(values), lambda *given: build(*_spread(given)), name, {}
    return size, len(values), build, name, {}


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
