"""One formula a line: the plain dialect. ``|-``, ``⊢`` or a heading ``conclusion:`` marks the goal.

``#``, ``%`` and ``//`` start comments; ``premises:`` headings, list numbers and ``$`` around LaTeX are
passed over. None of these is looked for inside quotes. A heading needs its colon where a line begins with
``⊢``: such a text may have a proposition of that name.
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
_HEADING = re.compile(r"\s*(?:premises|axioms|assumptions|facts|rules|theory|given)\s*(?P<colon>:)?\s*$", re.I)
_GOAL_LINE = re.compile(r"^[ \t]*⊢", re.M)


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
    goal, strict = False, has_goal_line(text)
    for match in _LINE.finditer(text):
        for piece, start in _pieces(match.group(), match.start()):
            body, offset, marked = _strip_marks(piece, start, strict)
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
    begin, end = _trimmed(line, 0, len(line))
    if turnstile := _TURNSTILE.search(bare, begin + 1, end):
        cut = turnstile.start()
        return [(line[begin:cut], start + begin), (line[cut:end], start + cut)]
    return [(line[begin:end], start + begin)]


def has_goal_line(text: str) -> bool:
    """Whether a line begins with ``⊢``, as in canonical text.

    >>> has_goal_line("Facts\\n⊢ Facts"), has_goal_line("Facts\\n|- Facts")
    (True, False)
    """
    return _GOAL_LINE.search(text) is not None


def _strip_marks(line: str, start: int, strict: bool) -> tuple[str, int, bool]:
    """The formula of a line, its offset, and whether it is marked as the goal."""
    heading = _HEADING.match(line)
    if heading and (heading["colon"] or not strict):
        return "", start, False
    begin, end = _trimmed(line, 0, len(line))
    if numbering := _NUMBERING.match(line, begin, end):
        begin = numbering.end()
    marked = _GOAL.match(line, begin, end)
    if marked:
        begin = marked.end()
    begin, end = _trimmed(line, begin, end)
    return line[begin:end], start + begin, marked is not None


def _trimmed(line: str, begin: int, end: int) -> tuple[int, int]:
    """The range without blanks, a last semicolon, and one or two dollar signs on both sides."""
    for _ in range(3):
        body = line[begin:end]
        begin += len(body) - len(body.lstrip())
        end = max(begin, end - len(body) + len(body.rstrip("; \t\r\f\v")))
        if end - begin < 2 or not line[begin] == line[end - 1] == "$":
            break
        begin, end = begin + 1, end - 1
    return begin, end
