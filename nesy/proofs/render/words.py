"""Words: clean text, the words of names, and the few English forms that generated sentences need."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_TOKEN: Final = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*(?:(?<=n)['’]t)?|['’]s\b|[^\w\s]|_+")
_REFUSED: Final = ("Cc", "Cs", "Co", "Cn")
_BIDI: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
_IRREGULAR_PLURALS: Final[Mapping[str, str]] = {
    "person": "people", "man": "men", "woman": "women", "child": "children", "mouse": "mice", "goose": "geese",
    "wolf": "wolves", "knife": "knives", "leaf": "leaves", "wife": "wives", "thief": "thieves", "half": "halves",
    "shelf": "shelves", "calf": "calves", "elf": "elves", "foot": "feet", "tooth": "teeth",
}  # fmt: skip
_IRREGULAR_THIRD: Final[Mapping[str, str]] = {"have": "has", "do": "does", "go": "goes", "be": "is"}


@dataclass(frozen=True, slots=True)
class Token:
    """A word or sign of a sentence and where it stands."""

    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        """The word in lower case."""
        return self.text.lower()

    @property
    def key(self) -> str:
        """Its letters and digits in lower case, which names are compared by."""
        return key_of(self.text)


def clean(text: str) -> str:
    """The text on one line, with ``�`` for what cannot be shown or would change how the rest is shown.

    >>> clean("Rex\\x1b[31m  is\\na dog")
    'Rex�[31m is a dog'
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    shown = "".join(c if c.isspace() or _is_shown(c) else "�" for c in text)
    return " ".join(shown.split())


def _is_shown(character: str) -> bool:
    return character not in _BIDI and unicodedata.category(character) not in _REFUSED


@lru_cache(maxsize=4096)
def tokens_of(sentence: str) -> tuple[Token, ...]:
    """The words and signs of a sentence.

    >>> [t.text for t in tokens_of("Tom's plate isn't well-known.")]
    ['Tom', "'s", 'plate', "isn't", 'well-known', '.']
    """
    return tuple(Token(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(sentence))


def key_of(text: str) -> str:
    """The letters and digits of a text in lower case."""
    return "".join(c for c in text.lower() if c.isalnum())


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name in camel case or with underscores, in lower case.

    >>> [name_words(name) for name in ("LunchInCompany2", "well_paid", "RealityTVShow", "LostToŚwiątek")]
    [('lunch', 'in', 'company', '2'), ('well', 'paid'), ('reality', 'tv', 'show'), ('lost', 'to', 'świątek')]
    """
    apart = "".join(f" {c}" if _begins_word(name[i - 1 : i + 2], i) else c for i, c in enumerate(name))
    return tuple(w.lower() for w in re.split(r"[\W_]+", apart) if w)


def _begins_word(around: str, index: int) -> bool:
    """Whether a word begins at the middle one of three letters: a capital or digit behind another kind of letter."""
    if not index or len(around) < 2:
        return False
    before, this, after = around[0], around[1], around[2:]
    if this.isupper():
        return not before.isupper() or after.islower()
    return this.isdigit() != before.isdigit()


def plural(noun: str) -> str:
    """The plural of a noun.

    >>> [plural(noun) for noun in ("dog", "wumpus", "pony", "person")]
    ['dogs', 'wumpuses', 'ponies', 'people']
    """
    return _IRREGULAR_PLURALS.get(noun) or _with_s(noun)


def singular(noun: str) -> str:
    """The singular of a plural noun.

    >>> [singular(noun) for noun in ("dogs", "classes", "ponies", "people", "glass")]
    ['dog', 'class', 'pony', 'person', 'glass']
    """
    for one, many in _IRREGULAR_PLURALS.items():
        if noun == many:
            return one
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("sses", "shes", "ches", "xes", "oes", "puses")):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith(("ss", "us", "is")) else noun


def third_person(verb: str) -> str:
    """The third person singular of a verb.

    >>> [third_person(verb) for verb in ("like", "chase", "pass", "try", "have")]
    ['likes', 'chases', 'passes', 'tries', 'has']
    """
    return _IRREGULAR_THIRD.get(verb) or _with_s(verb)


@lru_cache(maxsize=4096)
def forms(word: str) -> frozenset[str]:
    """The word, its plural or third person, and its regular participles.

    >>> sorted(forms("love"))
    ['love', 'loved', 'loves', 'loving']
    """
    stem = word[:-1] if word.endswith("e") else word
    past = word[:-1] + "ied" if word.endswith("y") and word[-2:-1] not in "aeiou" else stem + "ed"
    return frozenset({word, plural(word), third_person(word), past, stem + "ing"})


def article(phrase: str) -> str:
    """``a`` or ``an``, by the first letter.

    >>> article("old dog"), article("unicorn")
    ('an', 'a')
    """
    vowel = phrase[:1].lower() in "aeiou" and not re.match(r"(?i)(?:uni|eu|one\b|us[aeiu])", phrase)
    return "an" if vowel else "a"


def word_set(text: str) -> frozenset[str]:
    """The words of a list that is written with blanks between them."""
    return frozenset(text.split())


def spaced(words: Sequence[str]) -> str:
    """The words of a phrase with blanks between them, a possessive ending against its noun.

    >>> spaced(["Max", "'s", "dog"])
    "Max's dog"
    """
    return " ".join(words).replace(" '", "'").replace(" ’", "’")


def listed(parts: Sequence[str], last: str = "and") -> str:
    """The parts as a list in a sentence.

    >>> listed(["A", "B", "C"]), listed(["A", "B"], "but")
    ('A, B and C', 'A but B')
    """
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}" if len(parts) > 1 else "".join(parts)


def _with_s(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")
