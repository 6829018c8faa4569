"""Program text in the manner of Logic-LM (Pan et al. 2023): headed sections, ``formula ::: sentence`` lines.

Sections are ``Predicates``, ``Premises``, ``Facts``, ``Rules``, ``Conclusion`` and ``Query``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from nesy.languages.fol.dialects.lines import has_goal_line
from nesy.languages.fol.document import Document, Entry, is_answer

_HEADING = re.compile(r"^[ \t#*]*(predicates|premises|facts|rules|conclusion|query|goal)[ \t*]*:?[ \t*]*$", re.I | re.M)
_TURNSTILE = re.compile(r"^[ \t]*(?:\|-|⊢|\\vdash|∴|(?:prove|therefore|hence)[ \t]*:)", re.I | re.M)
_ROLES = {
    "premises": "premise",
    "facts": "fact",
    "rules": "rule",
    "conclusion": "conclusion",
    "query": "conclusion",
    "goal": "conclusion",
}
_DECLARATION = re.compile(r"\s*([^\W\d][\w-]*)\s*\(([^()]*)\)")


def recognises(text: str) -> bool:
    """Whether a text has the headings of such a program.

    >>> recognises("Premises:\\nDog(rex)\\nConclusion:\\nMammal(rex)")
    True
    """
    found = list(_HEADING.finditer(text))
    if has_goal_line(text) and not any(":" in m.group() for m in found):
        return False
    headings = {m.group(1).lower() for m in found}
    if headings == {"premises"}:
        return _TURNSTILE.search(text) is None
    return bool(headings & {"premises", "facts", "rules", "predicates"})


def split(text: str) -> Document:
    """The program's entries; ``Facts`` or ``Rules`` make it a rule program."""
    headings = list(_HEADING.finditer(text))
    entries: list[Entry] = []
    declared: set[tuple[str, int]] = set()
    for index, heading in enumerate(headings):
        section = heading.group(1).lower()
        end = headings[index + 1].start() if index + 1 < len(headings) else len(text)
        if section == "predicates":
            declared |= set(_declarations(text[heading.end() : end]))
        else:
            entries += _entries(text, heading.end(), end, _ROLES[section])
    rules = any(h.group(1).lower() in ("facts", "rules") for h in headings)
    return Document("program", tuple(_mark_prose(entries)), frozenset(declared), rules, drops_prose=True)


def _mark_prose(entries: list[Entry]) -> Iterator[Entry]:
    """The entries, with an answer or a comment where the query belongs or behind it marked as prose."""
    asked = False
    for entry in entries:
        if entry.role == "conclusion" and (is_answer(entry.formula) or (asked and "(" not in entry.formula)):
            entry = replace(entry, role="prose")
        asked = asked or entry.role == "conclusion"
        yield entry


def _declarations(section: str) -> Iterator[tuple[str, int]]:
    for line in section.splitlines():
        match = _DECLARATION.match(line)
        if match:
            arguments = [a.strip() for a in match.group(2).split(",") if a.strip()]
            yield match.group(1), len([a for a in arguments if a.lower() != "bool"])


def _entries(text: str, start: int, end: int, role: str) -> Iterator[Entry]:
    for match in re.finditer(r"[^\n]+", text[start:end]):
        line = match.group()
        formula, separator, sentence = line.partition(":::")
        stripped = formula.strip()
        if not stripped or not any(c.isalnum() for c in stripped):
            continue
        offset = start + match.start() + formula.index(stripped[0])
        yield Entry(stripped, offset, role, sentence.strip() if separator else "")
