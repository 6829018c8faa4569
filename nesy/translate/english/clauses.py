"""Whole sentences: statements, conditionals, "there is", and questions."""

from __future__ import annotations

from nesy.errors import ParseError
from nesy.translate.english.lexicon import Lexicon
from nesy.translate.english.place import COMPLEMENT, INFINITIVE, NOTHING, VERB
from nesy.translate.english.tokens import Tokens
from nesy.translate.english.tree import (
    Clause,
    Conditional,
    Denied,
    Existence,
    JoinedClauses,
    Opposite,
    Quantified,
    Statement,
)
from nesy.translate.english.verb_phrases import VerbPhrases
from nesy.translate.english.words import (
    ADJECTIVES_IN_LY,
    ARTICLE,
    COPULA,
    DO,
    END,
    EVERYONE,
    OPEN,
    QUANTIFIER,
    REFUSED,
    SYMBOL,
)

_OPPOSITES = ((("it", "is", "not", "the", "case", "that"), True), (("it", "is", "not", "true", "that"), True),
              (("it", "is", "false", "that"), True), (("it", "is", "true", "that"), False),
              (("it", "is", "the", "case", "that"), False))  # fmt: skip


def parse_sentence(tokens: Tokens, kinds: tuple[str, ...], lexicon: Lexicon) -> tuple[Clause, bool]:
    """The tree of a sentence, and whether it is a question.

    Raises:
        ParseError: if the grammar does not cover the sentence; the message names the word or construction.
    """
    _check_words(tokens, kinds)
    parser = _Clauses(tokens, kinds, lexicon)
    is_question = kinds[0] is COPULA or kinds[0] is DO
    tree = parser.question() if is_question else parser.sentence()
    if kinds[parser.place] is not END:
        raise parser.unexpected("the end of the sentence")
    return tree, is_question


def _check_words(tokens: Tokens, kinds: tuple[str, ...]) -> None:
    for index, kind in enumerate(kinds):
        if kind is OPEN:
            word = tokens.lower[index]
            if word.endswith("ly") and word not in ADJECTIVES_IN_LY:
                raise ParseError(f"the adverb '{word}' is not covered by this grammar")
        elif kind is REFUSED:
            raise ParseError(f"the word '{tokens.words[index]}' is not covered by this grammar")
        elif kind is SYMBOL:
            word = tokens.words[index]
            shown = f"'{word[:20]}'" if word.isprintable() else "a control character"
            raise ParseError(f"{shown} is not covered by this grammar")


