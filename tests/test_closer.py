"""The closer completes what a grammar cut off, and Closing completes the samples of a model."""

from __future__ import annotations

import time

import pytest
from agreement import Walks

from nesy.exchange import Usage
from nesy.languages.decoding import Grammar
from nesy.languages.fol.decoding import formula_grammar, pairs_grammar, program_grammar, vocabulary_grammar
from nesy.languages.fol.vocabulary import read_vocabulary
from nesy.models import loop
from nesy.models.base import Call, Capabilities, Decoding, LanguageModel, Prompt, Sample
from nesy.models.wrappers.closing import Closing

pytest.importorskip("llguidance", reason="llguidance is not installed")

from nesy.models.constrained.closer import close
from nesy.models.constrained.matcher import accepts
from nesy.models.constrained.pieces import Brackets

VOCABULARY = read_vocabulary(
    "Dog(x): x is a dog\nGives(x, y, z): x gives y to z\nrain(): it rains\nrex: Rex\n'New York': NY"
)
RELATIONS = read_vocabulary(
    "Dog(x): x is a dog\nKnows(x, y): x knows y\nGives(x, y, z): x gives y to z\nrex: Rex\n'New York': NY"
)
"""No atom is as short as an equation, and every line may be followed by one like it."""
SENTENCES = ("Rex is a dog.", "Rain falls.", "It rains in New York.")
JSON = Grammar(
    "json",
    r"""start: object
object: "{" (pair ("," pair)*)? "}"
pair: STRING ":" value
value: object | list | STRING
list: "[" (value ("," value)*)? "]"
STRING: /"[a-z]{1,10}"/
""",
)

ENDS = {
    "a call": (program_grammar(), "Dog(rex) & Dog(rex", ")\n⊢Dog(rex)"),
    "a known name that was cut": (program_grammar(), "Dog(rex)\n⊢ Do", "g(rex)"),
    "a name that only the grammar knows": (formula_grammar(VOCABULARY), "∀x Gi", "ves(x, x, x)"),
    "a whole program": (program_grammar(), "Dog(rex)\n⊢ Cat(rex)", ""),
    "a name that looks like a keyword's beginning": (formula_grammar(), "P & foral", ""),
    "a quotation": (formula_grammar(), "Likes(rex, 'New Yo", "')"),
    "a numeral": (formula_grammar(), "age(rex) = 5/", "1"),
    "brackets of several kinds": (JSON, '{"a":[{"b":"c', '"}]}'),
    "no prefix": (program_grammar(), "Dog(rex))", None),
    "a name that is not declared": (program_grammar(VOCABULARY), "Cat(", None),
}


@pytest.mark.parametrize("case", ENDS)
def test_the_shortest_end_with_known_names(case: str) -> None:
    grammar, text, expected = ENDS[case]
    assert close(grammar, text) == expected
    assert expected is None or accepts(grammar, text + expected)


@pytest.mark.parametrize("premises", [None, 1, pytest.param(4, marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "vocabulary", [None, VOCABULARY, RELATIONS], ids=["any name", "declared names", "relations only"]
)
def test_every_beginning_of_a_program_closes(premises: int | None, vocabulary: object) -> None:
    grammar = program_grammar(vocabulary, premises=premises)
    text = "∀x (Dog(x) → ∃y ∃z (Gives(x, y, z) ∧ ¬(Dog(x) ∨ y = 'New York')))\n"
    for cut in range(0, len(text) + 1, 6):
        end = close(grammar, text[:cut])
        assert end is not None
        assert accepts(grammar, text[:cut] + end)


def test_pairs_close_with_their_sentences() -> None:
    grammar = pairs_grammar(SENTENCES, VOCABULARY)
    end = close(grammar, "TEXT: Rex is a dog.\nFOL: Dog(r")
    assert end is not None
    assert end.startswith("ex)\nTEXT: Rain falls.\nFOL: ")
    assert accepts(grammar, "TEXT: Rex is a dog.\nFOL: Dog(r" + end)


def test_a_vocabulary_closes() -> None:
    end = close(vocabulary_grammar(), "Dog(x): x is a dog\nre")
    assert end is not None
    assert accepts(vocabulary_grammar(), "Dog(x): x is a dog\nre" + end)


def test_random_beginnings_close() -> None:
    for grammar in (program_grammar(), program_grammar(VOCABULARY), JSON):
        walks = Walks(grammar, most=30)
        texts = list(walks.texts(25, seed=7))
        assert walks.lost == 0
        assert walks.closed > 5
        assert all(accepts(grammar, text) for text in texts)


def test_deep_nesting_closes_fast() -> None:
    text = "∀x (" * 40
    close(program_grammar(), text)
    seconds = []
    for _ in range(3):
        began = time.process_time()
        end = close(program_grammar(), text)
        seconds.append(time.process_time() - began)
    assert end is not None
    assert end.count(")") == 40
    assert min(seconds) < 0.2  # some 30 ms on an idle machine


def test_an_end_that_is_too_long_is_none() -> None:
    assert close(program_grammar(), "(" * 30 + "P", most=20) is None
    assert close(program_grammar(), "(" * 30 + "P", most=60) is not None


def test_brackets_know_quotations_and_primes() -> None:
    assert Brackets().after("f(x', '(").open == 2
    assert Brackets().after("f(x') + [1]").open == 0
    assert Brackets().after("'it\\'s (").quote == "'"


class Cut(LanguageModel):
    """Gives these samples, whatever it is asked."""

    name = "cut"

    def __init__(self, *samples: Sample) -> None:
        self.samples_given = samples

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(grammars=("llguidance",))

    async def complete(self, call: Call) -> list[Sample]:
        return list(self.samples_given)


def closed(sample: Sample, grammar: Grammar | None) -> Sample:
    call = Call(Prompt.of("?"), Decoding(grammar=grammar))
    return loop.run(Closing(Cut(sample)).complete(call))[0]


BOUND = Sample("Dog(rex)\n⊢ Do", "length", -1.0, Usage(3, 4), "llguidance")


def test_a_bound_sample_is_completed() -> None:
    done = closed(BOUND, program_grammar())
    assert done == Sample("Dog(rex)\n⊢ Dog(rex)", "stop", -1.0, Usage(3, 4), "llguidance", closed="g(rex)")


def test_half_a_character_is_dropped() -> None:
    done = closed(Sample("Dog(rex)\n\ufffd", "length", constraint="llguidance"), program_grammar())
    assert (done.text, done.finish_reason) == ("Dog(rex)\n⊢Dog(rex)", "stop")


LEFT = {
    "ended by itself": Sample("Dog(rex)\n⊢ Do", "stop", constraint="llguidance"),
    "not bound": Sample("Dog(rex)\n⊢ Do", "length"),
    "no prefix": Sample("The dog is", "length", constraint="gbnf"),
}


@pytest.mark.parametrize("case", LEFT)
def test_other_samples_stay_as_they_are(case: str) -> None:
    assert closed(LEFT[case], program_grammar()) is LEFT[case]


def test_without_a_grammar_samples_stay_as_they_are() -> None:
    assert closed(BOUND, None) is BOUND


def test_without_llguidance_a_cut_sample_stays_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "llguidance", None)
    assert closed(BOUND, program_grammar()) is BOUND
