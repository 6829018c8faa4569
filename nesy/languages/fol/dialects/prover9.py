"""Prover9's input: ``formulas(assumptions). … end_of_list.`` and ``formulas(goals). … end_of_list.``

``-(A <-> B)`` is read as A ⊕ B, and ``all x ((S(x)) -> φ)`` as a sorted quantifier; see
:mod:`nesy.languages.fol.printers.prover9`. Both readings have the meaning of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lark import Token

from nesy.languages.fol.document import Document, Entry
from nesy.languages.fol.prefix import Group, at, groups
from nesy.languages.fol.tokens import tokenize as generic_tokens

_FRAME = re.compile(r"^[ \t]*formulas[ \t]*\([ \t]*(\w+)[ \t]*\)[ \t]*\.", re.M)
_PIECE = re.compile(
    r"""(?P<comment>%[^\n]*|\#[ \t]*\w+\([^()\n]*\))
      | (?P<quoted>"(?:[^"\\\n]|\\.)*")
      | (?P<frame>\bformulas[ \t]*\([ \t]*(?P<list>\w+)[ \t]*\)[ \t]*\.|\bend_of_list[ \t]*\.
          |\b(?:set|clear|assign|op|if|end_if)[ \t]*(?:\([^()\n]*\))?[ \t]*\.(?=\s|$))
      | (?P<binder>\b(?:all|exists|forall)[ \t]+\w+(?:[ \t]+\w+)*\.(?=[ \t]*[^\s%]))
      | (?P<end>\.(?=\s|%|$))
      | (?P<blank>\s+)
      | (?P<other>[\w]+|.)
    """,
    re.VERBOSE,
)


def recognises(text: str) -> bool:
    """Whether a text has a list of formulas in Prover9's frame.

    >>> recognises("formulas(goals).\\n  mortal(socrates).\\nend_of_list.")
    True
    """
    return _FRAME.search(text) is not None


def split(text: str) -> Document:
    """The formulas, each up to its full stop; those of the list ``goals`` are conclusions."""
    entries: list[Entry] = []
    role, start, end = "premise", -1, -1
    for match in _PIECE.finditer(text):
        kind = match.lastgroup
        if match["frame"] or kind == "end":
            if start >= 0:
                entries.append(Entry(text[start:end], start, role, tokenize=tokenize))
            start = -1
            if match["frame"]:
                role = "conclusion" if (match["list"] or "").startswith("goal") else "premise"
        elif kind not in ("comment", "blank"):
            start, end = (match.start() if start < 0 else start), match.end()
    if start >= 0:
        entries.append(Entry(text[start:end], start, role, tokenize=tokenize))
    return Document("prover9", tuple(entries))


def tokenize(text: str) -> list[Token]:
    """The terminals of one formula; comments inside it count as blanks.

    >>> print(*tokenize("-(A <-> B)"))
    ( ( A ) ⊕ ( B ) )
    """
    tokens = generic_tokens(_PIECE.sub(lambda m: " " * len(m[0]) if m["comment"] else m[0], text))
    edits: dict[int, list[Token]] = {}
    for group in groups(tokens):
        _exclusive(edits, tokens, group)
        _sorted(edits, tokens, group)
    return [new for index, old in enumerate(tokens) for new in edits.get(index, (old,))]


def _exclusive(edits: dict[int, list[Token]], tokens: Sequence[Token], group: Group) -> None:
    """``-(A <-> B)`` becomes ``((A) ⊕ (B))``."""
    if group.head < 0 or tokens[group.head].type != "NOT" or len(group.connectives) != 1:
        return
    middle = group.connectives[0]
    if tokens[middle].type == "IFF":
        opening, place, closing = tokens[group.head + 1], tokens[middle], tokens[group.close]
        edits[group.head] = []
        edits[group.head + 1] = [at("LPAR", "(", opening)] * 2
        edits[middle] = [at("RPAR", ")", place), at("XOR", "⊕", place), at("LPAR", "(", place)]
        edits[group.close] = [at("RPAR", ")", closing)] * 2


def _sorted(edits: dict[int, list[Token]], tokens: Sequence[Token], group: Group) -> None:
    """``all x ((S(x)) -> φ)`` becomes ``all x:S (φ)``."""
    first = group.head + 2
    guard = tokens[first : first + 7]
    kinds = [t.type for t in guard]
    if group.head < 1 or kinds[:1] + kinds[2:6] != ["LPAR", "LPAR", "FREE", "RPAR", "RPAR"] or len(kinds) < 7:
        return
    quantifier, binder = tokens[group.head - 1 : group.head + 1]
    joined = {"FORALL": "IMPLIES", "EXISTS": "AND"}.get(quantifier.type)
    if (
        kinds[6] == joined
        and group.connectives == [first + 6]
        and guard[3].value == binder.value
        and kinds[1] in ("NAME", "QUOTED")
    ):
        edits[group.head] = [binder, at("COLON", ":", guard[1]), guard[1]]
        edits.update({index: [] for index in range(first, first + 7)})
