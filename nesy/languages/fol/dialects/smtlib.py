"""SMT-LIB 2.6 scripts: ``declare-…`` and ``assert`` commands over uninterpreted sorts and numbers.

The symbols that nesy prints say themselves what they are (``Dog/1``, ``rex@0``, ``?x``); of others the
declarations do. An assertion ``(! (not φ) :named |conclusion: n|)`` states that φ is the conclusion;
any other assertion is a premise, also a negated one at the end. ``let`` is expanded. A script has one
declared sort, which is the whole domain.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from lark import Token

from nesy.errors import Unsupported
from nesy.languages.fol.dialects.sexpr import Expr, malformed, read_expressions
from nesy.languages.fol.dialects.smtlib_terms import Scope, formula_tokens, unquoted
from nesy.languages.fol.document import Document, Entry
from nesy.spans import Span

_START = re.compile(
    r"\s*(?:;[^\n]*\n\s*)*\(\s*(?:(?:set-logic|set-info|set-option|declare-[a-z]+|define-[a-z]+|check-sat)\b"
    r"|(?P<assertion>assert)\b|(?:forall|exists)\s*\(\s*\(|=>\s)"
)
_ASSERTED = re.compile(r"\s*(?P<symbol>\|[^|]*\||[^\s()'\"|]+)|\s*\(")
_PIECE = re.compile(r"\|[^|]*\||\"[^\"]*\"|'[^']*'|(?P<open>\()|(?P<close>\))|.", re.S)
_PASSED_OVER = frozenset(
    [
        "set-logic",
        "set-info",
        "set-option",
        "check-sat",
        "get-model",
        "get-proof",
        "get-unsat-core",
        "exit",
        "echo",
        "get-info",
    ]
)
_COMMAND = re.compile(r"assert|check-sat|exit|(?:set|get|declare|define)-[a-z-]+")
_GOAL = "conclusion: "
_PREMISE = re.compile(r"premise \d+: (.*)", re.DOTALL)


def recognises(text: str) -> bool:
    """Whether a text starts with a command of SMT-LIB.

    >>> recognises("(declare-sort U 0)"), recognises("(P(a) & Q(a))")
    (True, False)
    >>> recognises("(assert (P a))"), recognises("(assert(x) < x & P)")
    (True, False)
    """
    start = _START.match(text)
    return start is not None and (start["assertion"] is None or not _goes_on(text, start.end()))


def _goes_on(text: str, at: int) -> bool:
    """Whether more than one thing follows: then it is a formula that begins with a name ``assert``.

    A sign or another term stands behind the first one there; a command has a parenthesis or nothing.
    """
    asserted = _ASSERTED.match(text, at)
    if asserted is None:
        return False
    end = asserted.end() if asserted["symbol"] else _behind_group(text, asserted.end())
    rest = text[end:].lstrip()
    return bool(rest) and rest[0] not in (")" if asserted["symbol"] else "()")


def _behind_group(text: str, at: int) -> int:
    """The place behind the parenthesis that closes the one before ``at``; the text's end if none does."""
    depth = 1
    for piece in _PIECE.finditer(text, at):
        depth += bool(piece["open"]) - bool(piece["close"])
        if not depth:
            return piece.end()
    return len(text)


def split(text: str) -> Document:
    """The assertions, with the declarations before them as their scope; a text without commands is formulas.

    Raises:
        ParseError: if parentheses do not match or a command has a wrong shape.
        Unsupported: at a command that this reader does not carry out.
    """
    entries: list[Entry] = []
    kinds: dict[str, str] = {}
    sort: str | None = None
    commands = list(read_expressions(text))
    script = any(c.head is not None and _COMMAND.fullmatch(c.head) for c in commands)
    for command in commands:
        head = command.head
        if head == "assert" and len(command.parts) == 2:
            entries.append(_entry(text, command.parts[1]))
        elif head == "declare-sort" and len(command.parts) > 1 and sort is None:
            sort = command.parts[1].text
        elif head in ("declare-fun", "declare-const") and len(command.parts) in (3, 4):
            kinds[command.parts[1].text] = _kind(text, command, sort)
        elif not script:
            entries.append(Entry(text[command.start : command.end], command.start))
        elif head not in _PASSED_OVER:
            _refuse(text, command)
    tokens_of = partial(tokenize, scope=Scope(MappingProxyType(kinds), sort))
    return Document("smtlib", tuple(replace(entry, tokenize=tokens_of) for entry in entries))


def _kind(text: str, declaration: Expr, sort: str | None) -> str:
    """``predicate`` or ``function``, for a symbol over the script's one sort."""
    result = declaration.parts[-1]
    arguments = declaration.parts[2].parts if len(declaration.parts) == 4 else ()
    for place in (*arguments, *(() if result.text == "Bool" else (result,))):
        if place.text != sort:
            raise Unsupported(
                f"the sort {text[place.start : place.end]} is not read",
                source=text,
                span=Span(place.start, place.end),
                expected=("Bool", sort or "a declared sort"),
                hint="declare one sort with (declare-sort U 0) and use it throughout",
            )
    return "predicate" if result.text == "Bool" else "function"


def _refuse(text: str, command: Expr) -> None:
    if command.head is None or command.head == "assert" or command.head.startswith("declare-"):
        raise malformed(text, command, "this is no command of a script", "write (assert φ) or (declare-fun f (U) Bool)")
    raise Unsupported(
        f"the command {command.head} is not read",
        source=text,
        span=Span(command.start, command.end),
        expected=("assert", "declare-const", "declare-fun", "declare-sort"),
        hint="replace what it defines by assertions",
    )


def _entry(text: str, body: Expr) -> Entry:
    """An assertion; the name of an annotated one says whether it is the conclusion."""
    name = _attribute(body, ":named")
    inner = body.parts[1] if name else body
    if name.startswith(_GOAL) and inner.head == "not" and len(inner.parts) == 2:
        inner = inner.parts[1]
        name = name.removeprefix(_GOAL)
        return Entry(
            text[inner.start : inner.end], inner.start, "conclusion", name="" if name == "conclusion" else name
        )
    premise = _PREMISE.fullmatch(name)
    return Entry(text[inner.start : inner.end], inner.start, name=premise.group(1) if premise else name)


def _attribute(body: Expr, key: str) -> str:
    parts = body.parts if body.head == "!" else ()
    for attribute, value in zip(parts[2::2], parts[3::2], strict=False):
        if attribute.text == key:
            return unquoted(value.text)
    return ""


def tokenize(text: str, scope: Scope | None = None) -> list[Token]:
    """The terminals of one formula.

    Raises:
        ParseError: if it is not exactly one expression, or one that is no formula.

    >>> print(*tokenize("(forall ((?x U)) (=> (Dog/1 ?x) (= ?x rex@0)))"))
    ∀ x ( ( ( Dog ( x ) ) → ( ( x = rex ) ) ) )
    """
    expressions = list(read_expressions(text))
    if len(expressions) > 1:
        raise malformed(text, expressions[1], "a second expression follows the formula", "assert it on its own")
    return formula_tokens(expressions[0], text, scope or Scope()) if expressions else []
