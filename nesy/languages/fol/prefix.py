"""Rewrites calls of connectives, such as ``Implies(a, b)`` or ``$less(X, Y)``, to the infix tokens of the grammar.

The new tokens keep the places of the tokens that they stand for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from lark import Token

from nesy.errors import ParseError
from nesy.spans import Span


@dataclass(frozen=True, slots=True)
class Call:
    """What a call by some name means.

    ``kind`` is the terminal of an infix connective or of a quantifier, and ``text`` its spelling.
    """

    kind: str
    text: str
    arguments: tuple[int, int] = (2, 2)
    """The least and the greatest number of arguments."""
    formulas: bool = True
    """Whether the arguments are formulas, which are put in parentheses, or terms."""


CALLS: Mapping[str, Call] = MappingProxyType(
    {
        "forall": Call("FORALL", "∀", (2, 50)),
        "exists": Call("EXISTS", "∃", (2, 50)),
        "and": Call("AND", "∧", (1, 10_000)),
        "or": Call("OR", "∨", (1, 10_000)),
        "implies": Call("IMPLIES", "→"),
        "iff": Call("IFF", "↔"),
        "xor": Call("XOR", "⊕"),
    }
)
"""The calls of ``ForAll([x, y], Implies(…, …))``, by name in lower case."""

CONNECTIVES = frozenset({"AND", "OR", "XOR", "IMPLIES", "IFF", "DOT"})
"""The terminals of infix connectives, and the dot that widens a quantifier's scope."""

_HEAD = re.compile(r"\b(?:forall|exists|and|or|xor|implies|iff)[ \t]*\(", re.I)


def has_calls(text: str) -> bool:
    """Whether a text may call a connective.

    >>> has_calls("ForAll(x, P(x))"), has_calls("∀x P(x)")
    (True, False)
    """
    return _HEAD.search(text) is not None


def infix(tokens: Sequence[Token], source: str, calls: Mapping[str, Call] = CALLS) -> list[Token]:
    """The tokens with every call of a connective or quantifier written in infix form.

    Raises:
        ParseError: if a connective is called with a wrong number of arguments.

    >>> from nesy.languages.fol.tokens import tokenize
    >>> " ".join(tokenize("Implies(P(a), And(q, r))"))
    '( ( P ( a ) ) → ( ( ( q ) ∧ ( r ) ) ) )'
    """
    edits: dict[int, list[Token]] = {}
    for group in groups(tokens):
        head = group.head
        call = calls.get(tokens[head].lower()) if head >= 0 and tokens[head].type == "NAME" else None
        if call is None or (head and tokens[head - 1].type in ("FORALL", "EXISTS")):
            continue
        _check_count(call, tokens[head], len(group.commas) + 1 if group.close > head + 2 else 0, source)
        if call.kind in ("FORALL", "EXISTS"):
            _edit_quantifier(edits, call, tokens, group)
        else:
            _edit_connective(edits, call, tokens, group)
    return [new for index, old in enumerate(tokens) for new in edits.get(index, (old,))]


@dataclass(slots=True)
class Group:
    """A closed pair of parentheses in a list of tokens, as indices into the list."""

    head: int
    """The token before the opening parenthesis; -1 if there is none."""
    commas: list[int]
    """The commas directly inside."""
    connectives: list[int]
    """The infix connectives and quantifier dots directly inside."""
    close: int = -1


def groups(tokens: Sequence[Token]) -> Iterator[Group]:
    """Every closed pair of parentheses, inner ones first."""
    opened: list[Group] = []
    for index, token in enumerate(tokens):
        kind = token.type
        if kind == "LPAR":
            opened.append(Group(index - 1, [], []))
        elif not opened:
            continue
        elif kind == "COMMA":
            opened[-1].commas.append(index)
        elif kind in CONNECTIVES:
            opened[-1].connectives.append(index)
        elif kind == "RPAR":
            group = opened.pop()
            group.close = index
            yield group


def _check_count(call: Call, head: Token, count: int, source: str) -> None:
    least, most = call.arguments
    if least <= count <= most:
        return
    wanted = str(least) if least == most else f"{least} or more"
    error = ParseError(
        f"{head.value} takes {wanted} arguments, not {count}",
        source=source,
        span=Span(head.start_pos or 0, head.end_pos or 0),
        hint="write ForAll(x, φ), Exists(x, φ), And(φ, …), Or(φ, …), Implies(φ, ψ), Iff(φ, ψ) or Xor(φ, ψ)",
    )
    error.mistake = "argument-count"
    raise error


def at(kind: str, value: str, place: Token) -> Token:
    """A new token that stands where another one does."""
    return Token(kind, value, start_pos=place.start_pos, end_pos=place.end_pos)


def _edit_connective(edits: dict[int, list[Token]], call: Call, tokens: Sequence[Token], group: Group) -> None:
    before, after = tokens[group.head + 1], tokens[group.close]
    wrap = 1 if call.formulas else 0
    edits[group.head] = []
    edits[group.head + 1] = [at("LPAR", "(", before)] * (1 + wrap)
    for comma in group.commas:
        place = tokens[comma]
        edits[comma] = [
            *[at("RPAR", ")", place)] * wrap,
            at(call.kind, call.text, tokens[group.head]),
            *[at("LPAR", "(", place)] * wrap,
        ]
    edits[group.close] = [at("RPAR", ")", after)] * (1 + wrap)


def _edit_quantifier(edits: dict[int, list[Token]], call: Call, tokens: Sequence[Token], group: Group) -> None:
    """Nothing is changed if what stands before the last comma is no list of variables; the parser will say so."""
    head, last = group.head, group.commas[-1]
    listed = [t for t in tokens[head + 2 : last] if t.type not in ("COMMA", "LPAR", "RPAR")]
    if not listed or any(t.type not in ("NAME", "FREE", "QUOTED") for t in listed):
        return
    edits.update({index: [] for index in range(head + 1, last + 1)})
    edits[head] = [t for b in listed for t in (at(call.kind, call.text, tokens[head]), at("NAME", b.value, b))]
    edits[last] = [at("LPAR", "(", tokens[last])]
