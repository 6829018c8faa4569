"""Names of predicates and constants, and what each name has been used for in a problem.

A predicate is the lemmas of its words in camel case (``likes`` gives ``Like``, ``is afraid of`` gives
``AfraidOf``, ``wumpuses`` gives ``Wumpus``); an adjective and a noun of the same word are one predicate
("is human", "is a human"). A constant is the words in lower case with ``_`` (``the bald eagle`` gives
``bald_eagle``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from nesy.errors import ParseError
from nesy.languages.fol.syntax import MAX_NAME, Atom, Constant, Term

PROPERTY: Final = "a property"
EVENT: Final = "a verb without object"
RELATION: Final = "a relation"

_LOOKS_LIKE_VARIABLE: Final = re.compile(r"[u-z]\d*")
_APART: Final = re.compile(r"[^\w]+")


@dataclass(slots=True)
class Names:
    """The names of one problem, which grow while its sentences are read."""

    uses: dict[str, str] = field(default_factory=dict)
    """Predicate to how it is used: PROPERTY, EVENT or RELATION."""
    owners: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Constant to the kind of phrase and the words that it stands for."""
    predicates: dict[tuple[str, ...], str] = field(default_factory=dict)
    constants: dict[tuple[str, ...], Constant] = field(default_factory=dict)

    def atom(self, words: tuple[str, ...], use: str, *arguments: Term) -> Atom:
        """The atom of a predicate.

        Raises:
            ParseError: if the problem uses the predicate in another way elsewhere.
        """
        name = self.predicates.get(words)
        if name is None:
            name = self.predicates[words] = predicate_name(words)
        known = self.uses.setdefault(name, use)
        if known is not use:
            raise ParseError(f"'{' '.join(words)}' is used as {use} here and as {known} elsewhere")
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
    """The words in camel case.

    >>> predicate_name(("afraid", "of")), predicate_name(("well-paid",))
    ('AfraidOf', 'WellPaid')
    """
    parts = (part for word in words for part in _APART.split(word.replace("_", " ")) if part)
    name = "".join(part[0].upper() + part[1:] for part in parts)
    return _bounded(name)


def constant_name(words: tuple[str, ...]) -> str:
    """The words in lower case, joined by ``_``; a name that a reader could take for a variable is lengthened.

    >>> constant_name(("bald", "eagle")), constant_name(("x",))
    ('bald_eagle', 'x_named')
    """
    name = "_".join(part for word in words for part in _APART.split(word) if part)
    return _bounded(f"{name}_named" if _LOOKS_LIKE_VARIABLE.fullmatch(name) else name)


def _bounded(name: str) -> str:
    if len(name) > MAX_NAME - 10:
        raise ParseError(f"the phrase named '{name[:20]}…' has more than {MAX_NAME - 10} characters")
    return name
