"""Template: how a predicate is said of its arguments, and how it is denied."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from nesy.proofs.render.words import forms, key_of, singular, third_person, tokens_of, word_set

Parts: TypeAlias = tuple[str | int, ...]
"""Words, and the numbers of the arguments that stand between them."""

_SMALL: Final = word_set(
    "a an the is are was were be been not isn't aren't wasn't weren't does do did doesn't don't didn't can cannot will"
    " has have had also of in on at to from with by for about into over under near than as it that true"
)
_AUXILIARY: Final = re.compile(r" (is|are|was|were|can|will|has been|have been)\b(?! not\b)")
_DENIED: Final = re.compile(r" (is|are|was|were|can|will) not\b|(?: (is|are|was|were))n['’]t\b")
_DO_NOT: Final = re.compile(r" (?:does|do)(?: not|n['’]t) (\w+)")
_FIRST_VERB: Final = re.compile(r" (\w+)")


@dataclass(frozen=True, slots=True)
class Template:
    """The words around a predicate's arguments."""

    affirmed: Parts | None
    denied: Parts | None
    base: str = ""
    """The base form of the verb behind the subject, if that is known."""

    @property
    def starts_with_subject(self) -> bool:
        """Whether the first argument comes first."""
        parts = self.affirmed or self.denied
        return parts is not None and parts[0] == 0

    def say(self, arguments: Sequence[str], sign: bool, *, plural: bool = False) -> str | None:
        """The sentence for some arguments; None if the template has no words for this sign.

        >>> template = copula("a dog", 1)
        >>> template.say(["Rex"], True), template.say(["Rex"], False)
        ('Rex is a dog', 'Rex is not a dog')
        """
        parts = self.affirmed if sign else self.denied
        if parts is None:
            return None
        if plural and parts[0] == 0 and len(parts) > 1 and isinstance(parts[1], str):
            parts = (0, _plural_verb(parts[1], self.base), *parts[2:])
        return "".join(p if isinstance(p, str) else arguments[p] for p in parts)


def copula(complement: str, arity: int) -> Template:
    """The template ``… is <complement>``."""
    rest: Parts = (" ", 1) if arity == 2 else ()
    words = f" {complement}" if complement else ""
    return Template((0, f" is{words}", *rest), (0, f" is not{words}", *rest))


def verb(base: str, rest: str, arity: int) -> Template:
    """The template ``… <verb> <rest>``.

    >>> verb("live", "in", 2).say(["Ann", "Rome"], False)
    'Ann does not live in Rome'
    """
    if base == "be":
        return copula(rest, arity)
    tail = f" {rest}" if rest else ""
    object_: Parts = (" ", 1) if arity == 2 else ()
    affirmed: Parts = (0, f" {third_person(base)}{tail}", *object_)
    return Template(affirmed, (0, f" does not {base}{tail}", *object_), base)


def from_sentence(parts: Parts, sign: bool, predicate: str) -> Template | None:
    """The template of a sentence that says one literal, with the opposite sign where its words show how.

    None if the sentence says more of its arguments than the predicate's name does: "Barutin Cove is
    on the coast of Snow Island" is no template for ``Located(barutin, snow)``.

    Args:
        parts: the sentence with its arguments taken out.
        sign: whether the sentence's formula affirms the predicate.
        predicate: its name, which may begin with the sentence's verb.

    >>> from_sentence((0, " does not eat ", 1), False, "Eat").say(["Ann", "meat"], True)
    'Ann eats meat'
    """
    if not _named_after(parts, key_of(predicate)):
        return None
    if sign:
        denied, base = _deny(parts, key_of(predicate))
        return Template(parts, denied, base)
    affirmed, base = _affirm(parts)
    return Template(affirmed, parts, base)


def _named_after(parts: Parts, key: str) -> bool:
    """Whether every word but the small ones occurs in the predicate's name in some form."""
    words = [t for p in parts if isinstance(p, str) for t in tokens_of(p) if t.key]
    return all(
        w.lower in _SMALL or any(key_of(form) in key for form in (*forms(w.lower), singular(w.lower))) for w in words
    )


def _deny(parts: Parts, key: str) -> tuple[Parts | None, str]:
    if parts[0] != 0 or len(parts) < 2 or not isinstance(parts[1], str):
        return None, ""
    words = parts[1]
    if re.search(r"\b(?:not|no|never|neither|nor)\b|n['’]t\b", words):
        return None, ""
    if match := _AUXILIARY.match(words):
        return (0, f" {match[1]} not{words[match.end() :]}", *parts[2:]), ""
    match = _FIRST_VERB.match(words)
    base = _base(match[1], key, words[match.end() :]) if match else ""
    if match and base:
        return (0, f" does not {base}{words[match.end() :]}", *parts[2:]), base
    return None, ""


def _base(word: str, key: str, rest: str) -> str:
    """The base form of a finite verb that begins the predicate's name, or of ``has`` before an article."""
    if word == "has":
        return "have" if key.startswith(("has", "have")) or re.match(r" (?:a|an|the)\b", rest) else ""
    base = singular(word)
    return base if base != word and key.startswith(base) else ""


def _affirm(parts: Parts) -> tuple[Parts | None, str]:
    if parts[0] != 0 or len(parts) < 2 or not isinstance(parts[1], str):
        return None, ""
    words = parts[1]
    if match := _DENIED.match(words):
        return (0, f" {match[1] or match[2]}{words[match.end() :]}", *parts[2:]), ""
    if match := _DO_NOT.match(words):
        return (0, f" {third_person(match[1])}{words[match.end() :]}", *parts[2:]), match[1]
    return None, ""


def _plural_verb(words: str, base: str) -> str:
    """The words behind a subject in the plural."""
    swapped = re.sub(r"^ (is|was|does|has)\b", lambda m: " " + _PLURALS[m[1]], words)
    if swapped == words and base:
        third = f" {third_person(base)}"
        if words == third or words.startswith(third + " "):
            return f" {base}{words[len(third) :]}"
    return swapped


_PLURALS: Final = {"is": "are", "was": "were", "does": "do", "has": "have"}
