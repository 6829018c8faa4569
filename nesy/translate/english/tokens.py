"""Cutting a sentence into words."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from nesy.errors import ParseError
from nesy.translate.english.closed_words import CONTRACTIONS, DISCOURSE, IS_AFTER, LONG_PREPOSITIONS, NUMERALS

MAX_CHARACTERS: Final = 2000
MAX_WORDS: Final = 150

_TOKEN: Final = re.compile(
    r"\"[^\"]{1,200}\"|[Nn]o[ \t]+one\b|(?:Dr|Mr|Mrs|Ms|Prof|St|Jr|Sr)\.|(?:[A-Za-z]\.){2,}"
    r"|\b(?:[Hh]e or she|[Hh]is or her(?= [a-z])|him or her)\b"
    r"|\b(?:he/she|she/he|his/her|her/his|him/her|and/or)\b|\b[A-Z]\.(?=\s+[A-Z])"
    r"|\d{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*(?:-\d{4})?\b"
    r"|[$#€£]?\d+(?:[,.:/–-]\d+)*(?:st|nd|rd|th|s|%|[$€£](?!\d))?(?![^\W_]|-)"
    r"|[^\W_]+\+{0,2}(?:['.&/–-][^\W_]+)*(?:'(?=\s))?|\S|\x00",
    re.UNICODE,
)
_QUOTES: Final = str.maketrans("’‘“”´`", "''\"\"''")
_OTHERWISE: Final = re.compile(
    r"(,? or),? if (?:(?:he|she|it|they) (?:does|do|is|are)(?:n't| not)|not), (?:then )?", re.IGNORECASE
)
"""``or, if not, then``: an alternative."""
_IF_SO: Final = re.compile(
    r" either ([^;]{1,80}?)(,? or),? if (?:(?:he|she|it|they) (?:does|do|is|are)|so), (?:then )?", re.IGNORECASE
)
"""``either not A or, if so, B``: not A, or B, which do not exclude each other."""
_OR_BOTH: Final = re.compile(r" either ([^;]{1,80}?),? or both\b")
"""After ``either A or B``, which then allows both."""
_AS_WELL: Final = re.compile(r",? as well(?=\s*(?:[,.;?!]|$))")
_LIST_OR_BOTH: Final = re.compile(r"(?: either( [^;]{1,80}?))?,\s*((?:an? )?[\w-]+(?: [\w-]+){0,3}),? or both\b")
"""``a student, a teacher, or both``."""
_ANYMORE: Final = re.compile(r"(?<=\S),? (?:anymore|any longer)(?=\s*(?:[,.;?!]|$))")
"""What ends a denial and says no more than it."""
_AND_THEN: Final = re.compile(r"\band then\b,?")
_NOT_ONLY: Final = re.compile(r"\bnot only ([^;]{1,80}?),? but (?:also )?")
"""``not only A but also B``: both."""
_MONTHS: Final = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY_FIRST: Final = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_MONTHS})\b(?:,? (\d{{4}})\b)?")
_MONTH_FIRST: Final = re.compile(rf"\b({_MONTHS}) (\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (\d{{4}})\b)?(?! (?:{_MONTHS}))")
"""``3 May 1990`` and ``May 3, 1990``, which become one word."""
_LONG_BEGINNINGS: Final = frozenset(form for first, *_ in LONG_PREPOSITIONS for form in (first, first.capitalize()))
_PART_OF_BODY: Final = re.compile(r"\b([a-z]{3,12}) (?=(?:handed|footed|eyed|haired|legged|hearted|minded|tempered)\b)")
"""``right handed`` and the like, which become one word."""
_WELL_KNOWN: Final = re.compile(r"\b(best|well|lesser|widely) (?=known\b)")
_DECADE: Final = re.compile(r"\b([12]\d\d0)'s\b")
"""``the 1960's``."""
_NO: Final = re.compile(r"\b[Nn]o\. ?(?=\d)")
"""``No. 1``."""
_HUMAN: Final = re.compile(r"\b([Hh])uman being(s?)\b")
_PERSONS: Final = {"every": "each", "some": "some"}
_SOMEBODYS: Final = re.compile(
    r"\b([Ee]very|[Ss]ome)(?:one|body)'s(?= [a-z]+ (?:is|was|has|had|can|must|will|should|may|does|did|[a-z]+s)\b)"
)
"""``everyone's phone rings``, where it is not short for ``everyone is``."""
_OR_ELSE: Final = re.compile(r"\bor else,? ")
_OTHERWISE_ALONE: Final = re.compile(r"\A((?:(?!\b(?:if|unless|when)\b)[^;])*); otherwise,? ", re.IGNORECASE)
"""``A; otherwise B`` where A is no condition: one of them."""
_EVERY_OTHER: Final = re.compile(r"\b([Ee]very) other (?=day|night|week|month|year|morning|evening|time)")
_IN_NAME: Final = re.compile(r"(?<=[A-Za-z])[!?](?=\s+[a-z])")
"""The sign of a name: ``Wham!``."""
_NOT_ALL: Final = re.compile(r"\b([Ss]ome),? (?:but|if|though) not all,?(?= )")
"""``some, but not all, cooks``."""
_MILLIONS: Final = re.compile(
    r"\b(\d+(?:\.\d+)?|half an?|one|two|three|four|five|six|seven|eight|nine|ten) (thousand|million|billion)\b"
)
"""``half a million``, ``2.5 billion``: numbers."""
_SOMEWHERE: Final = re.compile(r"\b(?:(to|from|into) )?somewhere (?=(?:in|near|on|at)\b)")
"""``lives somewhere in Rome``, and ``goes to somewhere in Rome``, which is something there."""
_STARTERS: Final = frozenset({"and", "but", "or", "then"})
"""Conjunctions that begin a sentence, which goes on from the one before."""
_YEAR: Final = re.compile(r"\b(in|before|after|since|until|during|by|from|of) the year (?=[12]\d{3}\b)")
_BORN: Final = re.compile(r"\s*\((born|died|founded|formerly|also known|also called|known)( in| as)? ([^()]{1,60})\)")
"""What is said of somebody in parentheses, which then stands between commas."""
_LABEL: Final = re.compile(
    r"\A\s*(?:\[[^\[\]\s]{1,12}\]|\(\w{1,4}\)|(?:\d{1,3}|[a-z]|[ivx]{1,4})\)|\d{1,3}\.(?=\s+[A-Z])|[-*•‣–—](?=\s))\s*"
)
"""What numbers or marks a sentence in a list: ``1.``, ``(a)``, ``[R2]``, a bullet."""
_CITATION: Final = re.compile(r"\s?\[\d{1,3}\]")
"""A reference to a source."""
_ALTERNATIVES: Final = re.compile(r",?\s*\((but not both|or both|exclusive|inclusive)\)")
"""What says in parentheses how alternatives are meant."""
_PARENTHESIS: Final = re.compile(r"\s*\((?:[^()\s]{1,30}|[^()a-z]{1,60})\)")
"""An abbreviation or a number in parentheses, which names again what stands before it."""


