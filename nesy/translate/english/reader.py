"""Reading a problem in controlled English, without a model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nesy.errors import ParseError
from nesy.languages.fol.syntax import Atom, Formula
from nesy.languages.fol.theory import Statement, Theory
from nesy.translate.english.clauses import parse_sentence
from nesy.translate.english.lexicon import Lexicon, collect
from nesy.translate.english.meaning import Meaning
from nesy.translate.english.morphology import is_plural
from nesy.translate.english.names import PROPERTY, Names, predicate_name
from nesy.translate.english.sentences import split_sentences
from nesy.translate.english.tokens import Tokens, tokenize
from nesy.translation import Aligned

__all__ = ["Reading", "read", "split_sentences"]

_PREFIX: Final = re.compile(r"\s*true or false\s*[:?]\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a problem's sentences."""

    theory: Theory | None
    """Premises and conclusion; None if any sentence was not read."""
    sentences: tuple[Aligned, ...]
    """Every sentence in order with its formula or the reason why it was not read, the question last."""
    notes: tuple[str, ...] = ()
    """What was taken for granted beyond the words."""


@dataclass(frozen=True, slots=True)
class _Read:
    """One sentence with what reading it gave."""

    text: str
    formula: Formula | None
    problem: str = ""
    definites: tuple[tuple[str, ...], ...] = ()
    introduced: tuple[str, ...] = ()
    compounds: tuple[tuple[str, ...], ...] = ()
    stuff: tuple[tuple[str, ...], ...] = ()


def read(premises: Sequence[str], question: str | None = None) -> Reading:
    """Reads the premises, each of one sentence or more, and the question or statement to be judged.

    The whole problem is looked at first, to tell names, nouns, adjectives and verbs apart. Nothing is
    guessed: a sentence that the grammar does not cover, or that has two readings, is not read.

    Returns:
        The theory, whose premises are named by their number, and each sentence with its formula.

    >>> reading = read(["All dogs are mammals. Rex is a dog."], "Is Rex a mammal?")
    >>> [statement.name for statement in reading.theory.statements]
    ['1', '2', 'conclusion']
    >>> read(["Rex was a dog."]).sentences[0].problem
    "the word 'was' is not covered by this grammar"
    """
    texts = [sentence for premise in premises for sentence in split_sentences(premise) or ("",)]
    count = len(texts)
    if question is not None:
        texts.append(_PREFIX.sub("", question, count=1).strip())
    names = Names()
    found, lexicon = _read_all(texts, names, count)
    found = _refuse_open_nouns(_refuse_loose_definites(found), names, lexicon)
    sentences = [
        Aligned(item.text, item.formula, "premise" if index < count else "conclusion", item.problem)
        for index, item in enumerate(found)
    ]
    if any(item.problem for item in found):
        return Reading(None, tuple(sentences))
    presupposed = _presupposed(found, names, lexicon)
    sentences[count:count] = [Aligned(text, formula) for text, formula in presupposed]
    notes = tuple(f"presupposed: {text}" for text, _ in presupposed)
    return Reading(_theory(found, count, presupposed), tuple(sentences), notes)


def _read_all(texts: list[str], names: Names, count: int) -> tuple[list[_Read], Lexicon]:
    tokens: list[Tokens | ParseError] = []
    for index, text in enumerate(texts):
        tokens.append(_tokens(text, single=index >= count))
    lexicon, kinds = collect([item for item in tokens if isinstance(item, Tokens)])
    marked = iter(kinds)
    found = []
    for text, item in zip(texts, tokens, strict=True):
        if isinstance(item, Tokens):
            found.append(_read_one(text, item, next(marked), lexicon, names))
        else:
            found.append(_Read(text, None, item.message))
    return found, lexicon


def _tokens(text: str, *, single: bool) -> Tokens | ParseError:
    try:
        tokens = tokenize(text)
    except ParseError as err:
        return err
    if single and len(split_sentences(text)) > 1:
        return ParseError("the question is more than one sentence")
    return tokens


def _read_one(text: str, tokens: Tokens, kinds: tuple[str, ...], lexicon: Lexicon, names: Names) -> _Read:
    try:
        tree, is_question = parse_sentence(tokens, kinds, lexicon)
        meaning = Meaning(names, lexicon, question=is_question)
        formula = meaning.clause(tree)
    except ParseError as err:
        return _Read(text, None, f"{err.message}; {err.hint}" if err.hint else err.message)
    scope = meaning.scope
    return _Read(
        text,
        formula,
        "",
        tuple(scope.definites),
        tuple(scope.introduced),
        tuple(scope.compounds),
        tuple(scope.stuff),
    )


def _refuse_loose_definites(found: list[_Read]) -> list[_Read]:
    """The sentences, without those whose definite phrase may point back to another sentence."""
    phrases = {words for item in found for words in item.definites}
    if not phrases:
        return found
    introduced = {noun for item in found for noun in item.introduced}
    shorter = {words for words in phrases for other in phrases if other != words and other[-len(words) :] == words}
    loose = {words for words in phrases if words[-1] in introduced} | shorter
    if not loose:
        return found
    return [
        _Read(item.text, None, _loose_reason(next(words for words in item.definites if words in loose)))
        if any(words in loose for words in item.definites)
        else item
        for item in found
    ]


def _refuse_open_nouns(found: list[_Read], names: Names, lexicon: Lexicon) -> list[_Read]:
    """The sentences, without those whose compound or bare noun the problem also speaks of in another way."""
    return [
        _Read(item.text, None, problem) if (problem := _open_noun(item, names, lexicon)) else item for item in found
    ]


def _open_noun(item: _Read, names: Names, lexicon: Lexicon) -> str:
    for words in item.compounds:
        if predicate_name(words[-1:]) in names.uses:
            return f"nothing says whether '{' '.join(words)}' is a kind of '{words[-1]}'"
    for words in item.stuff:
        noun = lexicon.singular(words[-1]) if is_plural(words[-1]) else words[-1]
        if names.uses.get(predicate_name((noun,))) is PROPERTY:
            return f"the bare noun '{' '.join(words)}' as an object may mean all or some"
    return ""


def _loose_reason(words: tuple[str, ...]) -> str:
    return f"'the {' '.join(words)}' may point back to another sentence; give it a name"


def _presupposed(found: list[_Read], names: Names, lexicon: Lexicon) -> list[tuple[str, Atom]]:
    """That the dog is a dog, and the old dog old, where the problem speaks of dogs and of what is old."""
    facts: dict[str, Atom] = {}
    for words in dict.fromkeys(words for item in found for words in item.definites):
        for word in words:
            name = predicate_name((word,))
            if names.uses.get(name) is PROPERTY and (word is words[-1] or word in lexicon.adjectives):
                article = ("an " if word[0] in "aeiou" else "a ") if word is words[-1] else ""
                facts[f"the {' '.join(words)} is {article}{word}"] = Atom(name, (names.constant("the", words),))
    return list(facts.items())


def _theory(found: list[_Read], count: int, presupposed: list[tuple[str, Atom]]) -> Theory:
    premises = [
        Statement(item.formula, str(index), item.text)
        for index, item in enumerate(found[:count], 1)
        if item.formula is not None
    ]
    premises += [Statement(fact, f"presupposed {index}", text) for index, (text, fact) in enumerate(presupposed, 1)]
    asked = found[count].formula if len(found) > count else None
    conclusion = None if asked is None else Statement(asked, "conclusion", found[count].text)
    return Theory(tuple(premises), conclusion)
