"""What if: other premises, minimal cores, and what is missing."""

import itertools
import json

import pytest

import nesy
from nesy.engine.missing import missing
from nesy.engine.sensitivity import sensitivity
from nesy.engine.whatif import without
from nesy.errors import NotAProblem, Unsupported
from nesy.languages.fol.read import read_theory
from nesy.provers.all_cores import all_cores
from nesy.verdict import Label, Status


def answer(text, **settings):
    return nesy.prove(read_theory(text), **settings)


def test_without_a_needed_premise_the_verdict_is_another():
    whole = answer("∀x (Dog(x) → Mammal(x))\nDog(rex)\nCat(tom)\n|- Mammal(rex)")
    assert without(whole, 3).label is Label.TRUE
    assert without(whole, 2).label is Label.UNCERTAIN
    assert [p.name for p in without(whole, 2).program.premises] == ["1", "3"]


def test_without_keeps_the_semantics_and_the_limits():
    whole = answer("Cat(tom)\nDog(rex)\n|- Dog(tom)", semantics="rules-closed", seconds=3)
    less = without(whole, 2)
    assert (less.verdict.semantics, less.settings["seconds"]) == ("rules-closed", 3)


def test_without_an_unknown_premise():
    with pytest.raises(NotAProblem):
        without(answer("A\n|- A"), 2)


SENSITIVE = {
    # cores, changes, needed, helpful, idle
    "chain": ("∀x (A(x) → B(x))\nA(a)\nC(a)\n|- B(a)", {"12"}, {"1", "2"}, "12", "", "3"),
    "two ways": ("A → C\nB → C\nA\nB\n|- C", {"13", "24"}, {"12", "14", "23", "34"}, "", "1234", ""),
    "shared rule": ("A ∨ B → C\nA\nB\n|- C", {"12", "13"}, {"1", "23"}, "1", "23", ""),
    "refuted": ("∀x (A(x) → ¬B(x))\nA(a)\n|- B(a)", {"12"}, {"1", "2"}, "12", "", ""),
    "contradictory": ("A\n¬A\nB\n¬B\nC\n|- D", {"12", "34"}, {"13", "14", "23", "24"}, "", "1234", "5"),
    "rests on nothing": ("A\n|- B ∨ ¬B", {""}, set(), "", "", "1"),
}


@pytest.mark.parametrize("name", SENSITIVE)
def test_sensitivity(name):
    text, cores, changes, needed, helpful, idle = SENSITIVE[name]
    found = sensitivity(answer(text))
    assert {"".join(core) for core in found.cores} == cores
    assert {"".join(change) for change in found.changes} == changes
    assert ("".join(found.needed), "".join(found.helpful), "".join(found.idle)) == (needed, helpful, idle)
    assert found.complete
    assert json.loads(json.dumps(found.to_json()))["status"] == found.status.value
    assert str(found)


@pytest.mark.parametrize("name", ["chain", "two ways", "shared rule", "contradictory"])
def test_every_core_is_minimal_by_the_whole_engine(name):
    theory = read_theory(SENSITIVE[name][0])
    found = sensitivity(nesy.prove(theory))
    numbers = {p.name: n for n, p in enumerate(theory.premises, 1)}

    def status_of(kept):
        removed = [n for name, n in numbers.items() if name not in kept]
        return nesy.prove(theory.without(*removed), semantics="classical").verdict.status

    for core in found.cores:
        assert status_of(core) is found.status
        for spared in core:
            assert status_of(set(core) - {spared}) is not found.status


def test_a_contradiction_is_read_out_by_its_sentences():
    found = nesy.ask("All dogs are mammals. Rex is a dog. Rex is not a mammal. Tom is a cat.", "Tom is a dog.")
    assert found.verdict.status is Status.CONTRADICTORY_AXIOMS
    text = str(sensitivity(found))
    assert "cannot all hold" in text and "Rex is not a mammal" in text and "Tom" not in text


