"""What a word form can be: the lemmas, classes and inflections that English morphology allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from nesy.translate.english.word_list import word_list

NOUN: Final = "n"
VERB: Final = "v"
ADJECTIVE: Final = "a"
ADVERB: Final = "r"

SINGULAR: Final = "singular"
PLURAL: Final = "plural"
BASE: Final = "base"
THIRD: Final = "third person"
PAST: Final = "past"
PARTICIPLE: Final = "participle"
GERUND: Final = "gerund"

_UNUSUAL: Final = 0.35
_UNLISTED: Final = 0.6
_AS_A_NOUN: Final = 1.4
"""Any adjective or verb may be used as a noun."""
_AS_A_VERB: Final = 0.5
"""The cost of a participle that is usually an adjective."""
_AS_A_COMPARATIVE: Final = 0.7
"""The cost of a noun as the comparative of an adjective: ``owner``, ``number``."""
_ADJECTIVE_ENDINGS: Final = ("ous", "ful", "ive", "less", "able", "ible", "ish", "ical", "al", "ic", "ary", "-free")
_IRREGULAR_PREFIXES: Final = ("re", "over", "under", "out", "mis", "un", "fore", "up", "with")
"""What may stand before an irregular form: ``rebuilt``, ``overcame``."""
_VERB_PREFIXES: Final = ("co-", "re-", "pre-", "over-", "under-", "out-")
_PAIRS: Final = frozenset({"clothes", "scissors", "goggles", "jeans", "trousers", "pyjamas", "pants", "binoculars"})
"""Plurals without a singular."""
_OWN_FORMS: Final = {"has": ("have", THIRD), "does": ("do", THIRD), "had": ("have", PAST), "did": ("do", PAST)}
_SIDES: Final = {"left": 0.2, "right": 0.1}
"""Adjectives that are a verb and a noun as well, with their costs."""


@dataclass(frozen=True, slots=True)
class Sense:
    """One analysis of a word form."""

    kind: str
    """NOUN, VERB, ADJECTIVE or ADVERB."""
    lemma: str
    form: str = ""
    cost: float = 0.0
    """0 for the usual class of the lemma, more for less usual ones and for words that are not listed."""


@lru_cache(maxsize=16384)
def senses(word: str) -> tuple[Sense, ...]:
    """The analyses of a lower-case word, the likeliest first.

    >>> [(s.kind, s.lemma, s.form) for s in senses("plays")]
    [('v', 'play', 'third person'), ('n', 'play', 'plural')]
    >>> [(s.kind, s.lemma) for s in senses("wumpuses")]
    [('n', 'wumpus'), ('v', 'wumpus'), ('n', 'wumpuses')]
    """
    found = list(_listed(word)) or list(_guessed(word))
    best: dict[tuple[str, str, str], Sense] = {}
    if word in _PAIRS:
        found = [sense for sense in found if sense.lemma != word or sense.form != SINGULAR]
    for sense in sorted(found, key=lambda s: s.cost):
        best.setdefault((sense.kind, sense.lemma, sense.form), sense)
    return tuple(best.values())


def _listed(word: str) -> Iterator[Sense]:
    known = word_list()
    own = _OWN_FORMS.get(word)
    if own:
        yield Sense(VERB, own[0], own[1])
        if word == "had":
            yield Sense(VERB, "have", PARTICIPLE)
        return
    yield from _as_lemma(word, known.classes.get(word, ""))
    if word in _SIDES:
        yield Sense(ADJECTIVE, word, "", _SIDES[word])
    for lemma, form in known.irregular.get(word, ()):
        kind = NOUN if form == "plural" else VERB
        homograph = 0.1 if form == PAST and VERB in known.classes.get(word, "") and lemma != word else 0.0
        yield Sense(kind, lemma, form, _cost(known.classes.get(lemma, kind), kind) + homograph)
    if not known.classes.get(word) and word not in known.irregular:
        yield from _prefixed(word)
    if word.endswith("men") and len(word) > 4 and not known.classes.get(word):
        yield Sense(NOUN, word[:-3] + "man", PLURAL)
    if "-" in word and not known.classes.get(word):
        yield from _compound(word)
    if known.classes.get(word, NOUN).find(NOUN) < 0:
        yield Sense(NOUN, word, SINGULAR, _AS_A_NOUN)
    for stem, kind, form in _stems(word):
        classes = known.classes.get(stem, "")
        if kind in classes:
            compares = form == "comparative" and known.classes.get(word, "")[:1] == NOUN
            cost = _cost(classes, kind) + _AS_A_COMPARATIVE * compares
            if form == PAST:
                yield Sense(kind, stem, PAST, 0.0)
                yield Sense(kind, stem, PARTICIPLE, 0.0)
            else:
                yield Sense(kind, stem, form, cost)
    if known.classes.get(word) == ADJECTIVE and word.endswith(("ed", "ing")) and len(word) > 5:
        yield from _of_unlisted_verb(word)


def _of_unlisted_verb(word: str) -> Iterator[Sense]:
    """A participle of a verb that is not listed, where the adjective is: ``unbalanced``."""
    classes = word_list().classes
    if not any(VERB in classes.get(stem, "") for stem, kind, _ in _stems(word) if kind == VERB):
        for sense in _guessed(word):
            if sense.kind == VERB and sense.form != BASE:
                yield replace(sense, cost=_AS_A_VERB)


def _prefixed(word: str) -> Iterator[Sense]:
    """An irregular form of a verb with a prefix."""
    irregular = word_list().irregular
    for prefix in _IRREGULAR_PREFIXES:
        for lemma, form in irregular.get(word.removeprefix(prefix), ()) if word.startswith(prefix) else ():
            if form != "plural":
                yield Sense(VERB, prefix + lemma, form)


def _cost(classes: str, kind: str) -> float:
    return _UNUSUAL * classes.index(kind) if kind in classes else _UNUSUAL


def _as_lemma(word: str, classes: str) -> Iterator[Sense]:
    forms = {NOUN: SINGULAR, VERB: BASE}
    irregular = {form for _, form in word_list().irregular.get(word, ())}
    for kind in classes:
        if kind == VERB and "past" in irregular and (word, "past") not in word_list().irregular[word]:
            yield Sense(kind, word, BASE, _cost(classes, kind) + 2 * _UNUSUAL)
        else:
            yield Sense(kind, word, forms.get(kind, ""), _cost(classes, kind))


def _compound(word: str) -> Iterator[Sense]:
    """A hyphenated word has the classes of its last part, as an adjective if that is a participle."""
    last = word.rpartition("-")[2]
    for sense in senses(last) if last else ():
        if sense.kind == VERB and sense.form in (PARTICIPLE, GERUND):
            yield Sense(ADJECTIVE, word, "", 0.0)
        if sense.kind == VERB and word.startswith(_VERB_PREFIXES):
            yield Sense(VERB, word[: len(word) - len(last)] + sense.lemma, sense.form, sense.cost + 0.1)
        elif sense.kind == NOUN:
            lemma = word[: len(word) - len(last)] + sense.lemma
            yield Sense(NOUN, lemma, sense.form, sense.cost + 0.2)
            yield Sense(ADJECTIVE, word, "", sense.cost + 0.1)
        elif sense.kind == ADJECTIVE:
            yield Sense(ADJECTIVE, word, "", sense.cost)


def _stems(word: str) -> Iterator[tuple[str, str, str]]:
    """Each stem that a regular ending can be taken from, with its class and form."""
    if word.endswith("s") and not word.endswith("ss"):
        for stem in _without_s(word):
            yield stem, NOUN, PLURAL
            yield stem, VERB, THIRD
    if word.endswith("ed"):
        for stem in _without_ending(word[:-2], word[:-1], word[:-3] + "y" if word.endswith("ied") else ""):
            yield stem, VERB, PAST
    if word.endswith("ing"):
        for stem in _without_ending(word[:-3], word[:-3] + "e", word[:-4] + "ie" if word.endswith("ying") else ""):
            yield stem, VERB, GERUND
    if word.endswith(("er", "est")):
        bare = word[:-2] if word.endswith("er") else word[:-3]
        form = "comparative" if word.endswith("er") else "superlative"
        for stem in _without_ending(bare, bare + "e", bare[:-1] + "y" if bare.endswith("i") else ""):
            yield stem, ADJECTIVE, form


def _without_s(word: str) -> tuple[str, ...]:
    if word.endswith("ies"):
        return (word[:-3] + "y", word[:-1])
    if word.endswith("ves"):
        return (word[:-1], word[:-3] + "f", word[:-3] + "fe")
    sibilant = word[:-2].endswith(("s", "x", "z", "ch", "sh", "o"))
    return (word[:-1], word[:-2]) if word.endswith("es") and sibilant else (word[:-1],)


def _without_ending(bare: str, with_e: str, other: str) -> Iterator[str]:
    known = word_list().classes
    if bare in known and with_e in known and not _doubles(bare):
        with_e = ""
    yield from (stem for stem in (with_e, bare, other) if len(stem) > 1)
    if len(bare) > 3 and bare[-1] == bare[-2]:
        yield bare[:-1]
    if bare.endswith("ck"):
        yield bare[:-1]


def _doubles(stem: str) -> bool:
    """Whether a stem doubles its last consonant before an ending: ``hop``, but not ``sing``."""
    return len(stem) < 2 or (stem[-1] not in "aeiouwxy" and stem[-2] in "aeiou" and stem[-3:-2] not in tuple("aeiou"))


def _guessed(word: str) -> Iterator[Sense]:
    """The analyses of a word that is not listed, from its ending."""
    cost = _UNLISTED
    if word.endswith("ly"):
        yield Sense(ADVERB, word, "", cost)
    if word.endswith("ing") and len(word) > 5:
        yield Sense(VERB, word[:-3], GERUND, cost)
        yield Sense(ADJECTIVE, word, "", cost)
    if word.endswith("ed") and len(word) > 4:
        yield Sense(ADJECTIVE, word, "", cost)
        stem = word[:-1] if word[-3] in "vcsgz" else word[:-2]
        yield Sense(VERB, stem, PAST, cost)
        yield Sense(VERB, stem, PARTICIPLE, cost)
    plural = word.endswith("s") and not word.endswith(("ss", "us", "is"))
    if plural:
        stem = _unlisted_stem(word)
        yield Sense(NOUN, stem, PLURAL, cost)
        yield Sense(VERB, stem, THIRD, cost + 0.2)
        yield Sense(NOUN, word, SINGULAR, cost + _UNUSUAL)
        return
    if word.endswith(("man", "woman")) and len(word) > 5:
        yield Sense(NOUN, word, SINGULAR, cost)
        return
    adjectival = word.endswith(_ADJECTIVE_ENDINGS) or word.startswith(("un", "non-"))
    yield Sense(ADJECTIVE, word, "", cost if adjectival else cost + 0.3)
    yield Sense(NOUN, word, SINGULAR, cost + (0.3 if adjectival else 0.0))
    yield Sense(VERB, word, BASE, cost + 0.5)


def _unlisted_stem(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "zzes", "ches", "shes", "oes")) or (word.endswith("uses") and len(word) > 5):
        return word[:-2]
    return word[:-1]
