"""What definite phrases presuppose: that the dog is a dog, and the old dog old."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nesy.languages.fol.syntax import Atom, Constant
from nesy.languages.fol.theory import Statement
from nesy.translate.english.closed_words import NUMERALS
from nesy.translate.english.predicates import Predicates
from nesy.translate.english.syntax import Named, Nominal, Says


def presupposed(definites: Mapping[Constant, Nominal], predicates: Predicates) -> tuple[Statement, ...]:
    """That the dog is a dog, and the old dog old, where the problem speaks of dogs and of what is old."""
    facts: dict[str, Atom] = {}
    for constant, nominal in definites.items():
        for text, fact in (*_facts(constant, nominal, predicates), *_owned(constant, nominal, predicates)):
            facts.setdefault(text, fact)
    for text, fact in _numbers(predicates):
        facts.setdefault(text, fact)
    return tuple(Statement(fact, f"presupposed {number}", text) for number, (text, fact) in enumerate(facts.items(), 1))


def _owned(constant: Constant, nominal: Nominal, predicates: Predicates) -> Iterator[tuple[str, Atom]]:
    """That Tom has a car, if a problem of ``Tom's car`` speaks of who has or owns one."""
    owner = owner_of(nominal, predicates)
    for (name, arity), phrase in predicates.phrases.items() if owner is not None else ():
        if phrase.head not in (("have",), ("own",)) or owner is None:
            continue
        text = f"{owner.name.replace('_', ' ')} has {' '.join(nominal.head)}"
        if arity == 1 and phrase.rest == (nominal.head,):
            yield text, Atom(name, (owner,))
        elif arity == 2 and phrase.roles == ("",) and not phrase.rest:
            yield text, Atom(name, (owner, constant))


def owner_of(nominal: Nominal, predicates: Predicates) -> Constant | None:
    """Tom, of ``Tom's car``; None for what nobody who is named has."""
    post = nominal.posts[0] if nominal.posts else None
    piece = post.pieces[0] if isinstance(post, Says) and not post.head and len(post.pieces) == 1 else None
    if piece is None or piece.preposition != "of" or not isinstance(piece.phrase, Named) or nominal.plural:
        return None
    return predicates.constants.get(("name", *(word.lower().removeprefix("the ") for word in piece.phrase.words)))


def _numbers(predicates: Predicates) -> Iterator[tuple[str, Atom]]:
    """That four is a number, where the problem speaks of numbers."""
    if ("Number", 1) in predicates.phrases:
        for key, constant in predicates.constants.items():
            if key[-1] in NUMERALS or key[-1].isdecimal():
                yield f"{key[-1]} is a number", Atom("Number", (constant,))


def _facts(constant: Constant, nominal: Nominal, predicates: Predicates) -> Iterator[tuple[str, Atom]]:
    known = {phrase.words: name for (name, arity), phrase in predicates.phrases.items() if arity == 1}
    phrase = " ".join((*nominal.adjectives, *nominal.head))
    for words in (nominal.head, (*nominal.adjectives, *nominal.head)):
        if words in known:
            article = "an" if words[0][0] in "aeiou" else "a"
            yield f"the {phrase} is {article} {' '.join(words)}", Atom(known[words], (constant,))
    for adjective in nominal.adjectives:
        if (adjective,) in known:
            yield f"the {phrase} is {adjective}", Atom(known[adjective,], (constant,))