def test_sensitivity_under_rules():
    found = sensitivity(answer("∀x (A(x) → B(x))\nA(a)\nC(a)\n|- B(a)", semantics="rules-open"))
    assert found.cores == (("1", "2"),) and found.complete


def test_sensitivity_has_no_meaning_for_what_was_not_shown():
    with pytest.raises(NotAProblem):
        sensitivity(answer("A\n|- B"))
    with pytest.raises(Unsupported):
        sensitivity(answer("Cat(tom)\n|- ¬Dog(tom)", semantics="rules-closed"))


def test_a_bound_on_cores_is_told():
    text = "\n".join(f"A{i} ∧ B" for i in range(6)) + "\n|- B"
    assert not sensitivity(answer(text), most=2).complete
    assert len(sensitivity(answer(text)).cores) == 6


@pytest.mark.parametrize("seed", range(8))
def test_all_cores_against_every_subset(seed):
    import random

    rng = random.Random(seed)
    every = range(6)
    bad = [frozenset(rng.sample(every, rng.randint(1, 3))) for _ in range(rng.randint(1, 4))]
    minimal = {b for b in bad if not any(other < b for other in bad)}
    found = all_cores(every, lambda some: next((sorted(b) for b in bad if b <= set(some)), True))
    assert {frozenset(c) for c in found.cores} == minimal
    hitting = [set(s) for n in range(7) for s in itertools.combinations(every, n) if all(set(s) & b for b in minimal)]
    smallest = {frozenset(h) for h in hitting if not any(other < h for other in hitting)}
    assert {frozenset(c) for c in found.corrections} == smallest
    assert found.complete


MISSING = {
    "a fact": ("∀x (Dog(x) → Mammal(x))\nCat(rex)\n|- Mammal(rex)", "classical", {"Dog(rex)"}, set()),
    "both ways": (
        "∀x (Dog(x) → Mammal(x))\n∀x (Mammal(x) → ¬Cold(x))\nCat(rex)\n|- Mammal(rex)",
        "classical",
        {"Dog(rex)"},
        {"Cold(rex)"},
    ),
    "a pair": ("∀x (A(x) ∧ B(x) → C(x))\nD(a)\n|- C(a)", "classical", {"A(a) and B(a)"}, set()),
    "an absence": ("∀x (¬A(x) → B(x))\nC(a)\n|- B(a)", "classical", {"¬A(a)"}, set()),
    "under rules": ("∀x (Dog(x) → Mammal(x))\nCat(rex)\n|- Mammal(rex)", "rules-open", {"Dog(rex)"}, set()),
    "inconsistent ones are left out": ("∀x (A(x) → B(x))\n∀x ¬A(x)\nC(a)\n|- B(a)", "classical", set(), set()),
}


@pytest.mark.parametrize("name", MISSING)
def test_missing(name):
    text, semantics, true, false = MISSING[name]
    whole = answer(text, semantics=semantics)
    found = missing(whole, most=1)
    assert {" and ".join(map(str, h.literals)) for h in found.true} == true
    assert {" and ".join(map(str, h.literals)) for h in found.false} == false
    for hypothesis in (*found.true, *found.false):
        assert "hypothesis" in str(hypothesis)
        premises = "\n".join([*text.split("\n")[:-1], *map(str, hypothesis.literals), text.split("\n")[-1]])
        again = answer(premises, semantics=semantics)
        assert again.label is hypothesis.label
        hypothesis.evidence.check()
    assert found.complete
    assert json.loads(json.dumps(found.to_json()))["candidates"] == found.candidates
    assert str(found)


def test_nothing_is_missing_where_something_was_shown():
    with pytest.raises(NotAProblem):
        missing(answer("A\n|- A"))


def test_an_answer_without_a_theory():
    unread = nesy.ask(["Colorless green ideas sleep furiously whenever perhaps."], "Is it so that maybe?")
    assert unread.program is None
    for question in (without, sensitivity, missing):
        with pytest.raises(NotAProblem):
            question(unread)
