"""Prints an answer on the terminal."""

from __future__ import annotations

import click

from nesy.answer import Answer


def show_answer(answer: Answer, verbose: bool) -> None:
    """Print the verdict, and what it does not rest on or rests on with doubt; with ``verbose`` also why."""
    click.echo(str(answer))
    for repair in getattr(answer.program, "repairs", ()):
        click.echo(f"  repaired ({repair.name}, {repair.where}): {repair.message}", err=True)
    if verbose:
        click.echo(f"\n{answer.translation}\n")
        click.echo(answer.why())
    for reason in answer.verdict.reasons:
        if verbose or answer.label is None or not reason.startswith(f"{answer.verdict.semantics}:"):
            click.echo(f"  {reason}", err=True)
