"""One formula a line: the plain dialect. ``|-``, ``⊢`` or a heading ``conclusion:`` marks the goal.

``#``, ``%`` and ``//`` start comments; ``premises:`` headings, list numbers and ``$`` around LaTeX are
passed over. None of these is looked for inside quotes.
"""

from __future__ import annotations

import re

from nesy.languages.fol.document import Document, Entry

_LINE = re.compile(r"[^\n]+")
_QUOTED = re.compile(r"(?<![\w'])'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_COMMENT = re.compile(r"(?:^|(?<=\s))(?:#|//|%)")
_TURNSTILE = re.compile(r"(?<=\S)\s*(?:\|-|⊢|\\vdash)")
_NUMBERING = re.compile(r"\s*(?:\(?\d{1,5}[.):]\s+|[-•]\s+(?=[^\s])|(?:P|premise|fact|rule)\s*\d*\s*:\s*)", re.I)
_GOAL = re.compile(r"\s*(?:\|-|⊢|\\vdash|∴|\\therefore|(?:conclusion|goal|query|prove|therefore|hence)\s*:)\s*", re.I)
_HEADING = re.compile(r"\s*(?:premises|axioms|assumptions|facts|rules|theory|given)\s*:?\s*$", re.I)


def recognises(text: str) -> bool:
    """Whether a text can be read line by line: every text can.

    >>> recognises("Dog(rex)")
    True
    """
    return isinstance(text, str)


def split(text: str) -> Document:
    """The lines as entries; the goal may also stand behind a turnstile on the last premise's line.

    >>> [(e.formula, e.role) for e in split("1. P(a)  # first\\n|- 'a % b'(c)").entries]
    [('P(a)', 'premise'), ("'a % b'(c)", 'conclusion')]
    """
    entries: list[Entry] = []
    goal = False
    for match in _LINE.finditer(text):
        for piece, start in _pieces(match.group(), match.start()):
            body, offset, marked = _strip_marks(piece, start)
            goal = goal or marked
            if body:
                entries.append(Entry(body, offset, "conclusion" if goal else "premise"))
                goal = False
    return Document("lines", tuple(entries))


def _pieces(line: str, start: int) -> list[tuple[str, int]]:
    """A line without its comment, cut before a turnstile that follows a premise."""
    bare = _QUOTED.sub(lambda quoted: "Q" * len(quoted.group()), line) if "'" in line or '"' in line else line
    if comment := _COMMENT.search(bare):
        line, bare = line[: comment.start()], bare[: comment.start()]
    if turnstile := _TURNSTILE.search(bare):
        return [(line[: turnstile.start()], start), (line[turnstile.start() :], start + turnstile.start())]
    return [(line, start)]


def _strip_marks(line: str, start: int) -> tuple[str, int, bool]:
    if _HEADING.match(line):
        return "", start, False
    position = 0
    if numbering := _NUMBERING.match(line):
        position = numbering.end()
    marked = _GOAL.match(line, position)
    if marked:
        position = marked.end()
    body = line[position:].strip().rstrip(";").rstrip()
    while len(body) > 1 and body[0] == body[-1] == "$":
        body = body[1:-1].strip()
    return body, start + line.find(body, position), marked is not None
