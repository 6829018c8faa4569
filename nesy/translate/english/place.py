"""A place in a sentence, and stepping on from it."""

from __future__ import annotations

from typing import Final

from nesy.errors import ParseError
from nesy.translate.english.lexicon import Lexicon
from nesy.translate.english.tokens import Tokens
from nesy.translate.english.words import END

NOTHING: Final = "nothing"
VERB: Final = "verb"
INFINITIVE: Final = "infinitive"
GAP: Final = "gap"
COMPLEMENT: Final = "complement"
"""What must follow a noun phrase: nothing in particular, a verb, a verb in its base form, a verb without
object (in a relative clause), or a complement."""


class Place:
    """A place in a sentence."""

    __slots__ = ("depth", "guarded", "in_object", "kinds", "lexicon", "lower", "place", "words")

    def __init__(self, tokens: Tokens, kinds: tuple[str, ...], lexicon: Lexicon) -> None:
        self.words = tokens.words
        self.lower = tokens.lower
        self.kinds = kinds
        self.lexicon = lexicon
        self.place = 0
        self.depth = 0
        """Relative clauses around this place."""
        self.in_object = False
        """Whether the noun phrase here is an object or a predicate."""
        self.guarded = False
        """Whether the verb phrase here is in a relative clause of an object, so that ``and`` may not extend it."""

    def unread(self, reason: str, hint: str | None = None) -> ParseError:
        """The error that gives the sentence up."""
        return ParseError(reason, hint=hint)

    def unexpected(self, expected: str) -> ParseError:
        """The error that gives the sentence up because of the word at this place."""
        if self.kinds[self.place] is END:
            return ParseError(f"the sentence ends where {expected} is expected")
        return ParseError(f"'{self.words[self.place]}' stands where {expected} is expected")

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
            raise self.unread("'and' and 'or' are mixed without saying which binds more tightly", "write two sentences")
        return sofar
