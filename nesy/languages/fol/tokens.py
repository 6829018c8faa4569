"""The lexer of first-order logic: one lexer for the spellings that people and models use.

It emits the terminals of ``grammars/fol.lark``. A name that a quantifier of the same formula binds,
and a lone letter from u to z, becomes the terminal ``FREE``, which the builder reads as a variable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from lark import Token

from nesy.errors import InputTooLarge, ParseError
from nesy.languages.fol.prefix import has_calls, infix
from nesy.spans import Span

MAX_CHARACTERS = 200_000
"""Characters in one formula."""
MAX_TOKENS = 20_000
"""Tokens in one formula."""

_WORDS = {
    "forall": "FORALL",
    "for_all": "FORALL",
    "foreach": "FORALL",
    "all": "FORALL",
    "every": "FORALL",
    "exists": "EXISTS",
    "thereexists": "EXISTS",
    "there_exists": "EXISTS",
    "exist": "EXISTS",
    "some": "EXISTS",
    "not": "NOT",
    "and": "AND",
    "or": "OR",
    "xor": "XOR",
    "implies": "IMPLIES",
    "iff": "IFF",
}
KEYWORDS = frozenset(_WORDS)
"""The words, in lower case, that stand for connectives and quantifiers."""
_QUANTIFIERS = ("FORALL", "EXISTS")
_LATEX = {
    "forall": "FORALL",
    "exists": "EXISTS",
    "neg": "NOT",
    "lnot": "NOT",
    "sim": "NOT",
    "land": "AND",
    "wedge": "AND",
    "lor": "OR",
    "vee": "OR",
    "oplus": "XOR",
    "veebar": "XOR",
    "to": "IMPLIES",
    "rightarrow": "IMPLIES",
    "Rightarrow": "IMPLIES",
    "implies": "IMPLIES",
    "supset": "IMPLIES",
    "leftrightarrow": "IFF",
    "Leftrightarrow": "IFF",
    "iff": "IFF",
    "equiv": "IFF",
    "top": "TRUE",
    "bot": "FALSE",
    "neq": "NEQ",
    "ne": "NEQ",
    "lt": "COMPARE",
    "gt": "COMPARE",
    "le": "COMPARE",
    "leq": "COMPARE",
    "ge": "COMPARE",
    "geq": "COMPARE",
    "cdot": "TIMES",
    "times": "TIMES",
}
_LATEX_BLANKS = frozenset(
    {"quad", "qquad", "left", "right", "big", "Big", "bigl", "bigr", "Bigl", "Bigr", "displaystyle"}
)
_LATEX_FONTS = frozenset({"text", "textit", "textrm", "textsf", "mathrm", "mathit", "mathsf", "mathbf", "operatorname"})
_SYMBOLS = {
    **dict.fromkeys(("∀", "⋀"), "FORALL"),
    **dict.fromkeys(("∃", "⋁"), "EXISTS"),
    **dict.fromkeys(("¬", "~", "!", "～", "￢"), "NOT"),
    **dict.fromkeys(("∧", "&", "&&", "/\\"), "AND"),
    **dict.fromkeys(("∨", "|", "||", "\\/"), "OR"),
    **dict.fromkeys(("⊕", "⊻", "^", "<~>"), "XOR"),
    **dict.fromkeys(("→", "->", "=>", "⇒", "⟶", "⟹", "⊃", "==>", "-->", ">>", ">>>"), "IMPLIES"),
    **dict.fromkeys(("↔", "<->", "<=>", "⇔", "⟷", "≡", "<==>", "<-->"), "IFF"),
    **dict.fromkeys(("⊤", "$true", "$T"), "TRUE"),
    **dict.fromkeys(("⊥", "$false", "$F"), "FALSE"),
    **dict.fromkeys(("=", "=="), "EQ"),
    **dict.fromkeys(("≠", "!=", "/=", "=/="), "NEQ"),
    **dict.fromkeys(("<", "<=", "≤", ">", ">=", "≥"), "COMPARE"),
    "+": "PLUS",
    "-": "MINUS",
    "−": "MINUS",
    "–": "MINUS",
    "*": "TIMES",
    "·": "TIMES",
    "(": "LPAR",
    "[": "LPAR",
    "{": "LPAR",
    "（": "LPAR",
    ")": "RPAR",
    "]": "RPAR",
    "}": "RPAR",
    "）": "RPAR",
    ",": "COMMA",
    "，": "COMMA",
    ":": "COLON",
    "：": "COLON",
    ".": "DOT",
}
_COMPARE = {"≤": "<=", "≥": ">=", "le": "<=", "leq": "<=", "ge": ">=", "geq": ">=", "lt": "<", "gt": ">"}

_TOKEN = re.compile(
    r"""(?P<blank>[\s\u200b\ufeff\u2061]+|\\[,;:!>\x20]|\\\\)
      | (?P<free>(?:\?|\$(?!(?:true|false|[TF])\b))(?:[^\W\d]|\\_)(?:\w|\\_)*'{0,8})
      | (?P<money>(?:[A-Z]{2,3})?[$€£]\d+(?:,\d{3})*(?:\.\d+)?)
      | (?P<quoted>"(?:[^"\\\n]|\\["\\])+"|'(?:[^'\\\n]|\\['\\])+'|‘[^’\n]+’|“[^”\n]+”)
      | (?P<name>(?:[^\W\d]|\d+(?=[^\W\d_]))(?:\w|\\_)*(?:[-.'’/&](?:[^\W_]|_)(?:\w|\\_)*)*
           (?:\+{1,2}(?=\s*[,)])|'{1,8}(?![\w']))?)
      | (?P<number>\d+(?:\.\d+|/\d+)?)
      | (?P<latex>\\[A-Za-z]+)
      | (?P<symbol>\$(?:true|false|[TF])\b|<==>|<-->|<=>|<->|<~>|==>|-->|=/=|->|=>|<=|>=|!=|/=|==|>>>|>>
          |&&|\|\||/\\|\\/|[^\w\s'"‘“$?\\])
      | (?P<unknown>.)
    """,
    re.VERBOSE,
)
_SORT = re.compile(r"(?P<name>[^\W\d]\w*(?:[-./&][^\W\d]\w*)*'{0,8})")
_BINDER = re.compile(r"([^\W\d]\w*'{0,8})")
_BINDER_LIST = re.compile(r"\s*[(\[{]\s*[?$]?[^\W\d]\w*'{0,8}(?:\s*[,\s]\s*[?$]?[^\W\d]\w*'{0,8}){0,20}\s*[)\]}]")
_FIRST_BINDER = re.compile(r"\s*[?$]?([^\W\d]\w*'{0,8})")
_NEXT_BINDER = re.compile(
    r"(?:\s*,\s*|\s+)[?$]?([a-z]\d{0,2}'{0,3})(?![\w('])(?!\s*(?:[=≠<>≤≥→∧∨⊕↔⇒⇔&|^)\]+*·]|-|!=|/=|and\b|or\b|\.?\s*\Z))"
)
_DOTTED_BINDERS = re.compile(
    r"\s*[?$]?[^\W\d]\w*'{0,3}"
    r"(?:(?:\s*,\s*|\s+)(?!(?i:forall|exists|all|some)\b)[?$]?[^\W\d]\w{0,40}'{0,3}){1,20}(?=\s*\.\s*\S)"
)
_BINDER_COMMA = re.compile(r"\s*(,)\s*")
_BLANK_REST = re.compile(r"\s*\Z")
_VARIABLE_LIKE = re.compile(r"[u-z]\d{0,2}'{0,3}")
_LATEX_BRACED = re.compile(r"\s*\{((?:[^{}\\]|\\[^\w\n]|\\_|\\text[a-z]{1,20}\{\}){1,202})\}")
_LATEX_CHARACTERS = {"backslash": "\\", "asciitilde": "~", "asciicircum": "^", "quotesingle": "'"}


def tokenize(text: str) -> list[Token]:
    """The terminals of one formula, with their offsets in ``text``; ``UNKNOWN`` where no dialect knows a character.

    Raises:
        InputTooLarge: beyond :data:`MAX_CHARACTERS` or :data:`MAX_TOKENS`.

    >>> [(t.type, t.value) for t in tokenize("all x. Dog(x)")]
    [('FORALL', 'all'), ('NAME', 'x'), ('DOT', '.'), ('NAME', 'Dog'), ('LPAR', '('), ('FREE', 'x'), ('RPAR', ')')]
    """
    if len(text) > MAX_CHARACTERS:
        raise InputTooLarge(
            f"a formula of {len(text):,} characters is over the limit of {MAX_CHARACTERS:,}",
            source=text[:200],
            span=Span(0, 1),
            hint="split it into several premises",
        )
    tokens: list[Token] = []
    for token in _scan(text):
        tokens.append(token)
        if len(tokens) > MAX_TOKENS:
            raise InputTooLarge(
                f"a formula of more than {MAX_TOKENS:,} tokens is over the limit",
                source=text,
                span=Span(token.start_pos or 0, token.end_pos or 0),
                hint="split it into several premises",
            )
    return mark_variables(infix(tokens, text) if has_calls(text) else tokens)


def _scan(text: str) -> Iterator[Token]:
    position, end = 0, len(text)
    previous = ""
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            raise unknown_character(text, position)
        if match.lastgroup == "blank":
            position = match.end()
            continue
        if match.lastgroup == "name" and previous == "COLON":
            match = _SORT.match(text, position) or match
        token = _classify(text, match, previous)
        position = match.end() if token is None or token.end_pos is None else max(match.end(), token.end_pos)
        if token is None:
            continue
        yield token
        previous = "SORT" if previous == "COLON" else token.type
        if token.type in ("FORALL", "EXISTS"):
            binders, position = _binders(text, token)
            yield from binders
            position = max(position, token.end_pos or 0)


def unknown_character(text: str, position: int) -> ParseError:
    """The error at a character that starts no token."""
    error = ParseError(
        f"{text[position : position + 1]!r} starts no name, number or symbol of a formula",
        source=text,
        span=Span(position, position + 1),
        hint="put names with unusual characters in single quotes, such as 'C#'",
    )
    error.mistake = "unknown-character"
    return error


def _token(kind: str, value: str, start: int, end: int) -> Token:
    return Token(kind, value, start, None, None, None, None, end)  # by position: half the time


def _classify(text: str, match: re.Match[str], previous: str) -> Token | None:
    kind = match.lastgroup
    value, start, end = match.group(), match.start(), match.end()
    if kind == "name":
        return _name(text, value, start, end, previous)
    if kind == "symbol":
        return _symbol(text, value, start, end, previous)
    if kind == "free":
        return _token("FREE", value[1:].replace("\\_", "_"), start, end)
    if kind == "quoted":
        return _token("QUOTED", re.sub(r"\\(.)", r"\1", value[1:-1]), start, end)
    if kind == "money":
        return _token("QUOTED", value, start, end)
    if kind in ("number", "unknown"):
        return _token(kind.upper(), value, start, end)
    return _latex(text, value, start, end)


def _name(text: str, value: str, start: int, end: int, previous: str) -> Token:
    kind = _WORDS.get(value.lower())
    if kind is None or (kind not in _QUANTIFIERS and not (value.islower() or value.isupper() or value.istitle())):
        return _token("NAME", value.replace("\\_", "_").replace("’", "'"), start, end)
    if not _is_keyword(text, kind, end, previous):
        return _token("NAME", value, start, end)
    return _token(kind, value, start, end)


def _is_keyword(text: str, kind: str, end: int, previous: str) -> bool:
    """Whether a word stands where a connective or quantifier can stand, not where a name does."""
    rest = text[end : end + 1]
    if previous == "COLON":
        return False
    if kind in ("FORALL", "EXISTS"):
        return rest.isspace() and bool(re.match(r"\s+[?$]?[^\W\d]\w*\s*[^\s)]", text[end : end + 400]))
    operand_before = previous in ("NAME", "FREE", "QUOTED", "NUMBER", "RPAR", "TRUE", "FALSE")
    if kind == "NOT":
        return not operand_before
    return operand_before and bool(rest)


def _symbol(text: str, value: str, start: int, end: int, previous: str) -> Token | None:
    kind = _SYMBOLS.get(value)
    if kind is None:
        return _token("UNKNOWN", value, start, end)
    if kind == "MINUS" and previous not in ("NAME", "FREE", "QUOTED", "NUMBER", "RPAR"):
        kind = "MINUS" if text[end : end + 1].isdigit() else "NOT"
    if kind == "DOT" and _BLANK_REST.match(text, end):
        return None
    return _token(kind, _COMPARE.get(value, value), start, end)


def _latex(text: str, value: str, start: int, end: int) -> Token | None:
    command = value[1:]
    if command in _LATEX_BLANKS:
        return None
    if command in _LATEX_FONTS and (braced := _LATEX_BRACED.match(text, end)):
        return _latex_name(braced.group(1), start, braced.end())
    kind = _LATEX.get(command)
    if kind is None:
        return _token("UNKNOWN", value, start, end)
    return _token(kind, _COMPARE.get(command, value), start, end)


def _latex_name(text: str, start: int, end: int) -> Token:
    """The name in ``\\text{…}`` or another font; in single quotes it is never a variable or keyword."""
    name = re.sub(r"\\text([a-z]+)\{\}|\\(.)", lambda m: _LATEX_CHARACTERS.get(m[1], m[2] or m[0]), text).strip()
    if len(name) > 2 and name[0] == name[-1] == "'":
        return _token("QUOTED", name[1:-1], start, end)
    return _token("NAME" if re.fullmatch(r"\w[\w-]*'{0,8}", name) else "QUOTED", name, start, end)


def _binders(text: str, quantifier: Token) -> tuple[list[Token], int]:
    """The variables behind a quantifier and the offset behind them.

    Each variable but the first gets a quantifier of its own, so that the grammar knows one at a time.
    """
    start = quantifier.end_pos or 0
    bracketed = _BINDER_LIST.match(text, start) or _DOTTED_BINDERS.match(text, start)
    names = list(_BINDER.finditer(bracketed.group(), 0)) if bracketed else []
    if bracketed:
        spans = [(start + m.start(1), start + m.end(1)) for m in names]
        return _quantified(text, quantifier, spans), bracketed.end()
    return _bare_binders(text, quantifier, start)


def _bare_binders(text: str, quantifier: Token, position: int) -> tuple[list[Token], int]:
    spans: list[tuple[int, int]] = []
    pattern = _FIRST_BINDER
    while match := pattern.match(text, position):
        spans.append(match.span(1))
        position = match.end(1)
        pattern = _NEXT_BINDER
    tokens = _quantified(text, quantifier, spans)
    comma = _BINDER_COMMA.match(text, position)
    if spans and comma:
        tokens.append(_token("DOT", ",", comma.start(1), comma.end(1)))
        position = comma.end()
    return tokens, position


def _quantified(text: str, quantifier: Token, spans: Sequence[tuple[int, int]]) -> list[Token]:
    tokens: list[Token] = []
    for index, (start, end) in enumerate(spans):
        if index:
            tokens.append(_token(quantifier.type, quantifier.value, start, start))
        tokens.append(_token("NAME", text[start:end], start, end))
    return tokens


def mark_variables(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with every name that denotes a variable made a ``FREE`` terminal."""
    bound = {t.value for q, t in pairwise(tokens) if q.type in ("FORALL", "EXISTS")}
    marked: list[Token] = []
    last = len(tokens) - 1
    for index, token in enumerate(tokens):
        if (
            token.type == "NAME"
            and (token.value in bound or _VARIABLE_LIKE.fullmatch(token.value))
            and not (index < last and tokens[index + 1].type == "LPAR")
            and not (index and tokens[index - 1].type in ("FORALL", "EXISTS", "COLON"))
        ):
            token = _token("FREE", token.value, token.start_pos or 0, token.end_pos or 0)
        marked.append(token)
    return marked
