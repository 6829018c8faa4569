"""Trains a tiny new model on synthetic sentences and tests it on formula structures that training lacks.

A structure is a formula's shape: names abstracted, operands sorted. Test and validation structures are drawn
evenly from all that the grammar makes with at most five words of the open vocabulary, and no training sentence has
one of them. Beside the model two lookup baselines are run on the same test: they are told which words are names
and of which kind, and transfer the formula of the training sentence with the same, or the nearest, template.

    python benchmarks/train_structures.py
    python benchmarks/train_structures.py --write FOLDER   # the data only, for `nesy train structures --data FOLDER`
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import nesy
from nesy.training.fresh import load_fresh_model
from nesy.training.judgement import Judgement
from nesy.training.origin import Origin
from nesy.training.pair import Pair
from nesy.training.recipe import load_recipe
from nesy.training.scoring import Score, score
from nesy.training.synthetic.lookup import Lookup
from nesy.training.synthetic.structures import Sentence, StructureSet, structure_set
from nesy.training.task import load_task
from nesy.training.train import TrainingRun, train

TASK = load_task("fol")


def judged(sentences: Sequence[Sentence], written: Sequence[str]) -> Score:
    return score([Pair(s.text, s.formula) for s in sentences], written, TASK, 2.0)


def baseline(name: str, sentences: Sequence[Sentence], answer: Callable[[Sentence], str]) -> None:
    started = time.monotonic()
    tally = judged(sentences, [answer(s) for s in sentences]).tally
    print(f"{name:<28} {tally.accuracy:6.1%}  {tally} ({time.monotonic() - started:.0f} s)")


def by_model(folder: Path, sentences: Sequence[Sentence]) -> Score:
    model = nesy.model(f"transformers:{folder}", batch=100)
    try:
        grammar = TASK.grammar("")
        drawn = model.generate([s.text for s in sentences], n=1, temperature=0.0, max_tokens=100, grammar=grammar)
    finally:
        model.close()
    return judged(sentences, [samples[0].text for samples in drawn])


def describe(data: StructureSet) -> None:
    held_out = {s.structure for s in data.test} | {s.structure for s in data.validation}
    seen = {s.structure for s in data.train}
    assert not held_out & seen
    print(f"{len(data.structures):,} distinct structures: {len(seen):,} in {len(data.train):,} training sentences,")
    print(f"{len(data.validation)} for validation and {len(data.test)} for the test, none of which is in training")


def show(evaluation: dict[str, float]) -> None:
    accuracy, loss = evaluation["eval_execution_accuracy"], evaluation["loss"]
    print(f"  step {evaluation['step']:>5.0f}: loss {loss:.3f}, validation {accuracy:.1%}", flush=True)


def run(data: StructureSet, folder: Path, steps: int | None, seed: int, threads: int, began: float) -> None:
    import torch

    torch.set_num_threads(threads)
    recipe = load_recipe("structures")
    if steps is not None:
        recipe = replace(recipe, optimisation=replace(recipe.optimisation, steps=steps))
    data.write(folder / "data")
    describe(data)
    started = time.monotonic()
    fresh = Origin(fresh=load_fresh_model(recipe.model))
    trained = train(TrainingRun(recipe, fresh, folder / "model", folder / "data", device="cpu", seed=seed), show)
    print(f"trained {trained.step} steps in {time.monotonic() - started:.0f} s on {torch.get_num_threads()} threads")
    started = time.monotonic()
    found = by_model(trained.folder, data.test)
    print(f"{'model':<28} {found.tally.accuracy:6.1%}  {found.tally} ({time.monotonic() - started:.0f} s)")
    print(f"from the first sentence drawn to the last formula judged: {time.monotonic() - began:.0f} s")
    lookup = Lookup(data.train)
    baseline("lookup, the same template", data.test, lookup.exact)
    baseline("lookup, the nearest template", data.test, lookup.nearest)
    for wrong in [j for j in found.judged if j.judgement is not Judgement.RIGHT][:5]:
        print(f"\n{wrong.pair.text}\n  gold  {wrong.pair.program}\n  model {wrong.written}  [{wrong.judgement.value}]")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", type=Path, help="write the data to this folder and train nothing")
    parser.add_argument("--steps", type=int, help="steps of optimisation; by default the recipe's")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    began = time.monotonic()
    data = structure_set(seed=args.seed)
    if args.write:
        data.write(args.write)
        describe(data)
        return
    with tempfile.TemporaryDirectory() as folder:
        run(data, Path(folder), args.steps, args.seed, args.threads, began)


if __name__ == "__main__":
    main()