class _Clauses(VerbPhrases):
    """Clauses over the phrases of one sentence."""

    __slots__ = ()

    def sentence(self) -> Clause:
        """A clause, or two with ``if`` between or before them."""
        if self.accept("if"):
            return self._conditional()
        clause = self.clauses()
        if self.accept(",") and self.kinds[self.place] != "if":
            self.place -= 1
        if self.accept("if"):
            return Conditional(self.clauses(), clause, reversed=True)
        return clause

    def _conditional(self) -> Conditional:
        condition = self.clauses()
        comma = self.accept(",")
        if not self.accept("then") and not comma:
            raise self.unexpected("'then'")
        return Conditional(condition, self.clauses())

    def clauses(self) -> Clause:
        """A clause, or several joined by ``and`` or ``or``."""
        if self.kinds[self.place] == "either" and (parts := self._either()):
            return parts
        parts_so_far = [self._clause()]
        connective = ""
        while True:
            start = self.place
            found = self.connective()
            if not found or (found == "," and not self._starts_clause()):
                self.place = start
                break
            connective = self.one_connective(connective, found)
            parts_so_far.append(self._clause())
        if len(parts_so_far) == 1:
            return parts_so_far[0]
        if connective == ",":
            raise self.unread("clauses are joined by a comma alone")
        return JoinedClauses(connective, tuple(parts_so_far))

    def _starts_clause(self) -> bool:
        """Whether after a comma another clause of a list follows, not the consequence of an if-clause."""
        end = self.place
        while self.kinds[end] not in ("and", "or", "then", END, ",", "if"):
            end += 1
        return self.kinds[0] != "if" and self.kinds[end] in ("and", "or")

    def _either(self) -> JoinedClauses | None:
        """``either`` with two clauses; None where it belongs to a noun phrase."""
        start = self.place
        self.place += 1
        subject, plural = self.one_noun_phrase(VERB)
        if not self.starts_verb_phrase(plural):
            self.place = start
            return None
        first = Statement(subject, self.one_verb_phrase(NOTHING, plural=plural))
        if not self.accept("or"):
            raise self.unexpected("'or'")
        return JoinedClauses("either", (first, self._clause()))

    def _clause(self) -> Clause:
        if self.kinds[self.place] == "there":
            self.place += 1
            return self._existence()
        if self.lower[self.place] == "it" and (denied := self._wrapped()) is not None:
            return Opposite(self._clause()) if denied else self._clause()
        if self.kinds[self.place] == "not":
            return self._not_every()
        subject, plural = self.noun_phrase(VERB)
        return Statement(subject, self.verb_phrase(NOTHING, plural=plural))

    def _wrapped(self) -> bool | None:
        """Steps over "it is (not) true that": whether it denies; None where nothing of the kind stands here."""
        for words, denies in _OPPOSITES:
            end = self.place + len(words)
            if self.lower[self.place : end] == words:
                self.place = end
                return denies
        return None

    def _not_every(self) -> Clause:
        self.place += 1
        quantifier = self.lower[self.place]
        if quantifier not in ("all", "every", "everyone", "everybody", "everything"):
            raise self.unexpected("'all' or 'every'")
        subject, plural = self.one_noun_phrase(VERB)
        return Opposite(Statement(subject, self.verb_phrase(NOTHING, plural=plural)))

    def _existence(self) -> Existence:
        if self.kinds[self.place] is not COPULA:
            raise self.unexpected("'is' or 'are'")
        self.place += 1
        negative = self.accept("not")
        kind = self.kinds[self.place]
        if kind not in (ARTICLE, QUANTIFIER, EVERYONE, OPEN):
            raise self.unexpected("'a', 'some' or 'no' with a noun")
        subject, _ = self.one_noun_phrase(NOTHING)
        if not isinstance(subject, Quantified) or subject.quantifier == "every":
            raise self.unread("after 'there is' stands neither 'a' nor 'some' nor 'no'")
        if negative and subject.quantifier not in ("a", "any", "plural"):
            raise self.unread(f"'there is not {subject.quantifier}' is not covered by this grammar")
        return Existence(subject, negative)

    # -- questions ---------------------------------------------------------------------------

    def question(self) -> Clause:
        """A question that is answered by yes or no, as the statement that it asks about."""
        if self.kinds[0] is DO:
            return self._do_question()
        self.place = 1
        if self.accept("there"):
            self.place = 1
            return self._there_question()
        denied = self.accept("not")
        subject, plural = self.noun_phrase(COMPLEMENT)
        self._check_question(self.lower[0] == "are", plural)
        phrase = self.predicate(NOTHING, plural=plural)
        phrase = self.joined_verbs(phrase, NOTHING, plural=plural, copular=True)
        return Statement(subject, Denied(phrase) if denied else phrase)

    def _there_question(self) -> Existence:
        self.place += 1
        if self.kinds[self.place] not in (ARTICLE, QUANTIFIER, EVERYONE, OPEN):
            raise self.unexpected("'a', 'some' or 'any' with a noun")
        subject, _ = self.one_noun_phrase(NOTHING)
        if not isinstance(subject, Quantified) or subject.quantifier == "every":
            raise self.unread("after 'is there' stands neither 'a' nor 'some' nor 'any'")
        return Existence(subject)

    def _do_question(self) -> Statement:
        self.place = 1
        denied = self.accept("not")
        subject, plural = self.noun_phrase(INFINITIVE)
        self._check_question(self.lower[0] == "do", plural)
        denied = self.accept("not") or denied
        phrase = self.verb_and_object(NOTHING, plural=True)
        phrase = Denied(phrase) if denied else phrase
        if self.kinds[self.place] in ("and", "or"):
            raise self.unread("a question with two verbs is not covered by this grammar")
        return Statement(subject, phrase)

    def _check_question(self, verb_is_plural: bool, plural: bool) -> None:
        if verb_is_plural != plural:
            raise self.unread(f"'{self.words[0]}' does not agree with its subject")
