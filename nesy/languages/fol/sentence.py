"""What the wording of a sentence tells about its formula: negations and words, counted conservatively."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_SIGN = re.compile(r"[^\w\s'’.-]")
_NEGATION = re.compile(r"\b(?:not|never|cannot)\b|n['’]t\b", re.I)
_UNCLEAR = re.compile(
    r"\b(?:no|none|nobody|nothing|neither|nor|without|unless|only|either|or|and|but|if|then"
    r"|both|false|untrue)\b",
    re.I,
)
_ANY_NEGATIVE = re.compile(
    r"\b(?:not?|never|cannot|none|nobody|nothing|nowhere|neither|nor|without|unless|except|false|untrue|fail\w*|lack\w*"
    r"|refuse\w*|reject\w*|den(?:y|ies|ied)|differ\w*|other|another|only|hardly|few|less|fewer|worse|rather|instead"
    r"|avoid\w*|un\w+|in\w{3,}|im\w+|ir\w+|il\w+|dis\w+|non\w*)\b|n['’]t\b",
    re.I,
)
_NEGATIVE_PREFIXES = ("non", "not", "no", "un", "in", "im", "ir", "il", "dis")


@lru_cache(maxsize=8192)
def words(name: str) -> tuple[str, ...]:
    """The lower-case words of a name in camel case, with underscores or with blanks; a name with a sign is one word.

    >>> words("isWell_paidPerson2")
    ('is', 'well', 'paid', 'person', '2')
    """
    found = _WORD.findall(name) if not _SIGN.search(name) else ()
    return tuple(w.lower() for w in found) or (name.lower(),)


def clear_sign(sentence: str) -> bool | None:
    """Whether a simple sentence affirms; None where it is compound or its negation has an unclear reach.

    >>> clear_sign("Alex is not small."), clear_sign("Alex is small."), clear_sign("Alex is not both.")
    (False, True, None)
    """
    if _UNCLEAR.search(sentence):
        return None
    count = len(_NEGATION.findall(sentence))
    return None if count > 1 else count == 0


def plainly_affirms(sentence: str) -> bool:
    """Whether a sentence, however compound, holds no word that may stand for a negation.

    >>> plainly_affirms("Rock is a turtle or cute."), plainly_affirms("Rock is unhappy.")
    (True, False)
    """
    return _ANY_NEGATIVE.search(sentence) is None


def names_negation(predicate: str) -> bool:
    """Whether a predicate's name may carry a negation itself: ``NotTall``, ``Unkind``, ``DoesntFly``.

    >>> names_negation("NotTall"), names_negation("Small")
    (True, False)
    """
    first = words(predicate)
    return (
        first[0].startswith(_NEGATIVE_PREFIXES)
        or any(w in ("not", "no", "never", "without") for w in first)
        or "n't" in predicate
    )


def mentions(sentence: str, predicate: str) -> bool:
    """Whether the last word of a predicate's name occurs in a sentence, whatever its ending.

    >>> mentions("The dog does not need the bear.", "Needs"), mentions("Alex is big.", "Small")
    (True, False)
    """
    stem = words(predicate)[-1]
    stem = stem[: max(3, len(stem) - 2)]
    return any(w.startswith(stem) for w in re.findall(r"[a-z]+", sentence.lower()))
