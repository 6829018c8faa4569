"""Prints an answer on the terminal."""

from __future__ import annotations

from collections.abc import Iterator

import click

from nesy.answer import Answer
from nesy.evidence import Countermodel, Derivation, Refutation, Saturation, Worlds


def show_answer(answer: Answer, verbose: bool) -> None:
    """Print the verdict; with ``verbose`` the translation and the evidence too, else what went wrong."""
    click.echo(str(answer.verdict))
    for repair in () if verbose else getattr(answer.program, "repairs", ()):
        click.echo(f"  repaired ({repair.name}, {repair.where}): {repair.message}", err=True)
    if verbose:
        for line in (*answer_lines(answer),):
            click.echo(line)
    elif answer.label is None:
        for reason in answer.verdict.reasons:
            click.echo(f"  {reason}", err=True)


def answer_lines(answer: Answer) -> Iterator[str]:
    """Translation, repairs, reasons and evidence, line by line."""
    yield ""
    yield str(answer.translation)
    repairs = getattr(answer.program, "repairs", ())
    for repair in repairs:
        yield f"repaired ({repair.name}, {repair.where}): {repair.message}"
    yield ""
    for reason in answer.verdict.reasons:
        yield f"because {reason}"
    yield from _evidence_lines(answer)


def _evidence_lines(answer: Answer) -> Iterator[str]:
    match answer.evidence:
        case Refutation(core, minimal):
            kind = "a minimal set" if minimal else "a set"
            yield f"follows from premises {', '.join(core) or '(none)'}, {kind} that suffices"
        case Derivation(steps):
            for number, step in enumerate(steps):
                parents = " from " + ", ".join(str(p + 1) for p in step.parents) if step.parents else ""
                yield f"{number + 1:>3}. {step.conclusion}   [premise {step.premise}{parents}]"
        case Saturation(derived):
            yield f"neither it nor its negation is among the {len(derived)} derived literals"
        case Worlds(true, false):
            yield "the premises hold in both of these worlds:"
            yield from world_lines("the conclusion is true", true)
            yield from world_lines("the conclusion is false", false)
        case None:
            return


def world_lines(title: str, world: Countermodel) -> Iterator[str]:
    """A world as text: its elements by name, then what holds of them."""
    yield f"  {title}; {world.size} element{'s' if world.size > 1 else ''}"
    names = ["=".join(world.names(e)) or f"#{e}" for e in range(world.size)]
    for (predicate, arity), tuples in sorted(world.predicates.items()):
        if arity == 0:
            yield f"    {predicate}: {'yes' if tuples else 'no'}"
        else:
            shown = ", ".join(f"({', '.join(names[e] for e in t)})" for t in sorted(tuples)) or "nothing"
            yield f"    {predicate}: {shown}"
    for (function, _), table in sorted(world.functions.items()):
        for arguments, value in sorted(table.items()):
            yield f"    {function}({', '.join(names[e] for e in arguments)}) = {names[value]}"
