"""``nesy explain``: the path from sentence to formula to step for one answer."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from nesy.answer import Answer
from nesy.apps.files import read_file, read_text
from nesy.engine.ask import ask
from nesy.engine.semantics import SEMANTICS
from nesy.languages.fol.theory import Theory
from nesy.proofs.proof import Proof, Rule, Step
from nesy.proofs.render.explanation import Explanation
from nesy.proofs.render.explanation import explain as explain_answer
from nesy.proofs.render.reading import Reading, Role
from nesy.proofs.render.words import clean

UNDECIDED = 3
"""Exit status of a question that was not decided."""


@click.command()
@click.argument("text")
@click.argument("question", required=False)
@click.option("--seconds", default=10.0, show_default=True, help="Wall-clock limit.")
@click.option("--semantics", type=click.Choice(SEMANTICS), default="auto", show_default=True)
def explain(text: str, question: str | None, seconds: float, semantics: str) -> None:
    """Explain the answer to QUESTION from the sentences of TEXT, or the answer in the JSON file TEXT.

    Every sentence is shown with its formula and the steps that use it, then every step with what it rests on.
    """
    if question is None:
        answer = Answer.from_json(read_file(Path(text.removeprefix("@"))))
    else:
        answer = ask(read_text(text), question, seconds=seconds, semantics=semantics)
    for line in path_lines(explain_answer(answer)):
        click.echo(line)
    if answer.label is None:
        sys.exit(UNDECIDED)


def path_lines(explanation: Explanation) -> Iterator[str]:
    """The path from sentences through formulas to steps, line by line."""
    answer, reading = explanation.answer, explanation.reading
    yield explanation.heading
    yield str(answer.verdict)
    yield ""
    yield from _sentence_lines(explanation)
    if isinstance(answer.program, Theory):
        for repair in answer.program.repairs:
            yield clean(f"repaired ({repair.name}, {repair.where}): {repair.message}")
    yield ""
    if reading is not None:
        yield from _step_lines(reading)
    if explanation.worlds is not None:
        yield from str(explanation.worlds).splitlines()
    yield from explanation.notes
    for reason in answer.verdict.reasons:
        yield clean(f"because {reason}")


def _sentence_lines(explanation: Explanation) -> Iterator[str]:
    reading = explanation.reading
    for statement in explanation.statements:
        users = [] if reading is None else [s.label for s in reading.sentences if statement.name in s.premises]
        yield clean(f"({statement.name}) {statement.text}")
        yield f"     {clean(str(statement.formula))}" + (f"   used in {', '.join(users)}" if users else "")
    if not explanation.statements:
        for aligned in explanation.answer.translation.sentences:
            yield clean(aligned.text)
            yield "     " + clean(
                str(aligned.formula) if aligned.formula is not None else f"not read: {aligned.problem}"
            )


def _step_lines(reading: Reading) -> Iterator[str]:
    for sentence in reading.sentences:
        indent = "   " * sentence.depth
        yield indent + str(sentence)
        if sentence.role is not Role.LET:
            for number in sentence.steps:
                step = reading.proof.steps[number]
                if step.rule is not Rule.PREMISE:
                    yield f"{indent}     {clean(str(step.conclusion))}   {_origin(reading.proof, step)}"


def _origin(proof: Proof, step: Step) -> str:
    """The rule of a step, and the formulas that it rests on."""
    parents = [clean(_parent(proof.steps[p])) for p in step.parents]
    terms = [clean(str(t)) for given in step.terms for t in given]
    instance = f" for {', '.join(terms)}" if terms else ""
    return f"[{step.rule.value}{instance}{' from ' if parents else ''}{'; '.join(parents)}]"


def _parent(step: Step) -> str:
    return f"({step.source})" if step.rule is Rule.PREMISE else str(step.conclusion)
