"""Lark, llguidance and nesy's reader on the same grammar: do they ever disagree?

1. Texts sampled from the grammar of programs, by random walks over llguidance's masks and the closer: lark reads
   each, nesy's reader too, and to the same formulas.
2. Printed programs of random formulas, in the Unicode and in the ASCII style: lark and llguidance accept each.
3. Near-miss mutants of those, with tokens or characters changed and keywords for names: lark and llguidance say
   the same; what they accept nesy's reader reads to the same formulas.
4. Texts sampled from grammars over declared names: they are texts of the whole grammar too, and the check of
   their names finds nothing.

Every disagreement is printed, and the exit status is then 1.

    python benchmarks/grammar_agreement.py [--count 10000] [--seed 0]
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from agreement import Judges, Walks, mutant, program_text, read, without_marks
from strategies import LATIN_VARIABLES, formulas, names

from nesy.languages.fol.declaration import Declaration
from nesy.languages.fol.decoding import program_grammar
from nesy.languages.fol.printers.canonical import ASCII, UNICODE
from nesy.languages.fol.signature import Symbol
from nesy.languages.fol.vocabulary import Vocabulary
from nesy.models.constrained.matcher import matcher

VOCABULARIES = 20


class Tally:
    """What was found of one kind of text."""

    def __init__(self, title: str) -> None:
        self.title, self.found, self.began = title, Counter[str](), time.perf_counter()

    def add(self, finding: str, text: str) -> None:
        """Count a text; print it if someone disagrees."""
        self.found[finding] += 1
        if finding not in ("agreed", "accepted", "refused"):
            print(f"  {finding}: {text!r}")

    def close(self, more: str = "") -> int:
        """Print the count; returns the number of disagreements."""
        counts = ", ".join(f"{count} {finding}" for finding, count in sorted(self.found.items()))
        print(f"{self.title}: {counts}{more} ({time.perf_counter() - self.began:.0f} s)", flush=True)
        return sum(self.found.values()) - sum(self.found[f] for f in ("agreed", "accepted", "refused"))


def judged(text: str, judges: Judges) -> str:
    """What the judges say about a text, in a word."""
    by_lark, by_llguidance = judges.verdicts(text)
    if by_lark != by_llguidance:
        return f"lark {by_lark} llguidance {by_llguidance}"
    if not by_lark:
        return "refused"
    theory = read(text)
    if theory is None:
        return "not read by nesy"
    same = [without_marks(s.formula) for s in theory.statements] == judges.formulas(text)
    return "accepted" if same else "read to other formulas by nesy"


def sampled(judges: Judges, count: int, number: int) -> int:
    """Texts of the whole grammar."""
    walks, tally = Walks(judges.grammar), Tally(f"{count} sampled programs")
    for text in walks.texts(count, number):
        tally.add("not accepted" if (said := judged(text, judges)) == "refused" else said, text)
    for text in walks.unclosed:
        print(f"  not closed: {text!r}")
    return tally.close(f"; {walks.closed} closed, {walks.lost} could not be closed") + walks.lost


def printed(judges: Judges, count: int, number: int) -> int:
    """Printed programs, and a mutant of each."""
    rng = random.Random(number)
    tally, mutants = Tally(f"{count} printed programs"), Tally(f"{count} mutants")
    for text in _printed(count, number):
        tally.add("not accepted" if (said := judged(text, judges)) == "refused" else said, text)
        changed = mutant(text, rng)
        mutants.add(judged(changed, judges), changed)
    return tally.close() + mutants.close()


def _printed(count: int, number: int) -> list[str]:
    texts: list[str] = []

    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(formulas(LATIN_VARIABLES), min_size=1, max_size=3), st.sampled_from([UNICODE, ASCII]))
    def collect(several: list, style: object) -> None:
        texts.append(program_text(several, style))

    collect()
    return texts


def specialised(judges: Judges, count: int, number: int) -> int:
    """Texts of grammars over declared names."""
    rng, tally = random.Random(number), Tally(f"{count} programs over declared names, {VOCABULARIES} vocabularies")
    closed, lost, seconds = 0, 0, []
    for index in range(VOCABULARIES):
        vocabulary = _vocabulary(rng)
        began = time.process_time()
        grammar = program_grammar(vocabulary, premises=rng.choice((None, 1, 3)))
        matcher(grammar)
        seconds.append(time.process_time() - began)
        words = [str(d.symbol.name) for d in vocabulary.declarations] + ["∀x ", " ∧ ", " → ", ")", "\n"]
        walks = Walks(grammar, words=words, most=40)
        for text in walks.texts(count // VOCABULARIES, index):
            tally.add(_checked(text, judges, vocabulary), text)
        for text in walks.unclosed:
            print(f"  not closed: {text!r}")
        closed, lost = closed + walks.closed, lost + walks.lost
    times = f"{statistics.median(seconds) * 1e3:.0f} ms ({min(seconds) * 1e3:.0f}-{max(seconds) * 1e3:.0f})"
    return tally.close(f"; {closed} closed, {lost} could not be closed; a grammar is built in {times}") + lost


def _checked(text: str, judges: Judges, vocabulary: Vocabulary) -> str:
    said = judged(text, judges)
    if said != "accepted":
        return "not accepted by the whole grammar" if said == "refused" else said
    theory = read(text)
    return "accepted" if theory is not None and not vocabulary.check(theory) else "refused by the check"


def _vocabulary(rng: random.Random) -> Vocabulary:
    """Some names of each kind, odd ones among them."""
    some = _names(rng.randrange(2**32))
    kinds = [("predicate", rng.randint(0, 3)) for _ in range(6)]
    kinds += [("function", rng.randint(1, 2)) for _ in range(rng.randint(0, 2))] + [("constant", 0)] * 4
    chosen = zip(kinds, some, strict=False)
    return Vocabulary(tuple(Declaration(Symbol(kind, name, arity)) for (kind, arity), name in chosen))


def _names(number: int) -> Iterator[str]:
    found: dict[str, None] = {}

    @seed(number)
    @settings(max_examples=60, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(names())
    def collect(name: str) -> None:
        found[name] = None

    collect()
    several = list(found)
    random.Random(number).shuffle(several)
    return iter(several)


def main() -> None:
    """Print the figures and every disagreement."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    judges = Judges(program_grammar())
    found = [part(judges, options.count, options.seed) for part in (sampled, printed, specialised)]
    print(f"{sum(found)} disagreements")
    sys.exit(any(found))


if __name__ == "__main__":
    main()
