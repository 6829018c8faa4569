"""What the English reader may take for granted beyond the words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EnglishOptions:
    """What is taken for granted; all of it is listed with the translation.

    >>> EnglishOptions(veto=("link 2",)).link
    True
    """

    link: bool = True
    """Link predicates whose words agree."""
    veto: tuple[str, ...] = ()
    """Names of links, such as ``link 2``, that are left out."""
    drop_story_nouns: bool = False
    """Let a noun that only says what the rules are about restrict nothing: ``students`` in a story of students."""
    opaque: bool = True
    """Take a phrase that the grammar does not cover for one predicate, named by its words, and say so."""
    loose: bool = False
    """Link predicates whose words agree but for small ones, and what a place says of what lies in it."""
    retry: bool = True
    """Where neither answer follows, link loosely and drop story nouns, and say so if an answer follows then."""
    existential_import: bool = False
    """There is what a rule about every N, no N or Ns speaks of."""
    unique_names: bool = False
    """Two names name two individuals, unless something says that they are one."""
    disjoint_types: bool = False
    """Nothing is of two kinds which the problem tells apart: of a dog and a cat, not of a dog and an animal."""
