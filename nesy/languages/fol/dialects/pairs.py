"""``TEXT: … / FOL: …`` pairs in the manner of LINC (Olausson et al. 2023); the last pair is the conclusion."""

from __future__ import annotations

import re

from nesy.languages.fol.document import Document, Entry, is_answer

_PAIR = re.compile(r"^[ \t]*TEXT:[ \t]*(?P<text>[^\n]*)\n+[ \t]*FOL:[ \t]*(?P<formula>[^\n]*)", re.M)


def recognises(text: str) -> bool:
    """Whether a text holds such a pair.

    >>> recognises("TEXT:\\tRex is a dog.\\nFOL:\\tDog(rex)")
    True
    """
    return _PAIR.search(text) is not None


def split(text: str) -> Document:
    """The pairs; all but the last are premises."""
    pairs = [m for m in _PAIR.finditer(text) if m["formula"].strip()]
    entries = tuple(
        Entry(m["formula"].strip(), m.start("formula"), _role(m["formula"], m is pairs[-1]), m["text"].strip())
        for m in pairs
    )
    return Document("pairs", entries, drops_prose=True)


def _role(formula: str, last: bool) -> str:
    if not last:
        return "premise"
    return "prose" if is_answer(formula) else "conclusion"
