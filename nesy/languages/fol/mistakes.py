"""Names the slip behind a token that fits nowhere, and says how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from lark import Token

from nesy.errors import ParseError
from nesy.languages.fol.tokens import unknown_character
from nesy.spans import Span

_NAMES = frozenset({"NAME", "QUOTED", "FREE", "NUMBER"})
_QUANTIFIERS = frozenset({"FORALL", "EXISTS"})
_INFIX = frozenset({"AND", "OR", "XOR", "IMPLIES", "IFF"})
_RELATIONS = frozenset({"EQ", "NEQ", "COMPARE"})
_SIGNS = frozenset({"PLUS", "MINUS", "TIMES"})
_ENGLISH = frozenset(
    [
        "if",
        "then",
        "is",
        "are",
        "a",
        "an",
        "the",
        "every",
        "each",
        "no",
        "any",
        "who",
        "that",
        "unless",
        "when",
        "only",
        "either",
        "neither",
        "does",
        "has",
    ]
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where reading stopped."""

    before: tuple[Token, ...]
    """The tokens that were read."""
    token: Token
    after: Token | None
    """The token behind it."""
    inside_arguments: bool
    """Whether the innermost open parenthesis follows a name."""

    @property
    def kind(self) -> str:
        """The terminal that does not fit."""
        return self.token.type

    def last(self, back: int = 1) -> str:
        """The terminal that stands so many places before; empty before the first."""
        return self.before[-back].type if len(self.before) >= back else ""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A kind of slip: its name, when it is this one, what is wrong and how to mend it."""

    name: str
    applies: Callable[[Place], bool]
    message: str
    hint: str


def _starts_operand(place: Place) -> bool:
    return place.kind in _NAMES | _QUANTIFIERS | {"NOT", "LPAR", "TRUE", "FALSE"}


def _ends_operand(place: Place) -> bool:
    return place.last() in _NAMES | {"RPAR", "TRUE", "FALSE"}


MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        "no-variable",
        lambda p: p.last() in _QUANTIFIERS,
        "no variable follows the quantifier",
        "write one: ∀x Dog(x)",
    ),
    Mistake(
        "assignment",
        lambda p: p.kind == "COLON" and p.after is not None and p.after.type == "EQ",
        "`:=` assigns, and a formula states",
        "write x = y",
    ),
    Mistake(
        "empty-arguments",
        lambda p: p.kind == "RPAR" and p.last() == "LPAR",
        "there is nothing between these parentheses",
        "write a proposition without parentheses, and a predicate with its arguments",
    ),
    Mistake(
        "english",
        lambda p: p.kind in _NAMES and p.last() in _NAMES and _is_english(p),
        "this is an English phrase",
        "write Dog(rex) for `rex is a dog`, P → Q for `if P then Q`, ∀x (Dog(x) → Mammal(x)) for `dogs are mammals`",
    ),
    Mistake(
        "adjacent-names",
        lambda p: p.kind in _NAMES and p.last() in _NAMES,
        "two names stand side by side",
        "write a relation as Likes(x, y), and a name of several words as 'New York'",
    ),
    Mistake(
        "formula-as-argument",
        lambda p: p.inside_arguments and (p.kind in _INFIX | _RELATIONS | _QUANTIFIERS | {"NOT", "TRUE", "FALSE"}),
        "a formula stands where a term should",
        "write the connective outside the predicate: P(a) ∧ P(b)",
    ),
    Mistake(
        "chained-comparison",
        lambda p: p.kind in _RELATIONS and not _lacks_operand(p),
        "two comparisons share an operand",
        "write a < b ∧ b < c; a comparison holds between terms, an equivalence (↔) between formulas",
    ),
    Mistake(
        "missing-operand",
        lambda p: p.kind in _INFIX | _RELATIONS | _SIGNS | {"COMMA", "RPAR", "DOT"} and _lacks_operand(p),
        "an operand is missing",
        "write a formula or a term on both sides",
    ),
    Mistake(
        "missing-connective",
        lambda p: _starts_operand(p) and _ends_operand(p),
        "two formulas stand side by side",
        "write ∧, ∨, → or ↔ between them",
    ),
    Mistake(
        "formula-expected",
        lambda p: p.kind in _INFIX | {"RPAR"} and p.last() in _NAMES,
        "a term stands where a formula should",
        "make it a predicate, such as Dog(rex), or compare it, such as a = b",
    ),
    Mistake(
        "stray-comma",
        lambda p: p.kind == "COMMA",
        "this comma separates no arguments",
        "write ∧ between formulas",
    ),
)
"""In the order in which they are tried."""


def _lacks_operand(place: Place) -> bool:
    return place.last() in _INFIX | _RELATIONS | _SIGNS | {"", "LPAR", "COMMA", "NOT", "DOT", "COLON"}


def _is_english(place: Place) -> bool:
    return any(token.lower() in _ENGLISH for token in (*place.before[-3:], place.token))


def explain(token: Token, tokens: Sequence[Token], source: str, expected: Collection[str]) -> ParseError:
    """The error at the first token that fits nowhere; ``expected`` is what would have fitted.

    >>> tokens = [Token("NAME", "P", start_pos=0, end_pos=1), Token("AND", "∧", start_pos=2, end_pos=3)]
    >>> explain(Token("$END", ""), tokens, "P ∧", ["("]).mistake
    'unfinished'
    """
    opened = sum((t.type == "LPAR") - (t.type == "RPAR") for t in tokens)
    if token.type == "$END":
        end = tokens[-1].end_pos or len(source)
        if opened > 0:
            return named("unclosed", f"{opened} opened and not closed", source, Span(end, end), expected, "add `)`")
        hint = "write the missing operand"
        return named("unfinished", "the formula ends too early", source, Span(end, end), expected, hint)
    span = Span(token.start_pos or 0, token.end_pos or 0)
    if token.type == "UNKNOWN":
        return unknown_character(source, span.start)
    if token.type == "RPAR" and opened < 0:
        return named("unopened", "`)` closes nothing", source, span, expected, "remove it")
    place = _place(token, tokens)
    mistake = next((m for m in MISTAKES if m.applies(place)), None)
    if mistake is not None:
        return named(mistake.name, mistake.message, source, span, expected, mistake.hint)
    shown = token.value if len(token.value) <= 40 else token.value[:40] + "…"
    return named("misplaced", f"{shown!r} does not fit here", source, span, expected, None)


def _place(token: Token, tokens: Sequence[Token]) -> Place:
    index = next((i for i, t in enumerate(tokens) if t is token), len(tokens))
    opened: list[int] = []
    for i, t in enumerate(tokens[:index]):
        if t.type == "LPAR":
            opened.append(i)
        elif t.type == "RPAR" and opened:
            opened.pop()
    head = opened[-1] - 1 if opened else -1
    inside = head >= 0 and tokens[head].type in _NAMES and (not head or tokens[head - 1].type not in _QUANTIFIERS)
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    return Place(tuple(tokens[:index]), token, after, inside)


def named(
    mistake: str, message: str, source: str, span: Span, expected: Collection[str], hint: str | None
) -> ParseError:
    """A parse error with its mistake's name."""
    error = ParseError(message, source=source, span=span, expected=sorted(expected), hint=hint)
    error.mistake = mistake
    return error
