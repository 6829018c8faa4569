"""TPTP formulas to the terminals of the grammar.

``a <= b`` is read as a ∨ ¬b, ``a ~| b`` as ¬(a ∨ b), ``a ~& b`` as ¬(a ∧ b).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from lark import Token

from nesy.errors import InputTooLarge, ParseError, Unsupported
from nesy.languages.fol.prefix import Call, Group, at, groups, infix
from nesy.languages.fol.printers.tptp import read_variable
from nesy.languages.fol.syntax import Variable
from nesy.languages.fol.tokens import MAX_TOKENS, unknown_character
from nesy.spans import Span

_TOKEN = re.compile(
    r"""(?P<blank>\s+|%[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)
      | (?P<binder>[!?][ \t\r\n]*\[)
      | (?P<variable>[A-Z][A-Za-z0-9_]*)
      | (?P<word>\$?[a-z][A-Za-z0-9_]*)
      | (?P<quoted>'(?:[^'\\\n]|\\['\\])+')
      | (?P<number>[+-]?[0-9]+(?:\.[0-9]+|/[0-9]+)?)
      | (?P<object>"(?:[^"\\\n]|\\["\\])*")
      | (?P<symbol><=>|<~>|=>|<=|~\||~&|!=|[~&|=(),.])
    """,
    re.VERBOSE,
)
_BOUND = re.compile(
    r"""\s*(?P<variable>[A-Z][A-Za-z0-9_]*)
        (?:\s*(?P<colon>:)\s*(?P<sort>\$?[a-z][A-Za-z0-9_]*|'(?:[^'\\\n]|\\['\\])+'))?
        \s*(?P<after>,|\]\s*:)
    """,
    re.VERBOSE,
)
_SYMBOLS = {
    "<=>": "IFF",
    "<~>": "XOR",
    "=>": "IMPLIES",
    "<=": "IMPLIES",
    "~|": "OR",
    "~&": "AND",
    "!=": "NEQ",
    "~": "NOT",
    "&": "AND",
    "|": "OR",
    "=": "EQ",
    "(": "LPAR",
    ")": "RPAR",
    ",": "COMMA",
    ".": "DOT",
}
_CALLS: Mapping[str, Call] = MappingProxyType(
    {
        **{w: Call("COMPARE", s, formulas=False) for w, s in (("$less", "<"), ("$lesseq", "<="))},
        **{w: Call("COMPARE", s, formulas=False) for w, s in (("$greater", ">"), ("$greatereq", ">="))},
        "$sum": Call("PLUS", "+", formulas=False),
        "$difference": Call("MINUS", "-", formulas=False),
        "$product": Call("TIMES", "*", formulas=False),
    }
)
_UNUSUAL = ("<=", "~|", "~&")


def tokenize(text: str) -> list[Token]:
    """The terminals of one formula, with their offsets in ``text``.

    Raises:
        ParseError: at a character that starts no token, or where connectives are mixed without parentheses.
        Unsupported: for distinct objects and for words such as ``$ite``.
        InputTooLarge: beyond :data:`~nesy.languages.fol.tokens.MAX_TOKENS`.

    >>> print(*tokenize("! [X] : (dog(X) => $less(X,'New York'))"))
    ∀ x ( dog ( x ) => ( x < New York ) )
    """
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise unknown_character(text, position)
        position = match.end()
        if match["binder"]:
            position = _binders(text, match, tokens)
        elif not match["blank"]:
            tokens += _terminals(text, match)
        if len(tokens) > MAX_TOKENS:
            raise InputTooLarge(
                f"a formula of more than {MAX_TOKENS:,} tokens is over the limit",
                source=text,
                span=match and Span(match.start(), match.end()),
                hint="split it into several premises",
            )
    if tokens and tokens[-1].type == "DOT":
        tokens.pop()
    tokens = infix(tokens, text, _CALLS) if "$" in text else tokens
    return _usual(tokens, text) if any(t.value in _UNUSUAL and t.type != "COMPARE" for t in tokens) else tokens


def _terminals(text: str, match: re.Match[str]) -> list[Token]:
    kind, value = match.lastgroup, match.group()
    if kind == "symbol":
        return [_put(_SYMBOLS[value], value, match, kind)]
    if kind == "variable":
        return [_put("FREE", _variable(value), match, kind)]
    if kind == "quoted" or (kind == "word" and not value.startswith("$")):
        return [_put("QUOTED", unquoted(value), match, kind)]
    if kind == "number":
        sign = [_put("MINUS", "-", match, kind)] if value.startswith("-") else []
        return [*sign, _put("NUMBER", value.lstrip("+-"), match, kind)]
    if value in ("$true", "$false") or value in _CALLS:
        return [_put({"$true": "TRUE", "$false": "FALSE"}.get(value, "NAME"), value, match, "word")]
    what = "a distinct object" if kind == "object" else value
    raise Unsupported(
        f"{what} is not read",
        source=text,
        span=Span(match.start(), match.end()),
        expected=("$true", "$false", *_CALLS),
        hint="write a name in single quotes, and that names differ as a != b",
    )


def _put(kind: str, value: str, match: re.Match[str], group: str) -> Token:
    return Token(kind, value, start_pos=match.start(group), end_pos=match.end(group))


def _binders(text: str, opening: re.Match[str], tokens: list[Token]) -> int:
    """Adds a quantifier for each variable of ``![X, Y: s]:``; returns the offset behind the colon."""
    kind, word = ("FORALL", "∀") if opening.group().startswith("!") else ("EXISTS", "∃")
    position = opening.end()
    while match := _BOUND.match(text, position):
        tokens.append(_put(kind, word, opening, "binder"))
        tokens.append(_put("NAME", _variable(match["variable"]), match, "variable"))
        if match["colon"] and match["sort"] != "$i":
            tokens += [_put("COLON", ":", match, "colon"), _put("QUOTED", _sort(text, match), match, "sort")]
        position = match.end()
        if match["after"] != ",":
            return position
    error = ParseError(
        "a quantifier lacks its variables or its colon",
        source=text,
        span=Span(opening.start(), min(len(text), position + 1)),
        expected=("a variable in upper case", "]:"),
        hint="write ![X,Y]: (…)",
    )
    error.mistake = "misplaced"
    raise error


def _sort(text: str, match: re.Match[str]) -> str:
    if match["sort"].startswith("$"):
        raise Unsupported(
            f"the sort {match['sort']} is not read",
            source=text,
            span=Span(match.start("sort"), match.end("sort")),
            expected=("$i", "a declared sort"),
            hint="leave the sort out",
        )
    return unquoted(match["sort"])


def unquoted(name: str) -> str:
    """A name without its single quotes and escapes, if it has any."""
    return re.sub(r"\\(.)", r"\1", name[1:-1]) if name.startswith("'") else name


def _variable(text: str) -> str:
    name = read_variable(text)
    try:
        return Variable(name).name
    except ValueError:
        return text[0].lower() + text[1:]


def _usual(tokens: Sequence[Token], source: str) -> list[Token]:
    """The tokens with ``<=``, ``~|`` and ``~&`` expressed by other connectives."""
    whole = [at("LPAR", "(", tokens[0]), *tokens, at("RPAR", ")", tokens[-1])]
    edits: dict[int, list[Token]] = {}
    for group in groups(whole):
        for index in group.connectives:
            if whole[index].value in _UNUSUAL:
                _rewrite(edits, whole, group, index, source)
    return [new for index, old in enumerate(whole) for new in edits.get(index, (old,))]


def _rewrite(edits: dict[int, list[Token]], tokens: Sequence[Token], group: Group, index: int, source: str) -> None:
    sign, opening, closing = tokens[index], tokens[group.head + 1], tokens[group.close]
    if len(group.connectives) > 1:
        error = ParseError(
            f"{sign.value} is mixed with other connectives",
            source=source,
            span=Span(sign.start_pos or 0, sign.end_pos or 0),
            hint="put parentheses around one of them",
        )
        error.mistake = "misplaced"
        raise error
    left, right = at("LPAR", "(", sign), at("RPAR", ")", sign)
    before = [] if sign.value == "<=" else [at("NOT", "¬", sign)]
    between = at("AND", "∧", sign) if sign.value == "~&" else at("OR", "∨", sign)
    negation = [at("NOT", "¬", sign)] if sign.value == "<=" else []
    edits[group.head + 1] = [opening, *before, left, left]
    edits[index] = [right, between, *negation, left]
    edits[group.close] = [right, right, closing]
