"""Prints an answer on the terminal."""

from __future__ import annotations

import click

from nesy.answer import Answer


def show_answer(answer: Answer, verbose: bool) -> None:
    """Print the verdict; with ``verbose`` also the translation and why, else only what went wrong or was repaired."""
    click.echo(str(answer))
    for repair in getattr(answer.program, "repairs", ()):
        click.echo(f"  repaired ({repair.name}, {repair.where}): {repair.message}", err=True)
    if verbose:
        click.echo(f"\n{answer.translation}\n")
        click.echo(answer.why())
    if verbose or answer.label is None:
        for reason in answer.verdict.reasons:
            click.echo(f"  {reason}", err=True)
