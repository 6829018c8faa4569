"""The first pass: what class each open word of a problem has, judged from all of its uses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from nesy.translate.english.morphology import base_form, ends_in_s, is_plural, singular
from nesy.translate.english.tokens import Tokens
from nesy.translate.english.words import (
    ARTICLE,
    COMMON_VERBS,
    COPULA,
    DO,
    DOMAIN,
    END,
    EVERYONE,
    NAME,
    OPEN,
    PREPOSITION,
    PRONOUN,
    QUANTIFIER,
    RELATIVE,
    THE,
)

_OBJECT_STARTS: Final = frozenset({ARTICLE, THE, QUANTIFIER, EVERYONE, NAME})
_COMPLEMENT_ENDS: Final = frozenset({END, "and", "or", ",", "then", "if"})
_NOUN_ENDS: Final = frozenset({END, COPULA, DO, RELATIVE, "then", "if"})
_SUBJECTS: Final = frozenset({NAME, EVERYONE, PRONOUN, RELATIVE})


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The open words of one problem by class; a word can be in several, or in none."""

    nouns: frozenset[str]
    """Forms used as nouns, and their singulars."""
    adjectives: frozenset[str]
    verbs: frozenset[str]
    """Base forms and forms used as verbs."""
    vocabulary: frozenset[str]
    """Every word of the problem in lower case."""
    person_is_said: bool
    """Whether something is said to be, or not to be, a person or people; if not, the noun restricts nothing."""
    thing_is_said: bool

    def singular(self, noun: str) -> str:
        """The singular of a plural noun."""
        return singular(noun, self.vocabulary)

    def base(self, verb: str) -> str:
        """The base form of a verb in the third person."""
        return base_form(verb, self.vocabulary)

    def is_verb(self, word: str) -> bool:
        """Whether the word is used as a verb somewhere in the problem, in any form."""
        return word in self.verbs or (word[-1:] == "s" and self.base(word) in self.verbs)

    def is_noun(self, word: str) -> bool:
        """Whether the word is used as a noun somewhere in the problem, in either number."""
        return word in self.nouns or (is_plural(word) and self.singular(word) in self.nouns)


class _Evidence:
    """The classes seen so far."""

    __slots__ = ("adjectives", "nouns", "said", "verbs")

    def __init__(self) -> None:
        self.nouns: set[str] = set()
        self.adjectives: set[str] = set()
        self.verbs: set[str] = {"have", "has"}
        self.said: set[str] = set()


def collect(problem: Sequence[Tokens]) -> tuple[Lexicon, tuple[tuple[str, ...], ...]]:
    """The lexicon of a problem, and the kinds of each sentence's words with the names marked as NAME."""
    vocabulary = frozenset(word for tokens in problem for word in tokens.lower)
    common, names = _capitals(problem)
    kinds = [_mark_names(tokens, common, names) for tokens in problem]
    evidence = _Evidence()
    for tokens, marked in zip(problem, kinds, strict=True):
        _observe(tokens.lower, marked, evidence)
    _verbs_by_lemma(evidence, vocabulary)
    for index, tokens in enumerate(problem):
        kinds[index] = _mark_initial(tokens, kinds[index], common, evidence, names)
    for tokens, marked in zip(problem, kinds, strict=True):
        if marked[0] is NAME:
            _observe(tokens.lower, marked, evidence)
    _verbs_by_lemma(evidence, vocabulary)
    return _lexicon(evidence, vocabulary), tuple(tuple(marked) for marked in kinds)


def _lexicon(evidence: _Evidence, vocabulary: frozenset[str]) -> Lexicon:
    nouns = evidence.nouns | {singular(noun, vocabulary) for noun in evidence.nouns if is_plural(noun)}
    return Lexicon(
        nouns=frozenset(nouns),
        adjectives=frozenset(evidence.adjectives),
        verbs=frozenset(evidence.verbs),
        vocabulary=vocabulary,
        person_is_said=not evidence.said.isdisjoint(("person", "people", "persons")),
        thing_is_said=not evidence.said.isdisjoint(("thing", "things")),
    )


def _capitals(problem: Iterable[Tokens]) -> tuple[set[str], set[str]]:
    """The words seen in lower case, and those seen with a capital inside a sentence."""
    common: set[str] = set()
    names: set[str] = set()
    for tokens in problem:
        for index, (word, lower) in enumerate(zip(tokens.words, tokens.lower, strict=False)):
            if word == lower:
                common.add(word)
            elif index and tokens.kinds[index] is OPEN:
                names.add(lower)
    return common, names


