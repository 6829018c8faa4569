"""A place in a sentence, and stepping on from it."""

from __future__ import annotations

from typing import Final, NoReturn

from nesy.errors import ParseError
from nesy.translate.english.lexicon import Lexicon
from nesy.translate.english.tokens import Tokens
from nesy.translate.english.words import END

NOTHING: Final = "nothing"
VERB: Final = "verb"
INFINITIVE: Final = "infinitive"
COMPLEMENT: Final = "complement"
"""What must follow a noun phrase: nothing in particular, a verb, a verb in its base form, or a complement."""


class Place:
    """A place in a sentence."""

    __slots__ = ("depth", "kinds", "lexicon", "lower", "place", "words")

    def __init__(self, tokens: Tokens, kinds: tuple[str, ...], lexicon: Lexicon) -> None:
        self.words = tokens.words
        self.lower = tokens.lower
        self.kinds = kinds
        self.lexicon = lexicon
        self.place = 0
        self.depth = 0

    def refuse(self, reason: str, hint: str | None = None) -> NoReturn:
        """Gives the sentence up.

        Raises:
            ParseError: always.
        """
        raise ParseError(reason, hint=hint)

    def refuse_here(self, expected: str) -> NoReturn:
        """Gives the sentence up because of the word at this place.

        Raises:
            ParseError: always; it names the word and what was expected.
        """
        kind = self.kinds[self.place]
        if kind is END:
            self.refuse(f"the sentence ends where {expected} is expected")
        self.refuse(f"'{self.words[self.place]}' stands where {expected} is expected")

    def accept(self, word: str) -> bool:
        """Steps over a word if it stands at this place."""
        if self.lower[self.place] == word:
            self.place += 1
            return True
        return False

    def connective(self) -> str:
        """Steps over ``and``, ``or`` or a comma, with the word that follows a comma; empty if there is none."""
        kind = self.kinds[self.place]
        if kind not in ("and", "or", ","):
            return ""
        self.place += 1
        if kind == "," and self.kinds[self.place] in ("and", "or"):
            self.place += 1
            return self.kinds[self.place - 1]
        return kind

    def one_connective(self, sofar: str, found: str) -> str:
        """The connective of a list: a comma takes its meaning from the last one.

        Raises:
            ParseError: if ``and`` and ``or`` are mixed.
        """
        if sofar in ("", ","):
            return found
        if found != sofar:
            self.refuse("'and' and 'or' are mixed without saying which binds more tightly", "write two sentences")
        return sofar