def tokenize(sentence: str) -> tuple[str, ...]:
    """The words of a sentence without its final punctuation; contractions are written out.

    Raises:
        ParseError: if the sentence is empty or too long, or has a character that is no part of a word.

    >>> tokenize("Rex doesn't bark at Ann's cat.")
    ('Rex', 'does', 'not', 'bark', 'at', 'Ann', "'s", 'cat')
    """
    if len(sentence) > MAX_CHARACTERS:
        raise ParseError(f"the sentence has more than {MAX_CHARACTERS} characters", hint="split it")
    text = _CITATION.sub("", _LABEL.sub("", sentence.translate(_QUOTES)))
    text = _ALTERNATIVES.sub(_how_meant, text)
    text = _OTHERWISE_ALONE.sub(r"\1 or ", _OR_ELSE.sub("or ", text))
    text = _SOMEBODYS.sub(lambda m: f"{_PERSONS[m[1].lower()]} person's", text)
    text = _NO.sub("number ", _EVERY_OTHER.sub(r"\1 second ", _HUMAN.sub(r"\1uman\2", text)))
    text = _MONTH_FIRST.sub(lambda m: _date(m[2], m[1], m[3]), text)
    text = _DAY_FIRST.sub(lambda m: _date(m[1], m[2], m[3]), text)
    text = _BORN.sub(_between_commas, text)
    text = _OTHERWISE.sub(r"\1 ", _IF_SO.sub(r" \1\2 ", _PARENTHESIS.sub("", text)))
    text = _ANYMORE.sub("", _LIST_OR_BOTH.sub(r"\1 or \2", text))
    text = _AS_WELL.sub("", _WELL_KNOWN.sub(r"\1-", _PART_OF_BODY.sub(r"\1-", text)))
    text = _AND_THEN.sub("and", _OR_BOTH.sub(r" \1", text))
    text = _NOT_ONLY.sub(r"\1 and ", _YEAR.sub(r"\1 ", _DECADE.sub(r"\1s", text)))
    text = _NOT_ALL.sub(r"\1 but not all", _IN_NAME.sub("", text))
    text = _SOMEWHERE.sub(lambda m: f"{m[1]} something " if m[1] else "", _MILLIONS.sub(_number, text))
    words: list[str] = _TOKEN.findall(text)
    while words and words[-1] in (".", "?", "!", ",", ";", "-"):
        words.pop()
    if not words:
        raise ParseError("the sentence is empty")
    if len(words) > MAX_WORDS:
        raise ParseError(f"the sentence has more than {MAX_WORDS} words", hint="split it")
    expanded = [piece for index, word in enumerate(words) for piece in _expand(word, index)]
    return tuple(_with_long_prepositions(_without_discourse(expanded)))


