"""Random formulas, said in English and read again: the same, or refused, never another."""

from collections import Counter

import pytest
from english_generator import CONTEXT, Generator

from nesy.languages.fol.syntax import Formula
from nesy.languages.fol.theory import Statement, Theory
from nesy.provers.equivalence import equivalent
from nesy.translate.english.reader import read


def what_becomes_of(text: str, formula: Formula) -> str:
    found = read([*CONTEXT, text]).sentences[len(CONTEXT)]
    if found.formula is None:
        return "refused"
    same = equivalent(Theory((Statement(found.formula, "1"),)), Theory((Statement(formula, "1"),)))
    return "same" if same else f"other: {text} {found.formula}"


def round_trips(count: int, seed: int) -> Counter[str]:
    generator = Generator(seed)
    return Counter(what_becomes_of(*generator.sentence()) for _ in range(count))


def check(found: Counter[str]) -> None:
    others = [kind for kind in found if kind.startswith("other")]
    assert others == []
    assert found["same"] >= 0.99 * found.total()


def test_sentences_mean_what_they_were_made_from() -> None:
    check(round_trips(200, seed=1))


@pytest.mark.slow
def test_many_sentences_mean_what_they_were_made_from() -> None:
    check(round_trips(2000, seed=2))


def test_the_check_can_fail() -> None:
    _, formula = Generator(3).universal()
    assert what_becomes_of("Some dogs are kind.", formula).startswith("other")
    assert what_becomes_of("Dogs kind of the.", formula) == "refused"
