"""Splitting a text into sentences."""

from __future__ import annotations

import re
from typing import Final

_ABBREVIATIONS_WORDS: Final = """
    dr mr mrs ms prof st jr sr vs no fig inc ltd co corp dept est approx gen col sgt capt lt rev hon e.g
    i.e a.m p.m u.s u.k u.n
"""
_ABBREVIATIONS: Final = frozenset(_ABBREVIATIONS_WORDS.split())
_STOPPED: Final = re.compile(r"[a-z](?:\.[a-z])+")
"""An abbreviation with stops, such as ``F.C``."""
_VARIABLES: Final = frozenset({"x", "y", "z"})
"""Letters that stand for anything where a word in lower case comes before, and are initials otherwise."""
_LABELLED_WORDS: Final = """
    hall plan group vitamin type room block team task option part tower gate class level box section building version
    hepatitis point case platform route road zone line category grade unit number letter
"""
_LABELLED: Final = frozenset(_LABELLED_WORDS.split())
"""Nouns that a letter may follow."""
_FIRST_WORD: Final = re.compile(
    r"\s+(?:The|All|Every|Each|Any|No|None|Some|One|Two|Three|Exactly|At|Nobody|Everybody|Everyone|Someone|If|When|Either|Neither|Both|Only|There|This|It|He|She|They|An?)\s"
)
"""What begins a sentence, and no name after an initial."""
_BOUNDARY: Final = re.compile(r"[.?!]+[\"'”’)]?(?=\s|$)")
_WITHIN: Final = re.compile(r"\s+(?:is|was|are|were|has|have|had|will|can|does|did|and|or|by|in|of)\b")
"""What shows behind ``!`` or ``?`` that the sign belongs to a name: ``Wham! was a band``."""
_BLANK_LINE: Final = re.compile(r"\n[ \t\r]*\n")
_OPEN_LINE: Final = re.compile(r"[^\s.?!:,;][ \t\r]*\n(?=[ \t]*[A-Z0-9\"])")
_LINE_ENDS_SENTENCE: Final = re.compile(r"[.?!][\"'”’)]?[ \t\r]*(?:\n|$)")


def split_sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, in order, with their final punctuation and with blanks stripped.

    Stops in abbreviations, initials and decimals do not end a sentence, nor does the sign of a name like ``Wham!``.
    A blank line does. Where no line ends in punctuation, each line is a sentence; where most lines do, so does a line
    without it, if a capital follows; otherwise a line break is a blank.

    >>> split_sentences("Dr. Smith lives in the U.S. with 2.5 cats. He is kind.")
    ('Dr. Smith lives in the U.S. with 2.5 cats.', 'He is kind.')
    >>> split_sentences("Rex is a dog\\nDogs bark.\\nTom is a cat.")
    ('Rex is a dog', 'Dogs bark.', 'Tom is a cat.')
    >>> len(split_sentences("Rex was found by\\nTom in the park."))
    1
    """
    if "\n" not in text:
        return _split_paragraph(text)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    ended = sum(bool(_LINE_ENDS_SENTENCE.search(line)) for line in lines)
    if not ended:
        return tuple(lines)
    if 2 * ended > len(lines):
        text = _OPEN_LINE.sub(_ended, text)
    return tuple(sentence for paragraph in _BLANK_LINE.split(text) for sentence in _split_paragraph(paragraph))


def _ended(found: re.Match[str]) -> str:
    """A line that ends without punctuation before a capital, as a paragraph of its own."""
    return f"{found[0]}\n"


def _split_paragraph(text: str) -> tuple[str, ...]:
    sentences: list[str] = []
    start = 0
    for match in _BOUNDARY.finditer(text):
        if (
            _is_abbreviation(text, start, match)
            or _is_in_name(text, match)
            or text.count('"', start, match.start()) % 2
        ):
            continue
        sentences.append(text[start : match.end()].strip())
        start = match.end()
    if rest := text[start:].strip():
        sentences.append(rest)
    return tuple(sentences)


def _is_in_name(text: str, match: re.Match[str]) -> bool:
    """Whether ``!`` or ``?`` ends a name with a capital, and the sentence goes on."""
    last = text[: match.start()].rpartition(" ")[2]
    return match[0] in ("!", "?") and last[:1].isupper() and bool(_WITHIN.match(text, match.end()))


def _is_labelled(before: str) -> bool:
    """Whether a letter names what stands before it, as in ``Hall B``, and is no initial."""
    noun = before.rstrip().rpartition(" ")[2].lower()
    return noun in _LABELLED


def _is_abbreviation(text: str, start: int, match: re.Match[str]) -> bool:
    if match[0] != "." or match.end() == len(text.rstrip()):
        return False
    if text[start : match.start()].strip().isdigit():
        return True
    before, _, last = text[max(start, match.start() - 24) : match.start()].rpartition(" ")
    word = last.lower()
    if word in _VARIABLES and before.rpartition(" ")[2].islower():
        return False
    if len(word) == 1 and before.rpartition(" ")[2] in ("and", "or"):
        return False
    if len(word) == 1 and (_FIRST_WORD.match(text, match.end()) or _is_labelled(before)):
        return False
    return (
        word in _ABBREVIATIONS or bool(_STOPPED.fullmatch(word)) or (len(word) == 1 and word.isalpha() and word != "i")
    )