def _number(found: re.Match[str]) -> str:
    units = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
    count = Fraction("1/2") if found[1].startswith("half") else Fraction(NUMERALS.get(found[1], found[1]))
    value = count * units[found[2]]
    return str(value) if value.denominator == 1 else found[0]


def _how_meant(found: re.Match[str]) -> str:
    before = found.string[: found.start()]
    if found[1] in ("or both", "inclusive"):
        return " or both" if " either " in before else ""
    return "" if re.search(r"\b(?:either|neither)\b", before, re.IGNORECASE) else ", but not both"


def _date(day: str, month: str, year: str | None) -> str:
    return "-".join(part for part in (day, month, year) if part)


def _between_commas(found: re.Match[str]) -> str:
    """``(born 1952)`` as ``, born in 1952,``."""
    preposition = found[2] or (" in" if found[3][:1].isdigit() else "")
    return f", {found[1]}{preposition} {found[3]},"


def _with_long_prepositions(words: list[str]) -> list[str]:
    """``in front of`` and the like as one word."""
    if _LONG_BEGINNINGS.isdisjoint(words):
        return words
    found: list[str] = []
    place = 0
    while place < len(words):
        long = words[place] in _LONG_BEGINNINGS and next(
            (p for p in LONG_PREPOSITIONS if _stands(words, place, p)), None
        )
        found.append(LONG_PREPOSITIONS[long] if long else words[place])
        place += len(long) if long else 1
    return found


def _stands(words: list[str], place: int, sought: tuple[str, ...]) -> bool:
    end = place + len(sought)
    return end < len(words) and tuple(word.lower() for word in words[place:end]) == sought


def _expand(word: str, index: int) -> tuple[str, ...]:
    lower = word.lower()
    if word[0] == '"' and len(word) > 1:
        return (word,)
    if " or " in lower:
        return (word.partition(" ")[0],)
    if " " in word or "\t" in word:
        return ("noone",)
    pair = CONTRACTIONS.get(lower)
    if pair:
        return (pair[0].capitalize() if word[0].isupper() and not index else pair[0], *pair[1:])
    if lower.endswith("n't") and len(word) > 3:
        return (word[:-3], "not")
    for ending, full in (("'re", "are"), ("'ve", "have"), ("'ll", "will"), ("'d", "would"), ("'m", "am")):
        if lower.endswith(ending) and len(word) > len(ending):
            return (word[: -len(ending)], full)
    if lower.endswith("'s") and len(word) > 2:
        return (word[:-2], "is" if lower[:-2] in IS_AFTER else "'s")
    if word.endswith("'") and len(word) > 1:
        return (word[:-1], "'s")
    return (word,)


def _without_discourse(words: list[str]) -> list[str]:
    """The words without those that only connect the sentence to others."""
    kept: list[str] = []
    if len(words) > 2 and words[0].lower() in _STARTERS and words[0] != words[0].lower():
        words = words[1:]
    for index, word in enumerate(words):
        if word.lower() in DISCOURSE and not (word.lower() == "too" and index + 1 < len(words)):
            if index + 1 < len(words) and words[index + 1] == "," and (not kept or kept[-1] in (";", ",")):
                words[index + 1] = ""
            continue
        if word:
            kept.append(word)
    return kept or words
