"""Roles: whether a predicate's words are used as a noun, an adjective or a verb in the sentences that gave it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nesy.proofs.render.template import Template, copula, verb
from nesy.proofs.render.words import (
    Token,
    article,
    forms,
    name_words,
    plural,
    singular,
    spaced,
    third_person,
    tokens_of,
    word_set,
)

_COPULAS: Final = word_set("is are was were be isn't aren't wasn't weren't")
_DETERMINERS: Final = word_set("all every each no some any a an the if when both either neither")
_ARTICLES: Final = frozenset({"a", "an", "the"})
_SKIPPED: Final = _ARTICLES | {"'s", "’s"}
_FILLERS: Final = word_set("not also both either neither all very")
_ANYONE: Final = word_set(
    "thing things people person persons one ones someone something everyone everything anyone anything"
)
_AUXILIARIES: Final = _COPULAS | word_set("does do doesn't don't did can will has have who that which cannot")
_PARTICIPLES: Final = word_set("made built sold held led set found kept sent born")
_PASTS: Final = word_set(
    "wrote won lost led met made went came saw knew took gave got found kept left held sold sent built ran sang drank"
    " ate fell flew drew grew rose began became bought brought caught chose drove felt fought forgot had heard hid hit"
    " laid lay paid put read rode said sat set shot slept spoke spent stood stole swam taught thought threw told wore"
)
_CONNECTIVES: Final = word_set("and or then but if nor")
_BEFORE_BASE: Final = word_set("does do doesn't don't did can will cannot")
_SUBJECT_WORDS: Final = _ANYONE | word_set("who that which it they he she and or")
_PREPOSITIONS: Final = word_set(
    "of in on at to from with by for about into over under near behind above below after before during between"
    " against through toward towards without within across beside inside outside among around along than as"
)


@dataclass(frozen=True, slots=True)
class _Window:
    """A predicate's words as they stand in one sentence; articles between them are part of it."""

    tokens: Sequence[Token]
    start: int
    stop: int

    @property
    def words(self) -> list[str]:
        """The words as they are written; a capital that only opens the sentence is none of theirs."""
        texts = [t.text for t in self.tokens[self.start : self.stop]]
        opens = self.opens_clause and texts[0][1:].islower()
        return [texts[0].lower(), *texts[1:]] if opens else texts

    def before(self, steps: int = 1) -> str:
        place = self.start - steps
        return self.tokens[place].lower if place >= 0 else ""

    @property
    def opens_clause(self) -> bool:
        """Whether no word stands in front of it, but for a comma or a bracket."""
        return not any(c.isalnum() for c in self.before()) and not self.before().startswith(("'", "’"))

    @property
    def after(self) -> str:
        return self.tokens[self.stop].lower if self.stop < len(self.tokens) else ""


def template_from_words(predicate: str, arity: int, sentences: Sequence[str]) -> Template | None:
    """The template of a predicate that is named after words of the sentences; None if they do not show one.

    >>> rules = ["All big things are dogs.", "If something likes the cat then it is afraid of the dog."]
    >>> template_from_words("Dog", 1, rules).say(["Rex"], True)
    'Rex is a dog'
    >>> template_from_words("Big", 1, rules).say(["Rex"], False)
    'Rex is not big'
    >>> template_from_words("AfraidOf", 2, rules).say(["Rex", "Ann"], True)
    'Rex is afraid of Ann'
    >>> template_from_words("Like", 2, rules).say(["Rex", "Ann"], False)
    'Rex does not like Ann'
    """
    words = list(name_words(predicate))
    if len(words) > 1 and words[0] == "is":
        words = words[1:]
    if arity not in (1, 2) or not words:
        return None
    votes: Counter[Template] = Counter()
    for sentence in sentences:
        tokens = tokens_of(sentence)
        for start in range(len(tokens)):
            stop = _match(tokens, start, words)
            template = _template(_Window(tokens, start, stop), words, arity) if stop else None
            if template is not None:
                votes[template] += 1
    return votes.most_common(1)[0][0] if votes else None


