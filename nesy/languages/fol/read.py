"""The reader: a text in any dialect to a theory, with every repair recorded."""

from __future__ import annotations

from collections.abc import Sequence

from lark import Token

from nesy.errors import InputTooLarge, InputUnreadable, NotAProblem, ParseError, UnknownName
from nesy.languages.fol.dialects import DIALECTS, detect
from nesy.languages.fol.document import Document, Entry, Tokenizer
from nesy.languages.fol.parse import parse_tokens
from nesy.languages.fol.passes import FORMULA_PASSES, PROGRAM_PASSES, THEORY_PASSES, TOKEN_PASSES, RepairOptions
from nesy.languages.fol.passes.base import located
from nesy.languages.fol.syntax import Formula
from nesy.languages.fol.theory import Statement, Theory
from nesy.languages.fol.tokens import tokenize
from nesy.repair import Repair
from nesy.spans import Span

MAX_TEXT = 5_000_000
"""Characters in one theory."""
MAX_STATEMENTS = 100_000
"""Formulas in one theory."""


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
    name = detect(text) if dialect == "auto" else dialect
    if name not in DIALECTS:
        raise UnknownName(f"there is no dialect {dialect!r}", expected=sorted(DIALECTS))
    document = DIALECTS[name].split(text)
    if not document.entries:
        raise NotAProblem("there is no formula in this text", source=text[:200], span=Span(0, 1), hint="write one a line")
    if len(document.entries) > MAX_STATEMENTS:
        raise InputTooLarge(f"{len(document.entries):,} formulas are over the limit of {MAX_STATEMENTS:,}")
    statements, repairs = _read_entries(document, text, options)
    goals = [s for s, e in zip(statements, document.entries, strict=True) if e.role == "conclusion"]
    premises = [s for s, e in zip(statements, document.entries, strict=True) if e.role != "conclusion"]
    if len(goals) > 1:
        place = [e for e in document.entries if e.role == "conclusion"][1]
        raise ParseError(
            "there is a second conclusion",
            source=text,
            span=Span(place.start, place.start + len(place.formula)),
            hint="join them with ∧, or ask one at a time",
        )
    theory = Theory(tuple(premises), goals[0] if goals else None, document.rules, repairs)
    if options.repair:
        for theory_pass in THEORY_PASSES:
            theory = theory_pass(theory, options)
    return theory


def _read_entries(
    document: Document, source: str, options: RepairOptions
) -> tuple[list[Statement], tuple[Repair, ...]]:
    statements: list[Statement] = []
    repairs: list[Repair] = []
    number = 0
    for entry in document.entries:
        number += entry.role != "conclusion"
        name = entry.name or ("conclusion" if entry.role == "conclusion" else str(number))
        formula, made = read_entry(entry, source, document.rules, options, document.tokenize)
        repairs += located(made, name)
        statements.append(Statement(formula, name, entry.text or entry.formula))
    return statements, tuple(repairs)


def read_entry(
    entry: Entry, source: str, rules: bool, options: RepairOptions, tokens_of: Tokenizer = tokenize
) -> tuple[Formula, tuple[Repair, ...]]:
    """The formula of one entry, and what was repaired in it."""
    try:
        formula, repairs = _parse(tokens_of(entry.formula), entry.formula, options)
    except ParseError as err:
        err.source, err.span = source, (err.span or Span(0, 0)).shifted(entry.start)
        raise
    for formula_pass in (*(PROGRAM_PASSES if rules else ()), *(FORMULA_PASSES if options.repair else ())):
        formula, made = formula_pass(formula)
        repairs += made
    return formula, repairs


def _parse(tokens: Sequence[Token], source: str, options: RepairOptions) -> tuple[Formula, tuple[Repair, ...]]:
    """Parse; if that fails, mend the tokens pass by pass until it does not."""
    try:
        return parse_tokens(tokens, source), ()
    except ParseError as err:
        first = err
    repairs: tuple[Repair, ...] = ()
    for token_pass in TOKEN_PASSES if options.repair else ():
        tokens, made = token_pass(tokens)
        repairs += made
        if not made:
            continue
        try:
            return parse_tokens(tokens, source), repairs
        except ParseError:
            continue
    raise first


def read_formula(text: str, *, options: RepairOptions | None = None) -> Formula:
    """The formula that a text spells, repaired if need be.

    Raises:
        ParseError: if it cannot be read.

    >>> print(read_formula("∀x (Dog(x) → Mammal(x)"))
    ∀x (Dog(x) → Mammal(x))
    """
    check_text(text, MAX_TEXT)
    return read_entry(Entry(text, 0), text, False, options or RepairOptions())[0]


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
    bad = next((i for i, c in enumerate(text) if c == "\0" or "\ud800" <= c <= "\udfff"), None)
    if bad is not None:
        raise InputUnreadable(
            f"character {text[bad]!a} at offset {bad} belongs to no text",
            source=text,
            span=Span(bad, bad + 1),
            hint="save the file as UTF-8 text",
        )
