"""``nesy translate``: sentences beside their formulas, by the built-in English reader."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from nesy.apps.english_options import english_options, read_english_options
from nesy.apps.files import read_text
from nesy.languages.fol.read import check_text
from nesy.translate.english.reader import Reading, read
from nesy.translation import Translation

UNREAD = 3
"""Exit status where a sentence was not read."""
MAX_CHARACTERS = 1_000_000


@click.command()
@click.argument("text")
@click.argument("question", required=False)
@english_options
@click.option("--json", "as_json", is_flag=True, help="Print the translation as JSON.")
def translate(text: str, question: str | None, as_json: bool, **values: Any) -> None:
    """Translate the sentences of TEXT, and QUESTION, into formulas (`-` reads standard input, `@FILE` a file)."""
    content = read_text(text)
    check_text(content, MAX_CHARACTERS)
    reading = read([content], question, read_english_options(values))
    if as_json:
        click.echo(json.dumps(Translation("english", reading.sentences).to_json(), ensure_ascii=False, indent=2))
    else:
        show(reading)
    if reading.unread:
        sys.exit(UNREAD)


def show(reading: Reading) -> None:
    """Prints the sentences with their formulas, then what is taken for granted with its name and reason."""
    said = tuple(item for item in reading.sentences if item.role != "taken for granted")
    click.echo(str(Translation("english", said)))
    if reading.taken:
        click.echo("taken for granted:")
    for item in reading.taken:
        click.echo(f"  {item.name}: {item.text} | {item.formula}")
