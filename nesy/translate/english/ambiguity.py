"""Other readings of a sentence: what ``not`` reaches before ``and``.

The reader takes "is not A and B" for "is not both A and B". The other reading, that it is neither, is kept
beside it, so that a verdict that depends on the choice can be called ambiguous. "Is not a dog and a cat" has the first
reading only: for neither, English says "a dog or a cat".
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nesy.translate.english.rewriting import rewritten
from nesy.translate.english.syntax import Clause, Denied, IsA, JoinedVerbs, Quantified
from nesy.translate.english.usage import nodes


def settled(tree: Clause) -> Clause:
    """The tree with ``both … and`` as ``and``: what says "both" has one reading only."""
    return rewritten(tree, _without_both)  # type: ignore[no-any-return]


def other_reading(tree: Clause) -> Clause | None:
    """The other reading of a sentence; None if it has one only.

    >>> from nesy.translate.english.sentence_grammar import parse_sentence
    >>> from nesy.translate.english.name_finding import find_names
    >>> [words] = find_names([("Rex", "is", "not", "big", "and", "old")])
    >>> other_reading(parse_sentence(words, question=False)).phrase.connective
    'and'
    """
    if not any(isinstance(node, Denied) for node in nodes(tree)):
        return None
    changed = settled(rewritten(tree, _otherwise))
    return None if changed == settled(tree) else changed


def _without_both(node: Any) -> Any:
    return replace(node, connective="and") if getattr(node, "connective", "") == "both" else node


def _otherwise(node: Any) -> Any:
    joined = node.phrase if isinstance(node, Denied) else None
    if not isinstance(joined, JoinedVerbs) or joined.connective != "and" or all(map(_is_one, joined.parts)):
        return node
    return JoinedVerbs("and", tuple(Denied(part) for part in joined.parts))


def _is_one(phrase: Any) -> bool:
    """Whether a phrase says that its subject is ``a`` something."""
    return isinstance(phrase, IsA) and isinstance(phrase.phrase, Quantified) and phrase.phrase.quantifier == "a"
