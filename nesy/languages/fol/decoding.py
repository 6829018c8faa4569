"""The grammars that bind a model which writes first-order logic.

All are made from ``grammars/fol.lark``. Without a vocabulary they admit every name and spelling of that file;
with one they admit its names only, in the canonical spelling (:mod:`nesy.languages.fol.specialised`), and the
reader and :meth:`~nesy.languages.fol.vocabulary.Vocabulary.check` accept all that they derive.
"""

from __future__ import annotations

from collections.abc import Sequence

from nesy.languages.decoding import Grammar
from nesy.languages.fol.grammar_text import literal, starting_with, terminals
from nesy.languages.fol.schema import program_schema
from nesy.languages.fol.specialised import specialised_rules
from nesy.languages.fol.vocabulary import Vocabulary


def formula_grammar(vocabulary: Vocabulary | None = None) -> Grammar:
    """The grammar of one formula.

    >>> formula_grammar().lark.splitlines()[0]
    'start: formula'
    """
    return _grammar("formula", vocabulary, "")


def program_grammar(vocabulary: Vocabulary | None = None, *, premises: int | None = None) -> Grammar:
    r"""The grammar of a whole program: premises, one a line, then ``⊢`` and the conclusion.

    Args:
        vocabulary: the only names that may be used; any if None.
        premises: how many premises there are; any number if None.

    >>> print(program_grammar(premises=1).lark.splitlines()[0])
    start: formula NEWLINE GOAL formula NEWLINE?
    """
    if vocabulary is None and premises is None:
        return _grammar("program", None, program_schema())
    goal, end = ("GOAL", "NEWLINE") if vocabulary is None else ('"⊢ "', r'"\n"')
    lines = f"(formula {end})* " if premises is None else f"formula {end} " * premises
    return _grammar(f"{lines}{goal} formula {end}?", vocabulary, program_schema(vocabulary, premises))


def pairs_grammar(sentences: Sequence[str], vocabulary: Vocabulary | None = None) -> Grammar:
    r"""The grammar of ``TEXT:`` and ``FOL:`` lines for these very sentences, in order; the last is the conclusion.

    A model cannot leave a sentence out, change it or add one. Line breaks and control characters in a
    sentence become single blanks.

    >>> print(pairs_grammar(["Rex is a dog.", "Rex barks."]).lark.splitlines()[0])
    start: "TEXT: Rex is a dog.\nFOL: " formula "\nTEXT: Rex barks.\nFOL: " formula "\n"?
    """
    breaks = ["", *["\n"] * (len(sentences) - 1)]
    heads = [literal(f"{mark}TEXT: {_on_one_line(s)}\nFOL: ") for mark, s in zip(breaks, sentences, strict=True)]
    start = " formula ".join(heads) + r' formula "\n"?'
    return _grammar(start, vocabulary, program_schema(vocabulary, max(0, len(sentences) - 1)))


def vocabulary_grammar() -> Grammar:
    """The grammar of declared names, one a line, as the text of a vocabulary has them."""
    rules = r"""start: declaration (NEWLINE declaration)* NEWLINE?
declaration: name "(" (VARIABLE (", " VARIABLE)*)? "): " GLOSS
           | name "(" VARIABLE (", " VARIABLE)* ") = " GLOSS
           | name ": " GLOSS
?name: NAME | QUOTED
VARIABLE: /[u-z][0-9]?/
GLOSS: /[^\x00-\x20\x7f\u0085\u00a0\u2028\u2029][^\x00-\x1f\x7f\u0085\u2028\u2029]{0,159}/
"""
    return Grammar("fol", rules + terminals("NAME", "LEFT", "REST", "BEGUN", "QUOTED", "BLANK", "NEWLINE"))


def _grammar(start: str, vocabulary: Vocabulary | None, schema: str) -> Grammar:
    if vocabulary is None:
        return Grammar("fol", starting_with(start), schema)
    return Grammar("fol", f"start: {start}\n{specialised_rules(vocabulary)}", schema, specialised=True)


def _on_one_line(sentence: str) -> str:
    return " ".join("".join(" " if ord(c) < 32 or 127 <= ord(c) < 160 else c for c in sentence).split())
