"""One formula a line: the plain dialect. ``|-``, ``⊢`` or a heading ``conclusion:`` marks the goal.

``#``, ``%`` and ``//`` start comments; ``premises:`` headings, list numbers, a lone ``formulas(…).`` /
``end_of_list.`` frame (Prover9) and ``$`` around LaTeX are passed over.
"""

from __future__ import annotations

import re

from nesy.languages.fol.document import Document, Entry

_LINE = re.compile(r"[^\n]+")
_COMMENT = re.compile(r"\s*(?:#|//|%)|\s+(?:#|//|%)\s")
_NUMBERING = re.compile(r"\s*(?:\(?\d{1,5}[.):]\s+|[-•]\s+(?=[^\s])|(?:P|premise|fact|rule)\s*\d*\s*:\s*)", re.I)
_GOAL = re.compile(r"\s*(?:\|-|⊢|\\vdash|∴|\\therefore|(?:conclusion|goal|query|prove|therefore|hence)\s*:)\s*", re.I)
_HEADING = re.compile(r"\s*(?:premises|axioms|assumptions|facts|rules|theory|given)\s*:?\s*$", re.I)
_FRAME = re.compile(r"\s*(?:formulas\s*\(\s*(\w+)\s*\)|end_of_list|set\s*\(.*\)|assign\s*\(.*\))\s*\.\s*$")


def split(text: str) -> Document:
    """The lines as entries; the goal may also stand behind a turnstile on the last premise's line."""
    entries: list[Entry] = []
    goal = False
    for match in _LINE.finditer(text):
        frame = _FRAME.match(match.group())
        if frame:
            goal = (frame.group(1) or "").startswith("goal")
            continue
        for piece, start in _pieces(match.group(), match.start()):
            body, offset, marked = _strip_marks(piece, start)
            goal = goal or marked
            if body:
                entries.append(Entry(body, offset, "conclusion" if goal else "premise"))
                goal = goal and _in_goal_frame(text, match.end())
    return Document("lines", tuple(entries))


def _in_goal_frame(text: str, position: int) -> bool:
    """Whether a goal list of Prover9 is still open."""
    opened = list(re.finditer(r"formulas\s*\(\s*goals?\s*\)", text[:position]))
    return bool(opened) and "end_of_list" not in text[opened[-1].end() : position]


def _pieces(line: str, start: int) -> list[tuple[str, int]]:
    """A line, cut before a turnstile that follows a premise."""
    comment = _COMMENT.search(line)
    if comment:
        line = line[: comment.start()]
    turnstile = re.search(r"(?<=\S)\s*(?:\|-|⊢|\\vdash)", line)
    if turnstile:
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
    body = line[position:].strip().strip("$").strip().rstrip(";")
    return body, start + line.find(body, position), marked is not None
