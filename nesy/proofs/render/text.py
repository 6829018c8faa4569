"""A tree for the terminal: the conclusion on top, below each sentence what it rests on."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from nesy.proofs.render.explanation import Explanation
from nesy.proofs.render.reading import Claim, Reading, Role, Sentence
from nesy.proofs.render.words import clean
from nesy.proofs.render.worlds import WorldsReading

MAX_DEPTH: Final = 16
"""Levels of one tree; what lies deeper is told in a tree of its own."""


def trees(reading: Reading) -> list[Tree]:
    """The proof as trees: the conclusion's first, then those of sentences that lie too deep in it."""
    found: list[Tree] = []
    done: set[str] = set()
    waiting = [reading.sentences[-1]]
    for sentence in waiting:
        if sentence.label not in done:
            done.add(sentence.label)
            tree = Tree(_line(sentence), guide_style="dim")
            _grow(reading, tree, sentence, done, waiting)
            found.append(tree)
    return found


def _grow(reading: Reading, root: Tree, start: Sentence, done: set[str], waiting: list[Sentence]) -> None:
    labelled = {s.label: s for s in reading.sentences if s.label}
    quotes = dict(reading.quotes)
    stack = [(root, start, 1)]
    while stack:
        tree, sentence, level = stack.pop()
        for claim in _reasons(sentence, labelled, quotes):
            below = labelled.get(claim.reference)
            branch = tree.add(_leaf(reading, claim, below))
            if below is None or below.label in done:
                continue
            if level < MAX_DEPTH:
                done.add(below.label)
                stack.append((branch, below, level + 1))
            else:
                waiting.append(below)


def _reasons(sentence: Sentence, labelled: Mapping[str, Sentence], quotes: Mapping[str, str]) -> list[Claim]:
    """What a sentence rests on: its claims with a reference, then what it refers to without saying it."""
    told = [c for c in sentence.claims if c.reference or c.step != sentence.step]
    seen = {c.reference for c in told}
    told += [Claim(_content(labelled[n]), labelled[n].step, n) for n in sentence.uses if n not in seen]
    return told + [Claim(quotes[n], sentence.step, n) for n in sentence.premises if n not in seen]


def _content(sentence: Sentence) -> str:
    own = next((c.text for c in sentence.claims if c.step == sentence.step and not c.reference), "")
    if sentence.role is Role.CLASH:
        return "a contradiction"
    return f"suppose that {own}" if sentence.role is Role.SUPPOSE else own


def _line(sentence: Sentence) -> Text:
    return Text.assemble((f"{sentence.label}. ", "bold"), (_content(sentence), "bold"))


def _leaf(reading: Reading, claim: Claim, below: Sentence | None) -> Text:
    if below is None:
        formula = clean(str(reading.proof.steps[claim.step].conclusion))
        shown = f"  {formula}" if formula != claim.text else ""
        return Text.assemble(
            (f"({clean(claim.reference)}) " if claim.reference else "", "cyan"), claim.text, (shown, "dim")
        )
    if below.role is Role.SUPPOSE:
        return Text.assemble((f"{below.label}. ", "yellow"), (_content(below), "yellow"))
    return Text.assemble((f"{below.label}. ", "bold"), claim.text)


def show(explanation: Explanation, console: Console) -> None:
    """Print an explanation on a console."""
    console.print(Text(explanation.heading, style="bold"))
    if explanation.reading is not None:
        for tree in trees(explanation.reading):
            console.print(tree)
    if explanation.worlds is not None:
        console.print(Text(str(explanation.worlds)))
        console.print(worlds_table(explanation.worlds))
    for note in explanation.notes:
        console.print(Text(note, style="dim"))


def worlds_table(reading: WorldsReading) -> Table:
    """The two worlds side by side; a star marks what decides the conclusion."""
    table = Table("", "one world", "the other", show_edge=False)
    for difference in reading.differences:
        mark = "* " if difference.is_deciding else "  "
        table.add_row(Text(mark), Text(difference.first), Text(difference.second))
    first, second = reading.worlds.conclusion_true, reading.worlds.conclusion_false
    table.add_row("", *(Text(f"{w.size} individual{'s' if w.size > 1 else ''}", style="dim") for w in (first, second)))
    return table


def to_text(explanation: Explanation, width: int = 100) -> str:
    """An explanation as plain text with a tree, for a terminal of some width."""
    stream = io.StringIO()
    show(explanation, Console(file=stream, width=width, color_system=None, highlight=False))
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines())