def _match(tokens: Sequence[Token], start: int, words: Sequence[str]) -> int:
    """Where the words end that begin at ``start``, in any inflection; 0 if they are not there."""
    place, number = start, 0
    while number < len(words):
        if number and place < len(tokens) and tokens[place].lower in _SKIPPED:
            place += 1
        taken = _spelt(tokens[place].key, words[number:]) if place < len(tokens) else 0
        if not taken:
            return 0
        place, number = place + 1, number + taken
    return place


def _spelt(token: str, words: Sequence[str]) -> int:
    """How many of the words one token stands for: one in any inflection, or several written together."""
    if token in forms(words[0]) or (token and words[0] in forms(token)):
        return 1
    joined = words[0]
    for count, word in enumerate(words[1:], 2):
        joined += word
        if joined == token:
            return count
    return 0


def _template(window: _Window, words: Sequence[str], arity: int) -> Template | None:
    relational = arity == 2
    if relational and words[0] in _PREPOSITIONS:
        return copula(spaced(words), 2)
    if relational and words[-1] in _PREPOSITIONS:
        return _complement(window, words, arity) or _verb(window, words, arity)
    if relational:
        return _passive(window, words) or _verb(window, words, arity)
    if words[-1] in _PREPOSITIONS:
        return None
    return _complement(window, words, arity) or _modifier(window) or _subject(window, words) or _verb(window, words, 1)


def _complement(window: _Window, words: Sequence[str], arity: int) -> Template | None:
    """Behind a form of ``to be``: ``is (not) big``, ``are dogs``, ``is an old dog``, ``is big and old``."""
    place, determiner, count = window.start - 1, "", 0
    while place >= 0 and count < 8:
        word = window.tokens[place].lower
        if word in _COPULAS:
            return _after_copula(window, words, arity, determiner, count)
        if word in _ARTICLES:
            determiner = determiner or word
        elif word not in _FILLERS and not _is_coordinated(window, place):
            return None
        else:
            count += word not in _FILLERS
        place -= 1
    return None


def _is_coordinated(window: _Window, place: int) -> bool:
    """Whether the word stands in a row of adjectives or complements: no verb, relative or preposition."""
    word = window.tokens[place].lower
    return word in ("and", "or", ",", "nor", "but") or (
        word.isalpha() and word not in _AUXILIARIES | _PREPOSITIONS | _SUBJECT_WORDS | _DETERMINERS and word != "then"
    )


def _after_copula(window: _Window, words: Sequence[str], arity: int, determiner: str, skipped: int) -> Template | None:
    surface = window.words
    if arity == 2:
        lead = f"{determiner} " if determiner and not skipped else ""
        return None if skipped else copula(lead + spaced(surface), 2)
    if surface[0].lower() in _PREPOSITIONS:
        return copula(spaced(surface), 1) if not skipped else None
    if window.after == "by" or (skipped and window.before() not in ("and", "or", ",", "nor", "but") and not determiner):
        return None
    last = _ends_phrase(window)
    if determiner and last and window.before() not in ("and", "or", ",", "nor", "but"):
        return copula(_noun(surface, words, "the" if determiner == "the" and not skipped else ""), 1)
    if determiner and window.before() in ("and", "or"):
        return None
    if not determiner and _is_plural(surface):
        return copula(_noun(surface, words, ""), 1) if last else None
    return copula(spaced(surface), 1)


def _ends_phrase(window: _Window) -> bool:
    """Whether the noun phrase is over: its clause ends here or goes on with something else."""
    after = window.after
    if not after.isalpha() or after in _AUXILIARIES | _PREPOSITIONS | _CONNECTIVES:
        return True
    participle = after.endswith(("ed", "en", "ing", "wn")) or after in _PARTICIPLES
    behind = window.tokens[window.stop + 1].lower if window.stop + 1 < len(window.tokens) else ""
    return participle and behind in _PREPOSITIONS


