"""The tree of every sentence of a problem, or the reason why it has none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from nesy.errors import ParseError
from nesy.translate.english.ambiguity import other_reading, settled
from nesy.translate.english.chart import AUXILIARIES
from nesy.translate.english.closed_words import END
from nesy.translate.english.name_finding import Word, find_names
from nesy.translate.english.opaque import OpaqueClauses, taken_whole
from nesy.translate.english.sentence_grammar import parse_sentence
from nesy.translate.english.sentences import split_sentences
from nesy.translate.english.spelling import misspelled
from nesy.translate.english.syntax import Clause, JoinedClauses, Proposition
from nesy.translate.english.tokens import tokenize


@dataclass(frozen=True, slots=True)
class Parsed:
    """What the grammar makes of one sentence."""

    tree: Clause | ParseError
    doubt: ParseError | None = None
    """Why the grammar does not cover the sentence, where the tree has phrases that are taken whole."""
    whole: Proposition | None = None
    """The premise as one proposition, for where its tree has no meaning; None where that is not wanted."""
    other: Clause | None = None
    """The other reading of the sentence, if it has one."""
    slips: tuple[tuple[str, str], ...] = ()
    """Words that are read as others, which they are slips of."""


@lru_cache(maxsize=8)
def parse_all(texts: tuple[str, ...], count: int, opaque: bool) -> tuple[Parsed, ...]:
    """The trees of ``count`` premises and of the question after them, if there is one.

    Names are told from the whole problem. With ``opaque``, phrases that the grammar does not cover are taken whole.
    The trees of the last problems are kept, for the second reading that a problem may need.
    """
    written = [_words(text, is_question=index >= count) for index, text in enumerate(texts)]
    slips = misspelled([item for item in written if isinstance(item, tuple)])
    words = [tuple(slips.get(w, w) for w in item) if isinstance(item, tuple) else item for item in written]
    named = iter(find_names([item for item in words if isinstance(item, tuple)]))
    found: list[Parsed] = []
    before: tuple[Word, ...] = ()
    for index, (item, text, own_text) in enumerate(zip(words, texts, written, strict=True)):
        if isinstance(item, ParseError):
            found.append(Parsed(item))
            continue
        own = next(named)
        short = _shortened(before, own) if index < count else None
        parsed = _settled(own, text, opaque, index < count) if short is None else Parsed(settled(short))
        mended = tuple((w, slips[w]) for w in own_text if w in slips) if isinstance(own_text, tuple) else ()
        found.append(replace(parsed, slips=mended) if mended else parsed)
        before = own
    return tuple(found)


def _shortened(before: tuple[Word, ...], own: tuple[Word, ...]) -> Clause | None:
    """``So does Ann.`` as what the sentence before says of another; None for a sentence that leaves nothing out."""
    opens = own[0].lower in ("so", "neither", "nor") and own[1].kind in AUXILIARIES
    last = [word for word in own if word.kind is not END and word.lower != "not"][-1:]
    if not before or not (opens or (last and last[0].kind in AUXILIARIES)):
        return None
    joint = Word("and", "and", "and")
    try:
        whole = parse_sentence((*before[:-1], joint, *own), question=False)
    except ParseError:
        return None
    return whole.parts[-1] if isinstance(whole, JoinedClauses) and whole.connective == "and" else None


def _words(text: str, *, is_question: bool) -> tuple[str, ...] | ParseError:
    try:
        if is_question and len(split_sentences(text)) > 1:
            raise ParseError("the question is more than one sentence")
        return tokenize(text)
    except ParseError as err:
        return err


@lru_cache(maxsize=256)
def _settled(words: tuple[Word, ...], text: str, opaque: bool, premise: bool) -> Parsed:
    """One sentence, kept for stories with several questions."""
    parsed = _parsed(words, text, opaque, premise)
    if isinstance(parsed.tree, ParseError):
        return parsed
    return replace(parsed, tree=settled(parsed.tree), other=other_reading(parsed.tree))


def _parsed(words: tuple[Word, ...], text: str, opaque: bool, premise: bool) -> Parsed:
    asks = text.endswith("?")
    whole = taken_whole(words) if opaque and premise and not asks else None
    try:
        return Parsed(parse_sentence(words, question=asks), None, whole)
    except ParseError as err:
        return _opaquely(words, err, whole) if opaque and not asks else Parsed(err)


def _opaquely(words: tuple[Word, ...], doubt: ParseError, whole: Proposition | None) -> Parsed:
    """The tree with phrases taken whole; a conclusion that would be nothing but one proposition is not read."""
    try:
        tree = parse_sentence(words, question=False, grammar=OpaqueClauses)
    except ParseError:
        return Parsed(doubt) if whole is None else Parsed(whole, doubt, whole)
    return Parsed(doubt) if whole is None and isinstance(tree, Proposition) else Parsed(tree, doubt, whole)
