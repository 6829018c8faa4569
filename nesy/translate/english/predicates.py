"""The predicates and constants of a problem: which words each stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from nesy.errors import ParseError
from nesy.languages.fol.syntax import MAX_NAME, Atom, Constant, Term

_LONGEST: Final = MAX_NAME - 10
_LOOKS_LIKE_VARIABLE: Final = re.compile(r"[u-z]\d*")
_APART: Final = re.compile(r"[^\w]+")
_ABOUT: Final = {"about": "of", "regarding": "of", "upon": "on", "toward": "towards"}


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words of a predicate: what is said, and with which objects and adjuncts."""

    head: tuple[str, ...]
    """The lemmas of the verb, adjective or noun; a preposition alone is its own head."""
    rest: tuple[tuple[str, ...], ...] = ()
    """The objects and adjuncts that are named, each with its preposition; those that are arguments are not here."""
    roles: tuple[str, ...] = ()
    """The preposition of each argument after the subject, empty for a direct object."""
    kind: str = "v"
    """``v`` for a verb, ``a`` adjective, ``n`` noun, ``p`` preposition, ``s`` a whole clause."""
    passive: bool = False
    """True where the subject is what the verb is done to."""

    words: tuple[str, ...] = field(init=False, compare=False, repr=False)
    """All the words in order, the prepositions of the arguments last."""
    content: frozenset[str] = field(init=False, compare=False, repr=False)
    """The words without their order, which tell whether two phrases are one predicate."""

    def __post_init__(self) -> None:
        words = (*self.head, *chain.from_iterable(self.rest), *filter(None, self.roles))
        content = frozenset(_ABOUT.get(word, word) for part in words for word in part.replace("-", " ").split())
        object.__setattr__(self, "words", words)
        object.__setattr__(self, "content", content)

    @property
    def modal_words(self) -> frozenset[str]:
        """``can`` and ``must``, and words that deny, if the phrase holds any."""
        return frozenset(self.words) & {"can", "must", "not", "no", "never", "only", "or"}


@dataclass(slots=True)
class Predicates:
    """The names of one problem, which grow while its sentences are read."""

    phrases: dict[tuple[str, int], Phrase] = field(default_factory=dict)
    """Each predicate, by name and arity, with the phrase that first used it."""
    names: dict[tuple[frozenset[str], tuple[str, ...], int], str] = field(default_factory=dict)
    owners: dict[str, tuple[str, ...]] = field(default_factory=dict)
    constants: dict[tuple[str, ...], Constant] = field(default_factory=dict)
    permitted: set[frozenset[str]] = field(default_factory=set)
    """The contents of phrases for what is allowed or forbidden: who does it all the same is not allowed to."""

    def copy(self) -> Predicates:
        """The same names, which grow apart from these."""
        known = (dict(self.phrases), dict(self.names), dict(self.owners), dict(self.constants))
        return Predicates(*known, set(self.permitted))

    def atom(self, phrase: Phrase, *arguments: Term) -> Atom:
        """The atom that says a phrase of its arguments.

        Raises:
            ParseError: if the phrase is too long for a name.
        """
        key = (phrase.content, phrase.roles, len(arguments))
        name = self.names.get(key)
        if name is None:
            name = stem = predicate_name(phrase.words)
            count = 1
            while (name, len(arguments)) in self.phrases or any(n == name for n, _ in self.phrases):
                if (name, len(arguments)) not in self.phrases and count == 1:
                    name = f"{stem}{len(arguments)}"
                    count += 1
                    continue
                count += 1
                name = f"{stem}_{count}"
            self.names[key] = name
            self.phrases[name, len(arguments)] = phrase
        return Atom(name, arguments)

    def constant(self, kind: str, words: tuple[str, ...]) -> Constant:
        """The constant of a name, a definite phrase or a bare noun; different kinds never share one."""
        key = (kind, *words)
        constant = self.constants.get(key)
        if constant is None:
            name = stem = constant_name(words)
            count = 1
            while self.owners.setdefault(name, key) != key:
                count += 1
                name = f"{stem}_{count}"
            constant = self.constants[key] = Constant(name)
        return constant


def predicate_name(words: tuple[str, ...]) -> str:
    """The words in camel case, as many of them as a name holds.

    >>> predicate_name(("afraid", "of")), predicate_name(("well-paid",))
    ('AfraidOf', 'WellPaid')
    """
    parts = (part for word in words for part in _APART.split(word.replace("_", " ")) if part)
    name = ""
    for part in parts:
        if name and len(name) + len(part) > _LONGEST:
            break
        name += part[0].upper() + part[1:]
    return _bounded(name)


def constant_name(words: tuple[str, ...]) -> str:
    """The words in lower case, joined by ``_``; a name that a reader could take for a variable is lengthened.

    >>> constant_name(("bald", "eagle")), constant_name(("x",))
    ('bald_eagle', 'x_named')
    """
    name = "_".join(part for word in words for part in _APART.split(word.lower()) if part)
    return _bounded(f"{name}_named" if _LOOKS_LIKE_VARIABLE.fullmatch(name) else name)


def _bounded(name: str) -> str:
    if len(name) > _LONGEST:
        raise ParseError(f"the phrase named '{name[:20]}…' has more than {_LONGEST} characters")
    if not name:
        raise ParseError("a phrase of signs alone has no name")
    return name