def _mark_names(tokens: Tokens, common: set[str], names: set[str]) -> list[str]:
    """The kinds with every capitalised word inside the sentence, and every sure initial name, as NAME."""
    kinds = list(tokens.kinds)
    for index, (word, lower) in enumerate(zip(tokens.words, tokens.lower, strict=False)):
        if word != lower and kinds[index] is OPEN and (index or (lower in names and lower not in common)):
            kinds[index] = NAME
    return kinds


def _observe(lower: Sequence[str], kinds: Sequence[str], evidence: _Evidence) -> None:
    """Adds the classes that the neighbours of each open word of a sentence show."""
    question = kinds[0] is COPULA
    before, earlier = "", ""
    for index, kind in enumerate(kinds):
        if kind is OPEN:
            after = kinds[index + 1] if lower[index + 1] != "is" else END
            _observe_word(lower[index], (earlier, before), after, evidence, question)
        elif kind is DOMAIN and index > 1 and _is_predicate(earlier, before):
            evidence.said.add(lower[index])
        earlier, before = before, kind


def _is_predicate(earlier: str, before: str) -> bool:
    """Whether what follows these two kinds is said of a subject."""
    if before is ARTICLE:
        before = earlier
    return before is COPULA or before == "not"


def _observe_word(word: str, before: tuple[str, str], after: str, evidence: _Evidence, question: bool) -> None:
    earlier, previous = before
    if previous is DO or (previous == "not" and earlier is DO):
        evidence.verbs.add(word)
    elif (previous is COPULA or (previous == "not" and earlier is COPULA)) and after in _COMPLEMENT_ENDS:
        (evidence.nouns if is_plural(word) else evidence.adjectives).add(word)
    elif previous is ARTICLE or previous is QUANTIFIER or previous is THE:
        if after in _NOUN_ENDS:
            evidence.nouns.add(word)
        elif after is DOMAIN:
            evidence.adjectives.add(word)
    elif after is DOMAIN:
        evidence.adjectives.add(word)
    elif after in _OBJECT_STARTS:
        if not question and previous is not COPULA and previous is not PREPOSITION:
            evidence.verbs.add(word)
    elif previous in _SUBJECTS and ends_in_s(word) and after is not OPEN:
        evidence.verbs.add(word)
    elif (after is COPULA or after is RELATIVE) and is_plural(word):
        evidence.nouns.add(word)


def _verbs_by_lemma(evidence: _Evidence, vocabulary: frozenset[str]) -> None:
    evidence.verbs |= {base_form(verb, vocabulary) for verb in evidence.verbs if ends_in_s(verb)}


def _mark_initial(
    tokens: Tokens, kinds: list[str], common: set[str], evidence: _Evidence, names: set[str]
) -> list[str]:
    """The kinds with the sentence's first word as NAME if its context shows that it is one."""
    if kinds[0] is not OPEN:
        return kinds
    word = tokens.lower[0]
    if word in common and word not in names:
        return kinds
    if _is_name_before(tokens.lower, kinds, evidence, word in names):
        kinds[0] = NAME
    return kinds


def _is_name_before(lower: Sequence[str], kinds: Sequence[str], evidence: _Evidence, is_known: bool) -> bool:
    after = lower[1]
    if kinds[1] is COPULA or kinds[1] is DO:
        return after in ("is", "does")
    if kinds[1] is NAME or after in ("has", "have"):
        return after != "have"
    if kinds[1] in ("and", "or", ","):
        if is_plural(lower[0]) and lower[0] in evidence.nouns:
            return False
        return kinds[2] is not OPEN and kinds[2] is not DOMAIN
    if kinds[1] is not OPEN or (not is_known and (lower[0] in evidence.adjectives or lower[0] in evidence.nouns)):
        return False
    if not ends_in_s(after):
        return False
    if kinds[2] in _OBJECT_STARTS or kinds[2] is PREPOSITION or kinds[2] is PRONOUN:
        return True
    return _is_verb_form(lower, kinds, evidence)


def _is_verb_form(lower: Sequence[str], kinds: Sequence[str], evidence: _Evidence) -> bool:
    after = lower[1]
    if kinds[2] in (COPULA, DO, RELATIVE):
        return False
    if after in evidence.verbs or after in COMMON_VERBS or (kinds[2] is OPEN and ends_in_s(lower[2])):
        return True
    return kinds[2] is END and after not in evidence.nouns
