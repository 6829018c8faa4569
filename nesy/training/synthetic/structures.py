"""A set of sentences with formulas whose test part has structures that its training part lacks."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nesy.errors import InputTooLarge
from nesy.training.structure import structure
from nesy.training.synthetic.grammar import compose
from nesy.training.synthetic.template import Template
from nesy.training.synthetic.words import Words

_IDLE = 20
"""After so many draws of a thousand sentences without a new structure, no more are looked for."""
_ROUNDS = 100
_FEWEST = 20
"""If so many draws of a hundred sentences bring fewer new ones, there are hardly any left."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its formula."""

    text: str
    formula: str
    structure: str
    """The formula's shape, names abstracted; see :func:`nesy.training.structure.structure`."""
    template: str
    """The sentence with slots for its words, numbered by kind."""
    words: tuple[tuple[str, str], ...]
    """The slots with the words that fill them."""


@dataclass(frozen=True, slots=True)
class StructureSet:
    """Three parts that share no structure."""

    train: tuple[Sentence, ...]
    validation: tuple[Sentence, ...]
    test: tuple[Sentence, ...]

    @property
    def structures(self) -> frozenset[str]:
        """All structures."""
        return frozenset(s.structure for part in (self.train, self.validation, self.test) for s in part)

    def write(self, folder: Path) -> None:
        """Write ``train.jsonl``, ``validation.jsonl`` and ``test.jsonl`` as the card ``structures`` reads them."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("train", "validation", "test"):
            lines = [json.dumps(r, ensure_ascii=False) for r in _records(name, getattr(self, name))]
            (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def structure_set(
    *, train: int = 30_000, validation: int = 100, test: int = 400, slots: int = 5, most: int = 8, seed: int = 0
) -> StructureSet:
    """Sentences drawn from the grammar, split by structure.

    A number of structures is drawn first, each one as likely as any other, whatever its frequency, for
    ``validation`` and ``test``: one sentence each. The training sentences are then drawn as the grammar draws
    them, without those structures.

    Args:
        train: sentences to train on.
        validation: structures held out for choosing a checkpoint.
        test: structures held out for the test.
        slots: the most words of the open vocabulary in a sentence.
        most: the most training sentences of one structure.
        seed: what everything is drawn from.

    Raises:
        InputTooLarge: if the grammar hardly has as many structures as the sentences need.
    """
    draw = random.Random(seed)  # noqa: S311 - nothing secret is drawn
    words = Words.english()
    found: dict[str, list[Template]] = {}
    idle = 0
    while len(found) < 4 * (validation + test):
        before = len(found)
        for template in _templates(draw, slots, 1000):
            found.setdefault(structure(template.formula), []).append(template)
        idle = idle + 1 if len(found) == before else 0
        if idle == _IDLE:
            raise InputTooLarge(
                f"only {len(found)} structures were found, and {4 * (validation + test)} are needed to hold some out",
                hint="ask for fewer to be held out, or for more slots",
            )
    chosen = draw.sample(sorted(found), validation + test)
    held_out = [_sentence(draw.choice(found[shape]), shape, draw, words) for shape in chosen]
    return StructureSet(
        tuple(_training(draw, words, frozenset(chosen), train, slots, most)),
        tuple(held_out[:validation]),
        tuple(held_out[validation:]),
    )


def _training(
    draw: random.Random, words: Words, without: frozenset[str], number: int, slots: int, most: int
) -> Iterator[Sentence]:
    counts: dict[str, int] = {}
    made = before = rounds = 0
    while made < number:
        rounds += 1
        if rounds % _ROUNDS == 0:
            if made - before < _FEWEST:
                raise InputTooLarge(
                    f"only {made} of {number} training sentences were found, with up to {most} of a structure",
                    hint="ask for fewer, for more slots, or for more sentences of a structure",
                )
            before = made
        for template in _templates(draw, slots, 100):
            shape = structure(template.formula)
            counts[shape] = counts.get(shape, 0) + 1
            if shape not in without and counts[shape] <= most and made < number:
                made += 1
                yield _sentence(template, shape, draw, words)


def _templates(draw: random.Random, slots: int, number: int) -> Iterable[Template]:
    return (t for t in (compose(draw) for _ in range(number)) if len(t.slots) <= slots)


def _sentence(template: Template, shape: str, draw: random.Random, words: Words) -> Sentence:
    drawn = template.draw(draw, words)
    text, formula = template.fill(drawn)
    slots = _by_kind(template.slots)
    filled = tuple((slots[slot], word) for slot, word in drawn.items())
    return Sentence(text, str(formula), shape, template.sentence.format(**slots), filled)


def _by_kind(slots: Sequence[str]) -> dict[str, str]:
    """The slots numbered by kind: the first noun is ``N0``, the second one ``N1``."""
    numbered: dict[str, str] = {}
    for slot in slots:
        numbered[slot] = f"{slot[0].upper()}{sum(other[0] == slot[0] for other in numbered)}"
    return numbered


def _records(name: str, sentences: Sequence[Sentence]) -> Iterator[dict[str, object]]:
    for number, s in enumerate(sentences, 1):
        yield {
            "id": f"{name}-{number}",
            "premises": [],
            "premise_formulas": [],
            "text": s.text,
            "formula": s.formula,
            "label": "Uncertain",
        }
