"""Whole sentences: conditionals, purposes, and questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from nesy.errors import ParseError
from nesy.translate.english.chart import Found
from nesy.translate.english.clauses import Clauses
from nesy.translate.english.closed_words import COPULA, DO, END, MODAL, OPEN, word_set
from nesy.translate.english.fronted import has_happened
from nesy.translate.english.listings import counts_as, with_list
from nesy.translate.english.name_finding import Word
from nesy.translate.english.senses import THIRD, VERB
from nesy.translate.english.shared_words import with_alternatives
from nesy.translate.english.syntax import (
    Bare,
    Clause,
    Conditional,
    Definite,
    Denied,
    Existence,
    IsA,
    JoinedClauses,
    JoinedNouns,
    JoinedVerbs,
    Named,
    Nominal,
    NounPhrase,
    Opaque,
    Opposite,
    Piece,
    Possessed,
    Pronoun,
    Quantified,
    Says,
    Statement,
    VerbPhrase,
)  # fmt: skip
from nesy.translate.english.verb_forms import FINITE, GERUNDIAL, INFINITIVE, PERFECT, PREDICATE, under_modal, with_modal

_IF: Final = frozenset({"if", "when", "whenever", "once"})
_PHRASES_FOR_IF: Final = (
    ("as", "long", "as"),
    ("provided", "that"),
    ("given", "that"),
    ("in", "case"),
    ("assuming", "that"),
    ("suppose", "that"),
    ("suppose",),
    ("every", "time"),
    ("each", "time"),
)
_INVERTED: Final = {"should": INFINITIVE, "were": PREDICATE, "had": PERFECT}
"""What begins a condition without ``if``, and the form of its verb."""
_REQUIRED: Final = frozenset({"required", "needed", "necessary"})
_MEANS: Final = word_set(
    "visa ticket passport permit license licence key password card reservation code badge pass permission degree"
    " certificate id appointment deposit signature prescription membership invitation"
)
"""What one has in order to do something."""
_MEANING: Final = frozenset({"imply", "mean", "entail", "require", "involve"})
"""Verbs between what is done and what goes with it."""
_SOMEBODY: Final = Quantified("some", Nominal(("person",), domain=True))


class SentenceGrammar(Clauses):
    """Sentences over the clauses that their words make."""

    __slots__ = ()

    def sentences(self, place: int) -> Found[Clause]:
        """A statement or a conditional."""
        return self.once(("sentence", place), lambda: self._sentence(place))

    def _sentence(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        for end, clause, cost in self.conditional(place):
            yield end, clause, cost
            yield from self._otherwise(end, clause, cost)
        yield from self._purpose(place)
        yield from self._means(place)
        if self.is_gerund(place):
            yield from self._gerund_rule(place)
        for end, clause, cost in self.clauses(place):
            yield end, clause, cost
            for last, whole, more in self._with_condition_after(end, clause, cost):
                yield last, whole, more
                yield from self._otherwise(last, whole, more)
            yield from self._with_list(end, clause, cost)
            if self.kind(end) == "," and self.lower(end + 1) == "so":
                for last, result, more in self.clauses(end + 2):
                    yield last, JoinedClauses("and", (clause, result)), cost + more
            if self.kind(end) == ";" or (self.kind(end) == "," and self.kind(end + 1) == "and"):
                start = end + 1 if self.kind(end) == ";" else end + 2
                for last, other, more in self.sentences(start):
                    yield last, JoinedClauses("and", (clause, other)), cost + more + 0.2

    def _with_list(self, place: int, clause: Clause, cost: float) -> Iterator[tuple[int, Clause, float]]:
        """``There are two exits: the front door and the back door``."""
        sign = self.kind(place)
        for end, listed, more in self.noun_phrases(place + 1) if sign in (":", ",") else ():
            if not isinstance(listed, JoinedNouns) or self.kind(end) is not END:
                continue
            whole = with_list(clause, listed) if sign == ":" or counts_as(clause, listed) else None
            if whole is not None:
                yield end, whole, cost + more - (0.4 if sign == "," else 0.0)

    def _otherwise(self, place: int, clause: Clause, cost: float) -> Iterator[tuple[int, Clause, float]]:
        """``If A, then B; otherwise C``: C holds where A does not."""
        start = place + 1 if self.kind(place) in (",", ";") else place
        if self.lower(start) == "otherwise" and isinstance(clause, Conditional):
            for end, other, more in self.clauses(self.comma(start + 1)):
                otherwise = Conditional(Opposite(clause.condition), other)
                yield end, JoinedClauses("and", (clause, otherwise)), cost + more

    def _condition_starts(self, place: int) -> tuple[int, str]:
        """Where a condition begins, and the sort of word before it; the same place if there is none."""
        lower = self.lower(place)
        if lower in _IF:
            return place + 1, "when" if lower == "when" else "if"
        if lower == "unless":
            return place + 1, "unless"
        if lower == "only" and self.lower(place + 1) in ("if", "when"):
            return place + 2, "only if"
        for words in _PHRASES_FOR_IF:
            if tuple(self.lower(place + i) for i in range(len(words))) == words:
                return place + len(words), "if"
        return place, ""

    def conditional(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        """A condition and what follows from it."""
        yield from self._in_any_case(place)
        yield from self._inverted_condition(place)
        start, sort = self._condition_starts(place)
        if not sort:
            return
        yield from self._condition_on_subject(start, sort)
        for end, condition, cost in self._conditions(start):
            after = self.comma(end)
            explicit = self.kind(after) == "then"
            if not explicit and after == end:
                cost += 0.4
            begin = after + 1 if explicit else after
            asked = self.questions(begin) if self.kind(begin) in (COPULA, DO, MODAL) else ()
            for last, consequence, more in (*self.sentences(begin), *asked, *self.elliptic(begin, condition)):
                whole = _conditional(sort, condition, consequence, after=False)
                yield last, whole, cost + more
                end_of_rule = self.comma(last)
                words = tuple(self.lower(end_of_rule + i) for i in range(3))
                if words == ("and", "vice", "versa") and isinstance(whole, Conditional):
                    yield end_of_rule + 3, replace(whole, both=True), cost + more - 0.3

    def _condition_on_subject(self, place: int, sort: str) -> Iterator[tuple[int, Clause, float]]:
        """``If damaged, a parcel is returned``: the condition is about the subject that follows."""
        for end, phrase, cost in self.verb_phrases(place, PREDICATE) if self.kind(place) is OPEN else ():
            after = self.comma(end)
            begin = after + (self.kind(after) == "then")
            for last, clause, more in self.clauses(begin) if begin > end else ():
                first = clause.parts[0] if isinstance(clause, JoinedClauses) else clause
                if isinstance(first, Statement):
                    about_it = Statement(_again(first.subject) if clause is first else first.subject, phrase)
                    yield last, _conditional(sort, about_it, clause, after=clause is first), cost + more + 0.4

    def _inverted_condition(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        """``Should it rain, the game is cancelled``, ``had Ann sung, …``, ``were Ann rich, …``."""
        form = _INVERTED.get(self.lower(place))
        for after, subject, cost in self.noun_phrases(place + 1) if form else ():
            for end, phrase, more in self._asked(after, form or ""):
                for last, clause, extra in self.clauses(end + 1) if self.kind(end) == "," else ():
                    yield last, Conditional(Statement(subject, phrase), clause), cost + more + extra

    def _in_any_case(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        """``Even if it rains, Mia runs``, ``whether or not …``, ``regardless of …``: she runs."""
        words = tuple(self.lower(place + i) for i in range(3))
        found: list[tuple[int, Clause | None, float]] = []
        if words[:2] == ("even", "if"):
            found += self.clauses(place + 2)
        elif words[0] == "whether":
            found += self.clauses(place + (3 if words[1:] == ("or", "not") else 1))
        elif words[:2] == ("regardless", "of"):
            found += [(end, None, cost) for end, _, cost in self.noun_phrases(place + 2)]
        for end, case, cost in found:
            for last, clause, more in self.clauses(end + 1) if self.kind(end) == "," else ():
                yield last, _about_subject_of(case, clause), cost + more - 0.2

    def _conditions(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        """The clause after ``if``, and others that ``or if`` or ``and if`` joins to it."""
        yield from self.clauses(place)
        for end, first, cost in self.clauses(place + (self.kind(place) == "either")):
            after = self.comma(end)
            word = self.kind(after)
            if word in ("and", "or") and self.lower(after + 1) in _IF:
                for last, other, more in self._conditions(after + 2):
                    yield last, JoinedClauses(word, (first, other)), cost + more - 0.2

    def _with_condition_after(self, end: int, clause: Clause, cost: float) -> Iterator[tuple[int, Clause, float]]:
        place = self.comma(end)
        if tuple(self.lower(place + i) for i in range(4)) == ("if", "and", "only", "if"):
            for last, other, more in self.clauses(place + 4):
                yield last, Conditional(other, clause, both=True, reversed=True), cost + more
            return
        if self.lower(place) in ("exactly", "precisely", "just") and self.lower(place + 1) in ("if", "when"):
            for last, other, more in self.clauses(place + 2):
                yield last, Conditional(other, clause, both=True, reversed=True), cost + more
        if self.lower(place) == "because" and self.lower(place + 1) != "of":
            for last, cause, more in self.clauses(place + 1):
                yield last, JoinedClauses("and", (clause, cause)), cost + more + 0.2
        if tuple(self.lower(place + i) for i in range(3)) == ("whether", "or", "not"):
            for last, _, more in self.clauses(place + 3):
                yield last, clause, cost + more - 0.2
        if self.lower(place) in ("after", "while", "once") and has_happened(clause):
            for last, other, more in self.one_clause(place + 1):
                if has_happened(other):
                    yield last, JoinedClauses("and", (clause, other)), cost + more
        if (self.lower(place), self.lower(place + 1)) == ("even", "if"):
            for last, _, more in self.clauses(place + 2):
                yield last, clause, cost + more - 0.2
        start, sort = self._condition_starts(place)
        if sort:
            necessary = _without_only(clause) if sort == "if" else None
            for last, condition, more in self.clauses(start):
                if necessary is not None:
                    yield last, _conditional("only if", condition, necessary, after=True), cost + more
                else:
                    yield last, _conditional(sort, condition, clause, after=True), cost + more
            if isinstance(clause, Statement):
                for last, phrase, more in self.verb_phrases(start, PREDICATE):
                    about_it = Statement(_again(clause.subject), phrase)
                    yield last, _conditional(sort, about_it, clause, after=True), cost + more + 0.4
        if self.lower(place) in ("while", "when", "after", "before") and isinstance(clause, Statement):
            for last, phrase, more in self.verb_phrases(place + 1, "gerund"):
                both = JoinedVerbs("and", (clause.phrase, phrase))
                happened = isinstance(clause.phrase, Says) and clause.phrase.past
                yield last, Statement(clause.subject, both), cost + more + (0.0 if happened else 0.4)

    def _gerund_rule(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        """``Being a poet means being a writer``, ``having a card means that one pays less``: a rule for everyone."""
        for end, said, cost in self.verb_phrases(place, GERUNDIAL):
            if not any(sense.lemma in _MEANING for sense in self.senses(end, VERB, THIRD)):
                continue
            condition = Statement(_SOMEBODY, said)
            for last, follows, more in self.verb_phrases(end + 1, GERUNDIAL):
                yield last, Conditional(condition, Statement(Pronoun("they"), follows)), cost + more - 0.5
            for last, clause, more in self.clauses(end + 1 + (self.lower(end + 1) == "that")):
                if isinstance(clause, Statement) and _anyone_of(clause.subject) == _SOMEBODY:
                    rule = Conditional(condition, Statement(Pronoun("they"), clause.phrase))
                    yield last, rule, cost + more - 0.5

    def _purpose(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        """``To get a visa, you must be a student``, in either order: whoever can do the first does the second."""
        start = place + 1 if self.lower(place) == "to" else place + 3
        if self.lower(place) != "to" and tuple(self.lower(place + i) for i in range(3)) != ("in", "order", "to"):
            yield from self._late_purpose(place)
            return
        for end, purpose, cost in self.verb_phrases(start, INFINITIVE):
            for after, subject, extra in self.one_noun_phrase(end + 1) if self.kind(end) == "," else ():
                who = _anyone_of(subject)
                if who is not None:
                    for last, phrase, more in self.verb_phrases(after, FINITE):
                        yield last, _needed(who, purpose, _unmodal(phrase)), cost + more + extra

    def _means(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        """``A visa is required to enter``: whoever can enter has a visa."""
        for end, thing, cost in self.one_noun_phrase(place):
            is_means = isinstance(thing, Quantified | Bare) and thing.nominal.head[-1] in _MEANS
            if (
                is_means
                and self.kind(end) is COPULA
                and self.lower(end + 1) in _REQUIRED
                and self.lower(end + 2) == "to"
            ):
                for last, purpose, more in self.verb_phrases(end + 3, INFINITIVE):
                    having = Says(("have",), (Piece("", thing),))
                    yield last, _needed(_SOMEBODY, purpose, having), cost + more - 0.5

    def _late_purpose(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        """``You must be a student to get a visa``."""
        for end, subject, cost in self.one_noun_phrase(place):
            who = _anyone_of(subject)
            if who is None or self.lower(end) != "must" or self.lower(end + 1) not in ("be", "have"):
                continue
            for middle, phrase, more in self.verb_phrases(end + 1, INFINITIVE):
                start = middle + 2 * ((self.lower(middle), self.lower(middle + 1)) == ("in", "order"))
                if self.lower(start) == "to":
                    for last, purpose, extra in self.verb_phrases(start + 1, INFINITIVE):
                        yield last, _needed(who, purpose, _at_least(phrase)), cost + more + extra - 0.5

    # -- questions ---------------------------------------------------------------------------

    def questions(self, place: int = 0) -> Iterator[tuple[int, Clause, float]]:
        """A question that is answered by yes or no, as the statement that it asks about."""
        kind = self.kind(place)
        denied = self.lower(place + 1) == "not"
        start = place + 2 if denied else place + 1
        if kind is COPULA and self.lower(start) == "there":
            for end, thing, cost in self.noun_phrases(start + 1):
                yield end, Existence(thing), cost
            return
        if kind is COPULA and self.lower(start) == "it" and self.lower(start + 2) == "that":
            if self.lower(start + 1) in ("true", "false"):
                for end, clause, cost in self.clauses(start + 3):
                    yield end, Opposite(clause) if self.lower(start + 1) == "false" else clause, cost
            return
        for end, subject, cost in self.noun_phrases(start):
            if kind is COPULA:
                found = [*self._asked(end, PREDICATE)]
            elif kind is DO or kind is MODAL or self.lower(place) in ("has", "have", "had"):
                found = [*self._asked(end, INFINITIVE if kind is DO or kind is MODAL else "perfect")]
            else:
                return
            for last, phrase, more in (*found, *self._excluding(found)):
                if kind is MODAL:
                    phrase = under_modal(phrase, self.lower(place))
                yield last, Statement(subject, phrase), cost + more

    def _excluding(self, found: Sequence[tuple[int, VerbPhrase, float]]) -> Iterator[tuple[int, VerbPhrase, float]]:
        """What is asked with ``but not both`` behind it."""
        for end, phrase, cost in found:
            start = self.comma(end)
            exclusive = with_alternatives(phrase, "xor")
            if (self.kind(start), self.lower(start + 1), self.lower(start + 2)) == ("but", "not", "both") and exclusive:
                yield start + 3, exclusive, cost - 0.1

    def _asked(self, place: int, form: str) -> Iterator[tuple[int, VerbPhrase, float]]:
        if self.lower(place) == "not":
            for end, phrase, cost in self.verb_phrases(place + 1, form):
                yield end, Denied(phrase), cost
        else:
            yield from self.verb_phrases(place, form)


def parse_sentence(
    words: tuple[Word, ...], *, question: bool, grammar: type[SentenceGrammar] = SentenceGrammar
) -> Clause:
    """The cheapest tree of a sentence.

    Raises:
        ParseError: if the grammar does not cover the sentence; the message says how far it was followed.
    """
    parser = grammar(words)
    found: list[tuple[int, Clause, float]] = list(parser.sentences(0))
    asks = words[0].kind in (COPULA, DO, MODAL) or words[0].lower in ("has", "have", "had")
    if asks and (question or not found):
        found += parser.questions()
    whole = [item for item in found if parser.kind(item[0]) is END]
    if whole:
        return min(whole, key=lambda item: item[2])[1]
    place = min(parser.furthest, len(words) - 2)
    before = " ".join(word.text for word in words[max(0, place - 3) : place])
    raise ParseError(f"the sentence cannot be followed beyond '{before} {words[place].text}'".replace("' ", "'"))


def _about_subject_of(case: Clause | None, clause: Clause) -> Clause:
    """The clause; a pronoun that is its subject stands for the one that the case before it is about."""
    if isinstance(case, Statement) and isinstance(clause, Statement) and isinstance(clause.subject, Pronoun):
        named = isinstance(case.subject, Named | Definite | Possessed)
        return Statement(case.subject, clause.phrase) if named else clause
    return clause


def _conditional(sort: str, condition: Clause, consequence: Clause, *, after: bool) -> Clause:
    if sort == "unless":
        return Conditional(Opposite(condition), consequence, reversed=after)
    if sort == "only if":
        return Conditional(consequence, condition, reversed=not after)
    return Conditional(condition, consequence, reversed=after, temporal=sort == "when")


def _needed(who: Quantified, purpose: VerbPhrase, phrase: VerbPhrase) -> Conditional:
    """Whoever can do what is wanted does what is needed for it."""
    is_state = isinstance(purpose, IsA) or (isinstance(purpose, Says) and purpose.kind in ("a", "p"))
    wanted = purpose if is_state else with_modal(purpose, "can")
    return Conditional(Statement(who, wanted), Statement(Pronoun("they"), phrase))


def _at_least(phrase: VerbPhrase) -> VerbPhrase:
    """``must be 18`` as being at least 18."""
    if isinstance(phrase, Says) and phrase.head[:1] == ("be",) and "or" not in phrase.head:
        return replace(phrase, head=("at", "least", *phrase.head[1:]))
    return phrase


def _anyone_of(subject: NounPhrase) -> Quantified | None:
    """Some one of those that a rule is about; None where it is about an individual."""
    if isinstance(subject, Pronoun) and subject.word in ("you", "one"):
        return _SOMEBODY
    general = isinstance(subject, Quantified) and subject.quantifier in ("a", "every", "any")
    return Quantified("some", subject.nominal) if general or isinstance(subject, Bare) else None  # type: ignore[union-attr]


def _without_only(clause: Clause) -> Clause | None:
    """``can only enter`` as ``can enter``; None where there is no ``only``."""
    if not isinstance(clause, Statement) or not isinstance(clause.phrase, Says):
        return None
    only = Piece("", Opaque(("only",)))
    pieces = tuple(piece for piece in clause.phrase.pieces if piece != only)
    if pieces == clause.phrase.pieces:
        return None
    return Statement(clause.subject, replace(clause.phrase, pieces=pieces))


def _again(subject: NounPhrase) -> NounPhrase:
    """The subject of a condition that has none of its own: the main clause's."""
    return Pronoun("they") if isinstance(subject, Quantified | Bare) else subject


def _unmodal(phrase: VerbPhrase) -> VerbPhrase:
    if isinstance(phrase, Says) and phrase.modal == "must":
        return Says(phrase.head, phrase.pieces, phrase.passive, "", phrase.kind, phrase.past)
    if isinstance(phrase, Denied):
        return Denied(_unmodal(phrase.phrase))
    if isinstance(phrase, JoinedVerbs):
        return JoinedVerbs(phrase.connective, tuple(_unmodal(part) for part in phrase.parts))
    return phrase
