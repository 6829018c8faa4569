"""Declared names as people and models write them, one or more a line.

Read are ``Dog(x): x is a dog``, ``rex: Rex``, ``mother(x) = the mother of x``, ``Dog/1``, list marks, Markdown,
``:::``, ``::``, ``:=``, ``-`` and ``—`` before the meaning, headings such as ``Predicates:`` that say what follows,
lists behind them (``Constants: rex, fido``), and Logic-LM's ``Dog($x, bool)``. A bare name is a constant unless
a heading says otherwise. Lines of prose are passed over; a heading such as ``Premises:`` ends the declarations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nesy.errors import InputTooLarge, ParseError
from nesy.languages.fol.declaration import ENDS, SECTIONS, Declaration, parameters
from nesy.languages.fol.signature import Symbol
from nesy.spans import Span

MAX_CHARACTERS = 200_000
"""Characters in one text of declarations."""

_HEADING = re.compile(
    r"[#*_\s]*(?P<word>[A-Za-z]+?)s?[*_]*\s*:[*_\s]*(?P<rest>.*)|[#*_\s]*(?P<bare>[A-Za-z]+?)s?[*_\s]*"
)
_END = re.compile(rf"[#*_\s]*(?:{'|'.join(ENDS)})[*_]*\s*:?[*_\s]*", re.I)
_MARK = re.compile(r"\s*(?:[-*•+]\s+|\(?\d{1,4}[.)]\s+)?")
_NAME = r"""'(?:[^'\\\n]|\\['\\])+'|"[^"\n]+"|[^\W\d][\w'-]*"""
_HEAD = re.compile(
    rf"[`$*]*(?P<name>{_NAME})(?:[`*]*\s*(?P<list>\((?P<arguments>[^()]*)\))|/(?P<arity>\d))?[`$*]*", re.X
)
_ARGUMENT = re.compile(r"\s*[?$]?(?P<name>[^\W\d]\w*'{0,8})\s*(?::[^,]*)?")
_SEPARATOR = re.compile(r"\s*(?P<sign>:::|::|:=|:|=|[-–—]+(?=\s)|//|\|)\s*|\s*\Z")
_COMMA = re.compile(r"\s*,\s*")
_WORDS = re.compile(r"(?P<name>[^\W\d][\w'.-]*(?: [\w'.-]+){1,8})\s*:")


def read_declarations(text: str) -> list[tuple[Declaration, Span]]:
    """The declarations of a text with their places.

    Raises:
        ParseError: at a line that is neither a declaration nor prose, or if nothing is declared.
        InputTooLarge: beyond :data:`MAX_CHARACTERS`.

    >>> [str(d) for d, _ in read_declarations("Sure!\\n**Predicates:**\\n1. `Dog(x)`: x is a dog.\\n2. Raining")]
    ['Dog(x): x is a dog.', 'Raining()']
    """
    if len(text) > MAX_CHARACTERS:
        raise InputTooLarge(
            f"declarations of {len(text):,} characters are over the limit of {MAX_CHARACTERS:,}",
            source=text[:200],
            span=Span(0, 1),
            hint="declare the names that the sentences need",
        )
    found: list[tuple[Declaration, Span]] = []
    section = ""
    for line in re.finditer(r"[^\n]+", text):
        if _END.fullmatch(line.group()):
            break
        section, rest, start = _section(line.group(), line.start(), section)
        found += _declared(text, rest, start, section)
    if not found:
        raise _error("no name is declared here", text, 0, len(text))
    return found


def _section(line: str, start: int, section: str) -> tuple[str, str, int]:
    """The kind of name that a heading announces, and what stands behind the heading."""
    match = _HEADING.fullmatch(line)
    word = (match["word"] or match["bare"]).lower() if match else ""
    if match is None or word not in SECTIONS:
        return section, line, start
    rest = match["rest"] or ""
    return SECTIONS[word], rest, start + len(line) - len(rest)


def _declared(text: str, line: str, start: int, section: str) -> Iterator[tuple[Declaration, Span]]:
    """The declarations of one line: one with its meaning, or several in a list."""
    marked = _MARK.match(line)
    position = marked.end() if marked else 0
    words = _WORDS.match(line, position) if section == "constant" else None
    if words:
        yield _declaration(text, ("constant", words["name"], None), line[words.end() :], words.span(1), start)
        return
    while head := _HEAD.match(line, position):
        comma = _COMMA.match(line, head.end())
        if comma is None:
            break
        yield _declaration(text, _parsed(text, head, start, section, ""), "", head.span(), start)
        position = comma.end()
    sign = _SEPARATOR.match(line, head.end()) if head else None
    if head and sign:
        parsed = _parsed(text, head, start, section, sign["sign"] or "")
        yield _declaration(text, parsed, line[sign.end() :], head.span(), start)
    elif _is_attempt(line[position:]):
        raise _error("this is no declaration", text, start + position, start + len(line))


def _is_attempt(line: str) -> bool:
    """Whether a line that is no declaration was meant as one: a name and a parenthesis stand in front."""
    return re.match(rf"[`$*]*(?:{_NAME})[`*]*(?:\(|/\d)", line) is not None


def _parsed(
    text: str, head: re.Match[str], start: int, section: str, sign: str
) -> tuple[str, str, tuple[str, ...] | None]:
    """Kind, name and arguments of a declared head; None for a head without parentheses."""
    name = head["name"]
    if name[0] in "'\"":
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    if head["list"] is None and head["arity"] is None:
        return section if section != "function" else "constant", name, None
    if head["arity"] is not None:
        arguments = parameters(int(head["arity"]))
    else:
        arguments = _arguments(text, head, start)
    if section == "constant" and not arguments:
        return "constant", name, None
    function = section == "function" or (section == "" and sign in ("=", ":="))
    return "function" if function and arguments else "predicate", name, arguments


def _arguments(text: str, head: re.Match[str], start: int) -> tuple[str, ...]:
    """The names of the arguments; a last ``bool`` is a truth value and none of them."""
    pieces = head["arguments"].split(",") if head["arguments"].strip() else []
    if pieces and pieces[-1].strip().lower() in ("bool", "boolean", "true", "false"):
        pieces.pop()
    names = [_ARGUMENT.fullmatch(piece) for piece in pieces]
    if not all(names):
        raise _error("an argument is no variable", text, start + head.start("list"), start + head.end("list"))
    given = tuple(match["name"] for match in names if match)
    return given if len(set(given)) == len(given) else parameters(len(given))


def _declaration(
    text: str, parsed: tuple[str, str, tuple[str, ...] | None], gloss: str, place: tuple[int, int], start: int
) -> tuple[Declaration, Span]:
    kind, name, arguments = parsed
    span = Span(*place).shifted(start)
    try:
        symbol = Symbol(kind or "constant", name, len(arguments or ()))
        return Declaration(symbol, gloss.strip().strip("`"), arguments or ()), span
    except ValueError as err:
        raise _error(str(err), text, span.start, span.end) from err


def _error(message: str, text: str, start: int, end: int) -> ParseError:
    error = ParseError(
        message,
        source=text,
        span=Span(start, max(start, end)),
        expected=("Dog(x): x is a dog", "rex: Rex", "mother(x) = the mother of x"),
        hint="declare one name a line",
    )
    error.mistake = "no-declaration"
    return error
