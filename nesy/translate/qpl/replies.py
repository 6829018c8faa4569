"""Reads a model's reply: steps of a query plan, each behind its sub-question."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nesy.languages.decoding import Grammar
from nesy.languages.qpl.decoding import program_grammar
from nesy.languages.qpl.schema import Schema

_QUESTION = re.compile(r"^\s*Q\s*(?P<number>\d+)\s*[:.]\s*(?P<text>.*\S)\s*$", re.I)
_STEP = re.compile(r"#(?P<number>\d+)\s*=")
_FENCE = re.compile(r"^\s*```\w*\s*$")


@dataclass(frozen=True, slots=True)
class Reply:
    """What a reply says."""

    program: str
    questions: dict[int, str]
    """The sub-question of each step, by the step's number."""


def read_reply(text: str) -> Reply:
    """The program and the sub-questions of a reply.

    Everything before the first step that is no sub-question is left out, and so are code fences.

    >>> read_reply("Here it is:\\nQ1: Who sings?\\n#1 = Scan Table [ singer ] Output [ name ]").questions
    {1: 'Who sings?'}
    """
    questions: dict[int, str] = {}
    kept: list[str] = []
    pending = ""
    for line in text.split("\n"):
        asked = _QUESTION.match(line)
        step = _STEP.search(line)
        if asked:
            pending = asked["text"]
        elif step:
            if pending:
                questions[int(step["number"])], pending = pending, ""
            kept.append(line)
        elif kept and not _FENCE.match(line):
            kept.append(line)
    return Reply("\n".join(kept).strip(), questions)


def reply_grammar(schema: Schema) -> Grammar:
    """The grammar of replies: a sub-question and a step in turn, over a schema's names.

    >>> print(reply_grammar(Schema(())).lark.splitlines()[0])
    start: (ASKED step BREAK?)+
    """
    rules = program_grammar(schema).lark.split("\n")
    kept = [line for line in rules if not line.startswith(("start:", "program:", "SEP:"))]
    head = ["start: (ASKED step BREAK?)+", r"ASKED: /Q[0-9]{1,2}: [^\x00-\x1f\x7f]{1,200}\n/", r'BREAK: " ;\n" | "\n"']
    return Grammar("qpl", "\n".join([*head, *kept]), specialised=True)
