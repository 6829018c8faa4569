"""Reads what models reply: the part that was asked for, or None where it is not there."""

from __future__ import annotations

import re

from nesy.verdict import Label

_THOUGHTS = re.compile(r"\A.*</think(?:ing)?>", re.S)
_ANSWER = re.compile(r"[*_\s]*answer[*_\s]*:[*_\s]*(?P<answer>[a-z]+)[*_\s]*\.?[*_\s]*", re.I)
_LONGEST_ANSWER = 100
_FORMULA_LABEL = re.compile(r"FOL:[ \t]*")


def reply_of(text: str) -> str:
    """What a model wrote, without thoughts in front of it and without the fence of its one code block.

    >>> reply_of("<think>Rex is one.</think>\\n```\\nDog(rex)\\n```\\n")
    'Dog(rex)'
    """
    said = _THOUGHTS.sub("", text).strip()
    lines = said.split("\n")
    fences = [i for i, line in enumerate(lines) if line.lstrip().startswith("```")]
    return "\n".join(lines[fences[0] + 1 : fences[1]]).strip() if len(fences) == 2 else said


def read_formula_line(text: str) -> str | None:
    """The one formula of a reply, which may stand behind ``FOL:``; None if the reply has not exactly one line of it.

    >>> read_formula_line("TEXT: Rex is a dog.\\nFOL: Dog(rex)"), read_formula_line("Dog(rex)\\nCat(tom)")
    ('Dog(rex)', None)
    """
    lines = [line.strip() for line in reply_of(text).splitlines() if line.strip()]
    labelled = [line for line in lines if _FORMULA_LABEL.match(line)]
    found = [_FORMULA_LABEL.sub("", line, count=1) for line in labelled] if labelled else lines
    return found[0] if len(found) == 1 and found[0] else None


def read_choice(text: str) -> str | None:
    """``A`` or ``B``, if the last line of a reply is ``Answer: A`` or ``Answer: B``; None otherwise.

    >>> read_choice("The text says 'some'.\\nAnswer: B"), read_choice("A or B")
    ('B', None)
    """
    answer = _answer(text)
    return answer if answer in ("A", "B") else None


def read_plain_answer(text: str) -> Label | None:
    """The label, if the last line of a reply is ``Answer: `` and a label; None otherwise.

    >>> read_plain_answer("Rex barks.\\n**Answer:** FALSE."), read_plain_answer("Answer: TRUE or FALSE")
    (<Label.FALSE: 'FALSE'>, None)
    """
    answer = _answer(text)
    return Label(answer) if answer in {label.value for label in Label} else None


def _answer(text: str) -> str:
    """The word behind ``Answer:`` on the last line, in capitals; empty if that line is something else."""
    last = _THOUGHTS.sub("", text).rstrip().rsplit("\n", 1)[-1]
    match = _ANSWER.fullmatch(last) if len(last) <= _LONGEST_ANSWER else None
    return match["answer"].upper() if match else ""
