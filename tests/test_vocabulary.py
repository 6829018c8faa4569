"""Declared names: their text, what models write instead, and the check of a theory against them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import names

from nesy.errors import InputTooLarge, ParseError, SignatureError
from nesy.languages.fol.declaration import Declaration
from nesy.languages.fol.passes import RepairOptions
from nesy.languages.fol.read import read_theory
from nesy.languages.fol.signature import Symbol
from nesy.languages.fol.vocabulary import Vocabulary, read_vocabulary

READ = {
    "canonical": ("Dog(x): x is a dog\nrex: Rex\nmother(x) = the mother of x", None),
    "quoted": ("'New York': the city\n'x': a name\n'is in'(x, y): x is in y", None),
    "headings": (
        "Predicates:\nDog(x): x is a dog\nRaining: it rains\n\nConstants:\n- rex: Rex\n- fido",
        "Dog(x): x is a dog\nRaining(): it rains\nrex: Rex\nfido",
    ),
    "Logic-LM": (
        "Predicates:\nDependent(x) ::: x is dependent on it.\nLikes($x, $y, bool) ::: Does x like y?\nFacts:\nP(a)",
        "Dependent(x): x is dependent on it.\nLikes(x, y): Does x like y?",
    ),
    "Markdown": (
        "Sure!\n\n### Predicates\n1. `Dog(x)` — x is a dog\n2. **Barks(x)**: x barks\n\n**Constants:** rex, fido",
        "Dog(x): x is a dog\nBarks(x): x barks\nrex\nfido",
    ),
    "arity": ("Dog/1: a dog\nLikes/2\nRaining/0", "Dog(x): a dog\nLikes(x, y)\nRaining()"),
    "typed arguments": ("Owns(p: person, d: dog): p owns d", "Owns(p, d): p owns d"),
    "arguments that are the same": ("Likes(x, x): likes", "Likes(x, y): likes"),
    "functions by heading": ("Functions:\nmother(x): the mother of x", "mother(x) = the mother of x"),
    "declared again": ("Dog(x): x is a dog\nDog(y): y is a hound", "Dog(x): x is a dog"),
    "names of several words": ("Constants:\nNew York: the city", "'New York': the city"),
    "up to the premises": ("Dog(x): x is a dog\nPremises:\nDog(rex)", "Dog(x): x is a dog"),
}


@pytest.mark.parametrize("case", READ)
def test_read(case: str) -> None:
    text, canonical = READ[case]
    vocabulary = read_vocabulary(text)
    assert str(vocabulary) == (canonical or text)
    assert read_vocabulary(str(vocabulary)) == vocabulary
    assert Vocabulary.from_json(vocabulary.to_json()) == vocabulary


REFUSED = {
    "nothing": ("", ParseError, ""),
    "prose alone": ("I cannot help with that, sorry.", ParseError, "I cannot help with that, sorry."),
    "an open parenthesis": ("rex: Rex\nDog(x: x is a dog", ParseError, "Dog(x: x is a dog"),
    "an argument that is none": ("Dog(x, 5): a dog", ParseError, "(x, 5)"),
    "two arities": ("Dog(x): a dog\nDog(x, y): a dog of y", SignatureError, "Dog(x, y)"),
    "predicate and constant": ("Dog(x): a dog\nDog: the dog", SignatureError, "Dog"),
    "a name that is too long": (f"{'a' * 201}: long", ParseError, "a" * 201),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_its_place(case: str) -> None:
    text, kind, place = REFUSED[case]
    with pytest.raises(kind) as caught:
        read_vocabulary(text)
    error = caught.value
    assert error.span is not None
    assert error.source == text
    assert text[error.span.start : error.span.end] == place
    assert error.hint


def test_too_large() -> None:
    with pytest.raises(InputTooLarge):
        read_vocabulary("Dog(x): x\n" * 30_000)


@st.composite
def vocabularies(draw: st.DrawFn) -> Vocabulary:
    """Any declared names."""
    declarations = []
    gloss = st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=12).map(lambda g: g.strip("`"))
    named = names() | st.sampled_from(["names", "Objects", "predicate", "signature", "goal", "Premises", "entity"])
    for name in draw(st.lists(named, unique=True, min_size=1, max_size=4)):
        kind = draw(st.sampled_from(["predicate", "function", "constant"]))
        arity = 0 if kind == "constant" else draw(st.integers(int(kind == "function"), 9))
        declarations.append(Declaration(Symbol(kind, name, arity), draw(gloss)))
    return Vocabulary(tuple(declarations))


@settings(deadline=None)
@given(vocabularies())
def test_the_text_of_any_vocabulary_is_read_back(vocabulary: Vocabulary) -> None:
    assert read_vocabulary(str(vocabulary)) == vocabulary
    assert Vocabulary.from_json(vocabulary.to_json()) == vocabulary


VOCABULARY = read_vocabulary("Dog(x): x is a dog\nLikes(x, y): x likes y\nrex: Rex\nmother(x) = the mother of x")
CHECKED = {
    "Dog(rex) ∧ Likes(mother(rex), rex)": [],
    "∀x (Dog(x) → (x + 1) ≤ 5)": [],
    "∀x:Dog Likes(x, rex)": [],
    "∀x:Cat Likes(x, rex)": ["Cat is not declared"],
    "Likes(rex)": ["Likes takes 2 arguments, not 1"],
    "Dog(Likes)": ["Likes is a predicate, not a constant"],
    "rex(rex)": ["rex is a constant, not a predicate"],
    "mother(rex)": ["mother is a function, not a predicate"],
    "Dog(x)": ["x is free"],
}


@pytest.mark.parametrize("text", CHECKED)
def test_check(text: str) -> None:
    theory = read_theory(text, options=RepairOptions(repair=False))
    errors = VOCABULARY.check(theory)
    assert [e.message for e in errors] == CHECKED[text]
    assert all(e.hint and e.span and e.source for e in errors)


def test_the_check_suggests_the_nearest_name() -> None:
    (error,) = VOCABULARY.check(read_theory("Dogs(rex)"))
    assert error.expected == ("Dog",)


def test_the_vocabulary_of_a_theory() -> None:
    vocabulary = Vocabulary.of(read_theory("∀x (Dog(x) → Old(mother(x)) ∧ age(x) > 3)\nDog(rex)\n⊢ Old(mother(rex))"))
    assert [d.head for d in vocabulary.declarations] == ["Dog(x)", "Old(x)", "age(x)", "mother(x)", "rex"]
    assert vocabulary.check(read_theory("Dog(rex)")) == ()
    with pytest.raises(SignatureError):
        Vocabulary.of(read_theory("Dog(rex)\nLikes(rex, Dog)", options=RepairOptions(repair=False)))


def test_vocabularies_are_added() -> None:
    more = VOCABULARY + read_vocabulary("Cat(x): a cat\nDog(z): a hound")
    assert [d.head for d in more.declarations] == ["Dog(x)", "Likes(x, y)", "rex", "mother(x)", "Cat(x)"]
    assert more.declarations[0].gloss == "x is a dog"
    with pytest.raises(SignatureError):
        VOCABULARY + read_vocabulary("rex(x): x is Rex")


@pytest.mark.parametrize(
    "symbol",
    [
        Symbol("relation", "Dog", 1),
        Symbol("constant", "rex", 1),
        Symbol("function", "f", 0),
        Symbol("predicate", "Dog", -1),
        Symbol("predicate", "", 1),
        Symbol("predicate", "a\nb", 1),
    ],
)
def test_no_declaration(symbol: Symbol) -> None:
    with pytest.raises(ValueError):
        Declaration(symbol)


@pytest.mark.parametrize("arguments", [("x",), ("x", "5"), ("x", "y", "z")])
def test_no_arguments(arguments: tuple[str, ...]) -> None:
    with pytest.raises(ValueError):
        Declaration(Symbol("predicate", "Likes", 2), "", arguments)
