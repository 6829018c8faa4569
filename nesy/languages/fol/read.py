"""The reader: a text in any dialect to a theory, with every repair recorded."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lark import Token

from nesy.errors import InputTooLarge, InputUnreadable, NesyError, NotAProblem, ParseError, UnknownName
from nesy.languages.fol.dialects import DIALECTS, Dialect, detect
from nesy.languages.fol.document import Document, Entry
from nesy.languages.fol.parse import parse_tokens
from nesy.languages.fol.passes import (
    CONCLUSION_PASSES,
    FORMULA_PASSES,
    PROGRAM_PASSES,
    RULE_PASSES,
    THEORY_PASSES,
    TOKEN_PASSES,
    RepairOptions,
)
from nesy.languages.fol.passes.base import FormulaPass, located
from nesy.languages.fol.syntax import Formula
from nesy.languages.fol.theory import Statement, Theory
from nesy.repair import Repair
from nesy.spans import Span

_NO_TEXT = re.compile("[\0\ud800-\udfff]")

MAX_TEXT = 5_000_000
"""Characters in one theory."""
MAX_STATEMENTS = 100_000
"""Formulas in one theory."""
MAX_MENDED = 1_000
"""Tokens of a formula that the token passes try to mend; what is longer must parse as it stands."""
_DROPPED = {"prose": 0.95, "premise": 0.6, "fact": 0.6, "rule": 0.6}


def read_theory(text: str, *, dialect: str = "auto", options: RepairOptions | None = None) -> Theory:
    """The theory that a text spells.

    Args:
        text: one or more formulas; ``|-`` or ``conclusion:`` marks the goal.
        dialect: a name of :data:`~nesy.languages.fol.dialects.DIALECTS`, or ``auto``.
        options: which repairs may be made.

    Raises:
        ParseError: at the first formula that cannot be read, with its place in ``text``.
        InputTooLarge, InputUnreadable: if the text is too long or holds NUL characters.
        NotAProblem: if there is no formula in it.

    >>> theory = read_theory("forall x. (Man(x) -> Mortal(x))\\nMan(socrates)\\n|- Mortal(socrates)")
    >>> len(theory.premises), str(theory.conclusion.formula)
    (2, 'Mortal(socrates)')
    """
    options = options or RepairOptions()
    check_text(text, MAX_TEXT)
    document = _dialect(text, dialect).split(text)
    if not document.entries:
        raise NotAProblem(
            "there is no formula in this text", source=text[:200], span=Span(0, 1), hint="write one a line"
        )
    if len(document.entries) > MAX_STATEMENTS:
        raise InputTooLarge(f"{len(document.entries):,} formulas are over the limit of {MAX_STATEMENTS:,}")
    read, repairs = _read_entries(document, text, options)
    goals = [(s, e) for s, e in read if e.role == "conclusion"]
    premises = [s for s, e in read if e.role != "conclusion"]
    if len(goals) > 1:
        place = goals[1][1]
        raise ParseError(
            "there is a second conclusion",
            source=text,
            span=Span(place.start, place.start + len(place.formula)),
            hint="join them with ∧, or ask one at a time",
        )
    theory = Theory(tuple(premises), goals[0][0] if goals else None, document.rules, repairs)
    if options.repair:
        for theory_pass in THEORY_PASSES:
            theory = theory_pass(theory, options)
    return theory


def _read_entries(
    document: Document, source: str, options: RepairOptions
) -> tuple[list[tuple[Statement, Entry]], tuple[Repair, ...]]:
    """The statements of those entries that are formulas."""
    read: list[tuple[Statement, Entry]] = []
    repairs: list[Repair] = []
    number = 0
    for entry in document.entries:
        number += entry.role not in ("conclusion", "prose")
        name = entry.name or (str(number) if entry.role not in ("conclusion", "prose") else "conclusion")
        try:
            formula, made = read_entry(entry, source, document.rules, options)
        except ParseError as err:
            if not _may_drop(entry, document, options):
                raise
            repairs.append(Repair("drop_unreadable_line", err.message, name, _DROPPED[entry.role], entry.formula))
            continue
        repairs += located(made, name)
        read.append((Statement(formula, name, entry.text or entry.formula), entry))
    return read, tuple(repairs)


def _may_drop(entry: Entry, document: Document, options: RepairOptions) -> bool:
    return document.drops_prose and options.repair and options.drop and entry.role != "conclusion"


def read_entry(entry: Entry, source: str, rules: bool, options: RepairOptions) -> tuple[Formula, tuple[Repair, ...]]:
    """The formula of one entry, and what was repaired in it.

    Raises:
        ParseError: if the entry cannot be read or is prose.
    """
    if entry.role == "prose":
        span = Span(entry.start, entry.start + len(entry.formula))
        raise ParseError("this is no formula", source=source, span=span, hint="leave it out")
    try:
        formula, repairs = _parse(entry.tokenize(entry.formula), entry.formula, options)
    except NesyError as err:
        err.source, err.span = source, (err.span or Span(0, 0)).shifted(entry.start)
        raise
    for formula_pass in _formula_passes(entry.role, rules, options):
        formula, made = formula_pass(formula)
        repairs += made
    return formula, repairs


def _formula_passes(role: str, rules: bool, options: RepairOptions) -> tuple[FormulaPass, ...]:
    conclusion = role == "conclusion"
    dialect = PROGRAM_PASSES + (() if conclusion else RULE_PASSES) if rules else ()
    repairing = (CONCLUSION_PASSES if conclusion else FORMULA_PASSES) if options.repair else ()
    return dialect + repairing


def _parse(tokens: Sequence[Token], source: str, options: RepairOptions) -> tuple[Formula, tuple[Repair, ...]]:
    """Parse; if that fails, mend the tokens pass by pass until it does not."""
    try:
        return parse_tokens(tokens, source), ()
    except ParseError as err:
        first = err
    repairs: tuple[Repair, ...] = ()
    for token_pass in TOKEN_PASSES if options.repair and len(tokens) <= MAX_MENDED else ():
        tokens, made = token_pass(tokens)
        repairs += made
        if not made:
            continue
        try:
            return parse_tokens(tokens, source), repairs
        except ParseError:
            continue
    raise first


def read_formula(text: str, *, dialect: str = "auto", options: RepairOptions | None = None) -> Formula:
    """The formula that a text spells, repaired if need be.

    Raises:
        ParseError: if it cannot be read.
        UnknownName: if there is no such dialect.

    >>> print(read_formula("∀x (Dog(x) → Mammal(x)"))
    ∀x (Dog(x) → Mammal(x))
    """
    check_text(text, MAX_TEXT)
    entry = Entry(text, 0, tokenize=_dialect(text, dialect).tokenize)
    return read_entry(entry, text, False, options or RepairOptions())[0]


def _dialect(text: str, name: str) -> Dialect:
    if name == "auto":
        name = detect(text)
    if name not in DIALECTS:
        raise UnknownName(f"there is no dialect {name!r}", expected=sorted(DIALECTS))
    return DIALECTS[name]


def check_text(text: str, limit: int) -> None:
    """Refuse a text that is too long or holds characters that no text has.

    Raises:
        InputTooLarge: beyond ``limit`` characters.
        InputUnreadable: at a NUL character or half a surrogate pair.
    """
    if len(text) > limit:
        raise InputTooLarge(
            f"a text of {len(text):,} characters is over the limit of {limit:,}",
            source=text[:200],
            span=Span(0, 1),
            hint="split it into several problems",
        )
    bad = _NO_TEXT.search(text)
    if bad is not None:
        raise InputUnreadable(
            f"character {bad.group()!a} at offset {bad.start()} belongs to no text",
            source=text,
            span=Span(bad.start(), bad.end()),
            hint="save the file as UTF-8 text",
        )