def _modifier(window: _Window) -> Template | None:
    """In front of ``things`` or ``people``, or first in a row of such words: an adjective."""
    opens = window.start == 0 or window.before() in _DETERMINERS | {",", "and", "or", "then"}
    row = window.after == "," and window.start < 3
    if opens and (window.after in _ANYONE or row):
        return copula(spaced(window.words), 1)
    return None


def _subject(window: _Window, words: Sequence[str]) -> Template | None:
    """At the head of a clause, behind a determiner or in the plural: a noun."""
    determined = window.before() in _DETERMINERS and (window.start < 3 or window.before(2) in ("if", "then", ","))
    bare = window.opens_clause and _is_plural(window.words)
    if (determined or bare) and (window.after in _AUXILIARIES or bare or _is_plural(window.words)):
        return copula(_noun(window.words, words, ""), 1)
    return None


def _verb(window: _Window, words: Sequence[str], arity: int) -> Template | None:
    """A finite verb, or one behind ``does not``."""
    surface, base = window.words, words[0]
    if window.before() in ("has", "have") and arity == 1 and surface[0].lower() == base:
        return verb("have", spaced(surface), 1)
    finite = surface[0].lower() == third_person(base) and _may_be_subject(window)
    plain = surface[0].lower() == base and (
        window.before() in _BEFORE_BASE
        or (window.before() == "not" and window.before(2) in _BEFORE_BASE)
        or (_is_plural_word(window.before()) and window.after not in _COPULAS)
    )
    if arity == 1 and window.before() in ("who", "that") and not _is_plural_word(window.before(2)) and not finite:
        return Template((0, f" {spaced(surface)}"), None)
    if not (finite or plain):
        return None
    if plain and not finite and (base.endswith("ed") or base in _PASTS):
        return Template((0, f" {spaced(surface)}", *((" ", 1) if arity == 2 else ())), None)
    tail = surface[1:]
    if arity == 2 and window.after in _PREPOSITIONS:
        tail = [*tail, window.after]
    return verb(base, spaced(tail), arity)


def _may_be_subject(window: _Window) -> bool:
    """Whether the word in front can be, or end, a subject in the singular."""
    if window.opens_clause or window.before() in _DETERMINERS | _PREPOSITIONS:
        return False
    return not _is_plural_word(window.before()) or window.tokens[window.start - 1].text[:1].isupper()


def _passive(window: _Window, words: Sequence[str]) -> Template | None:
    """``is liked by``, which shows the verb ``to like``."""
    if window.after == "by" and len(words) == 1 and window.words[0].lower() != words[0]:
        return verb(words[0], "", 2)
    return None


def _head(surface: Sequence[str]) -> int:
    """The place of a noun phrase's head: the last word before the first preposition."""
    stop = next((i for i, w in enumerate(surface) if i and w.lower() in _PREPOSITIONS), len(surface))
    return stop - 1


def _is_plural(surface: Sequence[str]) -> bool:
    return _is_plural_word(surface[_head(surface)].lower())


def _is_plural_word(word: str) -> bool:
    return word.isalpha() and singular(word) != word and word not in ("is", "was", "has", "does", "his", "its", "this")


def _noun(surface: Sequence[str], words: Sequence[str], determiner: str) -> str:
    """The noun phrase in the singular with its article."""
    place = _head(surface)
    head = surface[place]
    known = next((w for w in words if plural(w) == head.lower()), "")
    one = known or singular(head.lower())
    if head[:1].isupper() and (place or len(surface) > 1):
        one = one[:1].upper() + one[1:]
    phrase = spaced([*surface[:place], one, *surface[place + 1 :]])
    return f"{determiner or article(phrase)} {phrase}"
