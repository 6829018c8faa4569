"""Proofs and worlds: how much of what is decided is shown, how long the proofs are and what they cost.

FOLIO's gold formulas, ProofWriter read by the built-in English reader, and every distinct program in the
recordings that the cards of both and of PrOntoQA list. An entailed theory counts as proved only if the
kernel accepts its proof. ``--no-e`` hides E, so that the builders of the default install work alone.

    python benchmarks/proofs.py --data FOLDER
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from nesy.bench.dataset import load_dataset
from nesy.bench.selection import select, select_recorded
from nesy.engine.decide import decide
from nesy.errors import CheckFailed, FileMissing, NesyError
from nesy.evidence import Worlds
from nesy.languages.fol.read import read_theory
from nesy.languages.fol.theory import Theory
from nesy.proofs.build.build import build_proof
from nesy.proofs.kernel import check
from nesy.proofs.proof import Proof, Rule
from nesy.provers.base import Limits
from nesy.translate.english.reader import read
from nesy.verdict import Status

DUE = (Status.THEOREM, Status.COUNTER_THEOREM, Status.CONTRADICTORY_AXIOMS)


@dataclass
class Tally:
    """What came out for one set of theories."""

    theories: int = 0
    due: int = 0
    refused: int = 0
    undecided: int = 0
    lengths: list[int] = field(default_factory=list)
    depths: list[int] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)
    steps: int = 0
    checking: float = 0.0
    worlds: int = 0
    smallest: int = 0
    differing: list[int] = field(default_factory=list)

    def add(self, theory: Theory, semantics: str, limits: Limits) -> None:
        """Decide a theory, and build and check what shows the verdict."""
        start = time.perf_counter()
        outcome = decide(theory, semantics=semantics, limits=limits, proofs=False)
        deciding = time.perf_counter() - start
        self.theories += 1
        status = outcome.verdict.status
        if status in DUE:
            self.due += 1
            start = time.perf_counter()
            proof = build_proof(theory, outcome, limits.seconds)
            building = time.perf_counter() - start
            if proof is not None:
                self.judge(proof, building, deciding)
        elif isinstance(outcome.evidence, Worlds):
            self.worlds += 1
            self.smallest += outcome.evidence.smallest
            self.differing.append(differences(outcome.evidence))
        elif status is not Status.SATISFIABLE:
            self.undecided += 1

    def judge(self, proof: Proof, building: float, deciding: float) -> None:
        """Count a proof if the kernel accepts it."""
        start = time.perf_counter()
        try:
            check(proof)
        except CheckFailed:
            self.refused += 1
            return
        checking = time.perf_counter() - start
        self.checking += checking
        self.steps += len(proof.steps)
        self.lengths.append(proof.length)
        self.depths.append(depth(proof))
        self.ratios.append((building + checking) / deciding)

    def report(self, name: str) -> None:
        """Print the figures."""
        proved = len(self.lengths)
        print(f"{name}: {self.theories} theories, {self.undecided} undecided")
        if proved:
            print(
                f"  entailed or contradictory {self.due}, proved {proved} ({proved / self.due:.1%}), "
                f"without a proof {self.due - proved - self.refused}, refused by the kernel {self.refused}"
            )
            print(
                f"  steps {statistics.mean(self.lengths):.2f} (median {statistics.median(self.lengths):g}, "
                f"longest {max(self.lengths)}), depth {statistics.mean(self.depths):.2f}; build and check "
                f"{statistics.median(self.ratios):.2f} times the time of deciding (median); "
                f"kernel {self.steps / self.checking:,.0f} steps/s"
            )
        if self.worlds:
            print(
                f"  UNCERTAIN with two worlds {self.worlds}, both of smallest size {self.smallest}; "
                f"facts that differ: median {statistics.median(self.differing):g}"
            )


def depth(proof: Proof) -> int:
    """Steps on the longest path, premises and assumptions apart."""
    levels: list[int] = []
    for step in proof.steps:
        own = step.rule not in (Rule.PREMISE, Rule.ASSUMPTION)
        levels.append(own + max((levels[p] for p in step.parents), default=0))
    return levels[-1]


def differences(worlds: Worlds) -> int:
    """Facts in which the worlds differ, as sets of tuples of elements."""
    first, second = worlds.conclusion_true.predicates, worlds.conclusion_false.predicates
    return sum(len(first.get(key, frozenset()) ^ second.get(key, frozenset())) for key in {*first, *second})


def folio(data: Path) -> Iterator[Theory]:
    for item in select(load_dataset("folio"), data=data, formulas=True).items:
        yield read_theory(item.program(), dialect="pairs")


def proofwriter(data: Path) -> Iterator[Theory]:
    for item in select(load_dataset("proofwriter"), "test", data=data).items:
        theory = read(item.problem.premises, item.problem.question).theory
        if theory is not None:
            yield theory


def recorded(name: str, data: Path) -> Iterator[Theory]:
    seen: set[str] = set()
    dataset = load_dataset(name)
    for entry in dataset.card.recordings:
        try:
            items = select_recorded(dataset, entry.name, data).items
        except FileMissing:
            continue
        for text in (sample for item in items for sample in item.samples):
            if text not in seen:
                seen.add(text)
                yield from readable(text)


def readable(text: str) -> Iterator[Theory]:
    try:
        theory = read_theory(text)
    except NesyError:
        return
    if theory.conclusion is not None:
        yield theory


def run(name: str, theories: Iterable[Theory], semantics: str, seconds: float) -> None:
    tally = Tally()
    for theory in theories:
        try:
            tally.add(theory, semantics, Limits(seconds=seconds))
        except NesyError:
            tally.theories += 1
            tally.undecided += 1
    tally.report(name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder with folio, proofwriter, recorded")
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--no-e", action="store_true", help="do as if E were not installed")
    args = parser.parse_args()
    if args.no_e:
        os.environ["NESY_EPROVER"] = os.devnull
    run("FOLIO, gold formulas", folio(args.data), "classical", args.seconds)
    run("ProofWriter test, English reader", proofwriter(args.data), "rules-open", args.seconds)
    for name in ("folio", "proofwriter", "prontoqa"):
        run(f"{name}, recorded programs", recorded(name, args.data), "auto", args.seconds)


if __name__ == "__main__":
    main()
