"""How alike two symbol names are: by their words, their lemmas, and by edit distance."""

from __future__ import annotations

import re
from functools import lru_cache

from nesy.languages.fol.sentence import words

FUNCTION_WORDS = frozenset(
    (
        *(
            "a",
            "an",
            "the",
            "is",
            "are",
            "was",
            "were",
            "be",
            "been",
            "being",
            "has",
            "have",
            "had",
            "do",
            "does",
            "did",
        ),
        *("can", "could", "will", "to", "of", "in", "on", "at", "by", "for", "from", "with", "as"),
    )
)
"""Words that a symbol's name may carry or lack without a change of meaning."""
_PREFIXES = ("un", "in", "im", "ir", "il", "non", "not", "dis", "anti", "no")
_ENDINGS = frozenset(
    {
        "s",
        "es",
        "er",
        "ee",
        "or",
        "ed",
        "ing",
        "ion",
        "ist",
        "ism",
        "n",
        "an",
        "ian",
        "al",
        "ly",
        "r",
        "d",
        "y",
        "o",
        "a",
        "e",
        "i",
    }
)
_MOST_CHARACTERS = 40
_VOWELS = frozenset("aeiou")
_LOST_E = re.compile(r"(?:[vczu]|[aeiouy]g|[aeiounr]s|[^aeiou]at|[bcdfgkpt]l|^[^aeiou]*[aeiou][^aeiouwxy])$")


@lru_cache(maxsize=8192)
def lemma(word: str) -> str:
    """The word without the ending of a plural or of a verb.

    >>> [lemma(w) for w in ("studies", "impuses", "teaches", "teaching", "glass", "planned", "planes", "chasing")]
    ['study', 'impus', 'teach', 'teach', 'glass', 'plan', 'plane', 'chase']
    """
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    for ending, kept in (("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("uses", "us"), ("zzes", "zz")):
        if len(word) > len(ending) + 1 and word.endswith(ending):
            return word[: -len(ending)] + kept
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        stem = word[: -len(ending)]
        if word.endswith(ending) and len(stem) > 2 and _VOWELS & set(stem):
            doubled = stem[-1] == stem[-2] and stem[-1] not in "lsz"
            word = stem[:-1] if doubled else stem + "e" if _LOST_E.search(stem) else stem
            break
    return word[:-1] if len(word) > 6 and word.endswith("e") else word  # premiere, premiered


def same_words(name: str) -> str:
    """The name without case, underscores and blanks; equal for two spellings of the same words.

    >>> same_words("WellPaid") == same_words("well_paid")
    True
    """
    return re.sub(r"[\s_'’-]+", "", name).lower() or name


def same_lemmas(name: str) -> str:
    """The lemmas of the name's words.

    >>> same_lemmas("Studies") == same_lemmas("Study")
    True
    """
    return "".join(lemma(w) for w in words(name))


def same_content(name: str) -> str:
    """The lemmas of the name's words without function words, if any other is left.

    >>> same_content("The bald eagle") == same_content("BaldEagle")
    True
    """
    content = [lemma(w) for w in words(name) if w not in FUNCTION_WORDS]
    return "".join(content) or same_lemmas(name)


def may_lack(left: str, right: str, arity: int) -> bool:
    """Whether two names with the same content words differ only by function words that one of them lacks.

    With two arguments or more a preposition can turn a relation round, so that all other words must be
    the same without regard to endings: ``Located`` and ``LocatedIn``, but not ``Includes`` and ``IncludedIn``.

    >>> may_lack("CanFly", "Flies", 1), may_lack("WrittenIn", "WrittenBy", 2), may_lack("Includes", "IncludedIn", 2)
    (True, False, False)
    """
    first, second = (frozenset(words(n)) & FUNCTION_WORDS for n in (left, right))
    if not (first <= second or second <= first):
        return False
    contents = [[w for w in words(n) if w not in FUNCTION_WORDS] for n in (left, right)]
    return arity < 2 or contents[0] == contents[1]


def distance(left: str, right: str, most: int) -> int:
    """The edit distance with transpositions, or ``most + 1`` if it is greater than ``most``.

    >>> distance("aligator", "alligator", 2), distance("abc", "acb", 2), distance("even", "seven", 0)
    (1, 1, 1)
    """
    if abs(len(left) - len(right)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        above, row = row, [i]
        for j, b in enumerate(right, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before = above
    return row[-1]


def likeness(left: str, right: str, endings: bool = True) -> float:
    """The similarity of two names' least similar words, with or without their endings; 0 if one has more words.

    >>> round(likeness("RedAligator", "red_alligator"), 2), likeness("GivenOut", "GivenOutOnTV")
    (0.89, 0.0)
    """
    pairs = list(zip(words(left), words(right), strict=False))
    if len(words(left)) != len(words(right)):
        return 0.0
    return min(max(similarity(a, b), similarity(lemma(a), lemma(b)) if endings else 0.0) for a, b in pairs)


def similarity(left: str, right: str) -> float:
    """1 minus the edit distance over the longer length; 0 where a slip of the pen is not plausible.

    Two words with another letter in one place (``adopt`` and ``adapt``), that differ in their first letter, in a
    digit, in a negative prefix or in an ending that makes another word (``employer`` and ``employee``) are not
    alike, however short the distance.

    >>> round(similarity("aligator", "alligator"), 2), similarity("employer", "employee"), similarity("team1", "team2")
    (0.89, 0.0, 0.0)
    """
    if left == right:
        return 1.0
    longer = max(len(left), len(right))
    if min(len(left), len(right)) < 5 or longer > _MOST_CHARACTERS or _differ_in_kind(left, right):
        return 0.0
    edits = distance(left, right, 2)
    return 1.0 - edits / longer if edits <= 2 else 0.0


def _differ_in_kind(left: str, right: str) -> bool:
    if left[0] != right[0] or re.findall(r"\d+", left) != re.findall(r"\d+", right):
        return True
    if any(left.startswith(p) != right.startswith(p) for p in _PREFIXES):
        return True
    common = 0
    while common < min(len(left), len(right)) and left[common] == right[common]:
        common += 1
    endings = {left[common:], right[common:]} - {""}
    another_letter = len(left) == len(right) and sorted(left) != sorted(right)
    return another_letter or endings <= _ENDINGS
