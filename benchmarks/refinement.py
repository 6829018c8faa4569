"""Refinement on recorded programs: is a model that can mend its program led to do so, and is one that cannot kept out?

The first draft of each problem is the program that a real model wrote (the recordings of FOLIO that the card
ties to a split). Revisions come from four scripted models that answer a message of faults: one writes the data
set's own formulas, one repeats itself, one leaves half of the premises out, one writes prose. Refinement must
take the first one's programs, and must never lose by the other three.

    python benchmarks/refinement.py --data FOLDER
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nesy.answer import Answer
from nesy.bench.dataset import load_dataset
from nesy.bench.item import Item
from nesy.bench.selection import select, select_recorded
from nesy.engine.ask import ask
from nesy.errors import NesyError
from nesy.exchange import Exchange, Message
from nesy.models.base import Call, Capabilities, LanguageModel, Sample
from nesy.problem import Problem
from nesy.translate.strategies.base import Draft, Drafting

Reviser = Callable[[Item, str], str]
"""From a problem and the program to be revised to what is written instead."""
REVISERS: dict[str, Reviser] = {
    "writes the gold formulas": lambda item, _: item.program(),
    "repeats itself": lambda _, draft: draft,
    "drops half": lambda item, _: _half(item),
    "writes prose": lambda *_: "I believe that my program was right.",
}


@dataclass(frozen=True)
class First:
    """A strategy whose draft is given."""

    text: str
    name: str = "given"
    prompts: str = ""

    async def drafts(self, problem: Problem, _: Drafting) -> list[Draft]:
        """The given program as if a model had just written it."""
        asked = (Message("user", " ".join((*problem.premises, problem.question))),)
        return [Draft(self.text, (Exchange(asked, self.text),))]


class Scripted(LanguageModel):
    """Answers every message of faults in the same way."""

    def __init__(self, revision: str) -> None:
        self.name = "scripted"
        self.revision = revision

    @property
    def capabilities(self) -> Capabilities:
        """None."""
        return Capabilities()

    async def complete(self, call: Call) -> list[Sample]:
        """The revision."""
        return [Sample(self.revision)] * call.n


def _half(item: Item) -> str:
    lines = item.program().splitlines()
    pairs = ["\n".join(lines[i : i + 2]) for i in range(0, len(lines), 2)]
    return "\n".join([*pairs[: len(pairs) // 2], pairs[-1]])


def answered(item: Item, draft: str, revision: str, rounds: int) -> Answer:
    """The answer from a first draft and one kind of revision."""
    model = Scripted(revision)
    return ask(item.problem, model=model, strategy=First(draft), refine=rounds, proofs=False)


def gold_program(item: Item) -> bool:
    """Whether the data set's own formulas can be read."""
    try:
        item.program()
    except NesyError:
        return False
    return bool(item.formulas)


def measure(name: str, items: list[tuple[Item, str]], rounds: int) -> bool:
    """Print the figures of one recording; whether no bad reviser lost anything."""
    plain = {item.id: answered(item, draft, "", 0) for item, draft in items}
    faulty = {i for i, answer in plain.items() if answer.translation.attempts[0].diagnostics}
    before = {item.id: plain[item.id].label is item.gold for item, _ in items}
    silent = sum(not before[item.id] and item.id not in faulty for item, _ in items)
    print(f"\n{name}: {len(items)} programs, {len(faulty)} with a fault, right {sum(before.values())}")
    print(f"  wrong without a fault that our checks see: {silent}")
    kept = True
    for reviser, revise in REVISERS.items():
        tally: Counter[str] = Counter()
        for item, draft in items:
            if item.id not in faulty:
                tally["right"] += before[item.id]
                continue
            answer = answered(item, draft, revise(item, draft), rounds)
            tally["right"] += answer.label is item.gold
            tally["taken"] += any(a.kept and a.round for a in answer.translation.attempts)
            tally["lost"] += before[item.id] and answer.label is not item.gold
        print(
            f"  reviser that {reviser:<25} taken {tally['taken']:>3} of {len(faulty)},"
            f" right {tally['right']:>3} ({tally['right'] - sum(before.values()):+d}), lost {tally['lost']}"
        )
        kept = kept and (reviser == "writes the gold formulas" or not tally["lost"])
    return kept


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    dataset = load_dataset("folio")
    gold = {i.id: i for i in select(dataset, "validation", options.data, formulas=True).items if gold_program(i)}
    kept = True
    for recording in dataset.card.recordings:
        if not recording.split:
            continue
        recorded = select_recorded(dataset, recording.file, options.data).items
        pairs = [(gold[i.id], i.samples[0]) for i in recorded if i.id in gold and i.samples]
        kept = measure(recording.file, pairs, options.rounds) and kept
    raise SystemExit(0 if kept else 1)


if __name__ == "__main__":
    main()
