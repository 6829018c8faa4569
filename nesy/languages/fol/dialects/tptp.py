"""TPTP problems: annotated ``fof``, ``cnf`` and ``tff`` formulas, or bare formulas, one a line.

Upper words are variables; in ``cnf`` every variable is universal, which is its meaning. Names that
:mod:`nesy.languages.fol.printers.tptp` writes are read back. One ``negated_conjecture`` φ makes ¬φ the
conclusion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from lark import Token

from nesy.errors import NesyError, ParseError, Unsupported
from nesy.languages.fol.dialects import lines
from nesy.languages.fol.dialects.tptp_formulas import tokenize, unquoted
from nesy.languages.fol.document import Document, Entry
from nesy.languages.fol.prefix import at
from nesy.spans import Span

_ANNOTATED = re.compile(
    r"^[ \t]*(?:(?:fof|cnf|tff|thf|tcf)\s*\(\s*(?:\w+|'[^'\n]*')\s*,\s*[a-z_]+\s*,"
    r"|include\s*\(\s*'[^'\n]*'\s*[,)][^.\n]*\.)",
    re.M,
)
_QUANTIFIER = re.compile(r"[!?][ \t]*\[[ \t]*[A-Z]\w*[ \t]*[],:]")
_QUOTED = re.compile(r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"")
_PIECE = re.compile(
    r"""(?P<comment>%[^\n]*|/\*.*?\*/)
      | (?P<quoted>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")
      | (?P<open>[(\[])
      | (?P<close>[)\]])
      | (?P<comma>,)
      | (?P<end>\.(?![0-9]))
      | (?P<blank>\s+)
      | (?P<other>\w+|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_HEAD = re.compile(r"\s*([a-z]+)\s*\(")
_PREMISES = frozenset(
    ["axiom", "hypothesis", "definition", "assumption", "lemma", "theorem", "corollary", "plain", "unknown"]
)
_BASIC_TYPE = re.compile(r"(?:\$i|\$o|[\s()*>])+")


def recognises(text: str) -> bool:
    """Whether a text holds an annotated formula or a quantifier such as ``![X]:``.

    >>> recognises("fof(a, axiom, p)."), recognises("![X]: p(X)"), recognises("fof(a, b)")
    (True, True, False)
    >>> recognises("include('Axioms/SET001.ax')."), recognises("include('x') = x")
    (True, False)
    """
    if _ANNOTATED.search(text):
        return True
    return _QUANTIFIER.search(text) is not None and _QUANTIFIER.search(_QUOTED.sub("", text)) is not None


def split(text: str) -> Document:
    """The formulas of a problem; types of individuals are passed over.

    Raises:
        ParseError: if an annotated formula has a wrong shape.
        Unsupported: for ``include``, for roles such as ``question`` and for types other than ``$i``.
    """
    if not _ANNOTATED.search(text):
        found = lines.split(text)
        return Document("tptp", tuple(replace(e, tokenize=tokenize) for e in found.entries))
    entries: list[Entry] = []
    refuted: list[_Annotated] = []
    for unit in _annotated(text):
        if unit.role == "negated_conjecture":
            refuted.append(unit)
        if unit.role != "type" or not _passed_over(unit, text):
            entries.append(_entry(unit, text))
    if len(refuted) > 1:
        raise _refused("a second negated_conjecture is not read", refuted[1], text, "join them with &")
    return Document("tptp", tuple(entries))


@dataclass(frozen=True, slots=True)
class _Annotated:
    language: str
    name: str
    role: str
    formula: str
    start: int
    """Offset of ``formula``."""


def _annotated(text: str) -> Iterator[_Annotated]:
    """The annotated formulas; each ends in ``).``."""
    begin, depth, cuts = -1, 0, list[int]()
    for match in _PIECE.finditer(text):
        kind = match.lastgroup
        if kind in ("comment", "blank"):
            continue
        begin = match.start() if begin < 0 else begin
        if kind in ("open", "close"):
            depth += 1 if kind == "open" else -1
            if depth == 1 - (kind == "close"):
                cuts.append(match.start())
        elif kind == "comma" and depth == 1:
            cuts.append(match.start())
        elif kind == "end":
            yield _unit(text, begin, match.start(), cuts)
            begin, depth, cuts = -1, 0, []
    if begin >= 0:
        raise _mistake("unfinished", "a formula does not end in `).`", text, begin, len(text), "add `).`")


def _unit(text: str, begin: int, end: int, cuts: list[int]) -> _Annotated:
    head = _HEAD.match(text, begin, end)
    language = head.group(1) if head else ""
    if language in ("include", "thf", "tcf"):
        raise Unsupported(
            f"{language}(…) is not read",
            source=text,
            span=Span(begin, end),
            expected=("fof", "cnf", "tff"),
            hint="copy the included formulas here" if language == "include" else "write it in first-order form",
        )
    if language not in ("fof", "cnf", "tff") or len(cuts) < 4:
        raise _mistake(
            "misplaced", "this is no annotated formula", text, begin, end, "write fof(name, axiom, formula)."
        )
    name, role = text[cuts[0] + 1 : cuts[1]].strip(), text[cuts[1] + 1 : cuts[2]].strip()
    body = text[cuts[2] + 1 : cuts[3]]
    start = cuts[2] + 1 + len(body) - len(body.lstrip())
    return _Annotated(language, unquoted(name), role, body.strip(), start)


def _entry(unit: _Annotated, text: str) -> Entry:
    goal = unit.role in ("conjecture", "negated_conjecture")
    if not goal and unit.role not in _PREMISES:
        raise _refused(f"the role {unit.role} is not read", unit, text, "give it the role axiom or conjecture")
    tokens_of = partial(_tokens, closed=unit.language == "cnf", negated=unit.role == "negated_conjecture")
    name = "" if goal and unit.name == "conclusion" else unit.name
    return Entry(unit.formula, unit.start, "conclusion" if goal else "premise", name=name, tokenize=tokens_of)


def _tokens(text: str, *, closed: bool, negated: bool) -> list[Token]:
    """The terminals, universally closed for ``cnf``, negated for a negated conjecture."""
    tokens = tokenize(text)
    if not tokens:
        return tokens
    first, last = tokens[0], tokens[-1]
    variables = dict.fromkeys(t.value for t in tokens if t.type == "FREE") if closed else {}
    if variables:
        binders = [t for name in variables for t in (at("FORALL", "∀", first), at("NAME", name, first))]
        tokens = [*binders, at("LPAR", "(", first), *tokens, at("RPAR", ")", last)]
    return [at("NOT", "¬", first), at("LPAR", "(", first), *tokens, at("RPAR", ")", last)] if negated else tokens


def _passed_over(unit: _Annotated, text: str) -> bool:
    """Whether a type declaration says nothing that matters here: a new sort, or a symbol over ``$i``."""
    declared = unit.formula.partition(":")[2].strip()
    if declared == "$tType" or _BASIC_TYPE.fullmatch(declared):
        return True
    raise _refused(f"the type {declared} is not read", unit, text, "state it as a formula: dog(rex)")


def _refused(message: str, unit: _Annotated, text: str, hint: str) -> NesyError:
    return Unsupported(message, source=text, span=Span(unit.start, unit.start + len(unit.formula)), hint=hint)


def _mistake(mistake: str, message: str, text: str, start: int, end: int, hint: str) -> ParseError:
    error = ParseError(message, source=text, span=Span(start, end), hint=hint)
    error.mistake = mistake
    return error
