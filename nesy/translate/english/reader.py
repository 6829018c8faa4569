"""Reading a problem in English, without a model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from nesy.errors import ParseError
from nesy.languages.fol.syntax import TRUE, Constant, Formula
from nesy.languages.fol.theory import Statement, Theory
from nesy.languages.fol.walk import free_variables
from nesy.translate.english.assumed import find_assumed
from nesy.translate.english.converses import find_converses
from nesy.translate.english.descriptions import (
    find_definitions,
    find_descriptions,
    find_doers,
    find_existing,
    find_owned,
    find_parts_of_places,
    find_referents,
)
from nesy.translate.english.generic import is_generic, is_singular
from nesy.translate.english.implied_links import find_implied_links
from nesy.translate.english.kinship import find_kinship
from nesy.translate.english.linking import find_links
from nesy.translate.english.links import Link
from nesy.translate.english.loose_links import find_loose_links
from nesy.translate.english.meaning import Meaning
from nesy.translate.english.object_links import find_object_links
from nesy.translate.english.options import EnglishOptions
from nesy.translate.english.orders import find_orders
from nesy.translate.english.predicates import Predicates
from nesy.translate.english.presupposed import presupposed
from nesy.translate.english.quantities import find_quantities
from nesy.translate.english.relevance import shares_words
from nesy.translate.english.scope import Referent, Scope
from nesy.translate.english.sentences import split_sentences
from nesy.translate.english.syntax import Clause, Conditional, Nominal
from nesy.translate.english.trees import Parsed, parse_all
from nesy.translate.english.usage import Usage, observe, points_to_object
from nesy.translate.english.variables import generalised, variable_letters
from nesy.translation import Aligned

__all__ = ["Reading", "read", "split_sentences"]

_PREFIX: Final = re.compile(
    r"\A\s*(?:true or false\s*[:?]|so,?(?= (?-i:[A-Z]))|(?:therefore|hence|thus|consequently),?"
    r"|(?:can|could|may) (?:we|one|you|i) (?:conclude|infer|deduce|say) that"
    r"|does it follow that|is it (?:right|correct) that|it follows that"
    r"|(?:we|one) can (?:conclude|infer|deduce) that)\s*",
    re.IGNORECASE,
)
"""What stands before a question or conclusion and says nothing of it."""
_SUFFIX: Final = re.compile(r",\s*(?:right|correct|true|yes|is that (?:right|correct|true))\s*\?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OtherReading:
    """A sentence with the formula of its other reading."""

    name: str
    """The name of its statement in the theory: ``1``, ``2``, …, or ``conclusion``."""
    text: str
    formula: Formula


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a problem's sentences."""

    theory: Theory | None
    """The premises that were read, what is taken for granted, and the conclusion; None if that was not read."""
    sentences: tuple[Aligned, ...]
    """Every sentence in order with its formula or the reason why it was not read, the question last."""
    taken: tuple[Statement, ...] = ()
    """What is taken for granted beyond the words, each with its name and its reason."""
    generic: bool = False
    """Whether the question is about ``a N`` or ``Ns``, any of them."""
    singular: bool = False
    """Whether it is about ``a N``, which may be some one of them."""
    others: tuple[OtherReading, ...] = ()
    """Sentences that may be read in another way."""
    doubtful: tuple[str, ...] = ()
    """The names of the statements in which words are taken whole that the grammar does not cover."""

    @property
    def dropped(self) -> tuple[str, ...]:
        """What is taken for granted where story nouns restrict nothing: ``everything is a student``."""
        return tuple(statement.text for statement in self.taken if statement.name.startswith("dropped "))

    @property
    def unread(self) -> tuple[Aligned, ...]:
        """The sentences that were not read."""
        return tuple(item for item in self.sentences if item.problem)

    @property
    def pertinent(self) -> tuple[Aligned, ...]:
        """The unread premises on which the verdict may depend: they share a content word with another sentence."""
        others = [item.text for item in self.sentences if item.role != "taken for granted"]
        return tuple(item for item in self.unread if shares_words(item.text, others))


def read(premises: Sequence[str], question: str | None = None, options: EnglishOptions | None = None) -> Reading:
    """Reads the premises, each of one sentence or more, and the question or statement to be judged.

    The whole problem is looked at first, to tell its names, and the nouns and phrases that are needed apart.
    Nothing is guessed: a sentence that the grammar does not cover is not read. Predicates whose words agree are
    linked; each link is a premise of its own, named ``link 1``, ``link 2``, …, which ``options`` can veto.

    Returns:
        The theory, whose premises are named by their number, and each sentence with its formula.

    >>> reading = read(["All dogs are mammals. Rex is a dog."], "Is Rex a mammal?")
    >>> [statement.name for statement in reading.theory.statements]
    ['1', '2', 'conclusion']
    >>> [item.text for item in read(["Rex is a dog. Rex the big of."], "Is Rex a dog?").unread]
    ['Rex the big of.']
    """
    texts = [sentence for premise in premises for sentence in split_sentences(premise) or ("",)]
    count = len(texts)
    if question is not None:
        texts.append(_asked(question))
    options = options or EnglishOptions()
    parsed = parse_all(tuple(texts), count, options.opaque)
    trees = [item.tree for item in parsed]
    usage = observe(tree for tree in trees if not isinstance(tree, ParseError))
    usage.drops_story_nouns, usage.loose = options.drop_story_nouns, options.loose
    context = _Context(Predicates(), usage, variable_letters(trees), {}, [], [], {})
    sentences = _compose(texts, parsed, context, count)
    others = _other_readings(texts, parsed, sentences, context, count)
    all_said, premises_said = _said(trees, sentences), _said(trees[:count], sentences[:count])
    added = _taken_for_granted(context, options, all_said, premises_said)
    failed = any(item.problem for item in sentences[count:]) or not any(item.formula for item in sentences)
    theory = None if failed else _theory(sentences, tuple(item for item in added if item.formula != TRUE), count)
    taken = tuple(Aligned(item.text, item.formula, "taken for granted") for item in added)
    asked = None if question is None or isinstance(trees[-1], ParseError) else trees[-1]
    generic = asked is not None and is_generic(asked)
    singular = asked is not None and is_singular(asked)
    return Reading(
        theory,
        (*sentences[:count], *taken, *sentences[count:]),
        added,
        generic,
        singular,
        others,
        tuple(context.doubtful),
    )


def _asked(question: str) -> str:
    """What is asked or concluded, without the words around it that ask for it."""
    text, before = _PREFIX.subn("", question, count=1)
    text = _SUFFIX.sub(".", text.strip())
    return text[:1].upper() + text[1:] if before else text


@dataclass(frozen=True, slots=True)
class _Context:
    """What the sentences of a problem share; the last three grow while they are read."""

    predicates: Predicates
    usage: Usage
    letters: frozenset[str]
    """Single letters that are variables."""
    definites: dict[Constant, Nominal]
    weakened: list[str]
    slips: list[str]
    doubtful: dict[str, str]
    """Statements with words that are taken whole, by name, each with its sentence and the reason."""


_Said: TypeAlias = tuple[Clause | None, Formula]
"""A sentence that was read: its tree, if the grammar covers it, and its formula."""


def _said(trees: Sequence[Clause | ParseError], sentences: list[Aligned]) -> list[_Said]:
    """The formula of each sentence that was read, with its tree."""
    pairs = zip(trees, sentences, strict=True)
    return [
        (None if isinstance(tree, ParseError) else tree, item.formula)
        for tree, item in pairs
        if isinstance(item.formula, Formula)
    ]


def _taken_for_granted(
    context: _Context, options: EnglishOptions, said: list[_Said], premises: list[_Said]
) -> tuple[Statement, ...]:
    """What is presupposed, the links, and, with the formula ``⊤``, what was left out of the formulas."""
    usage = context.usage
    links = _links(context, options, said)
    assumed = find_assumed(options, context.predicates, premises, [link.formula for link in links])
    nouns = sorted(" ".join(head) for head in usage.story_nouns) if usage.drops_story_nouns else []
    return (
        *presupposed(context.definites, context.predicates),
        *links,
        *(statement for statement in assumed if statement.name not in options.veto),
        *(Statement(TRUE, f"dropped {n}", f"everything is a {noun}") for n, noun in enumerate(nouns, 1)),
        *(Statement(TRUE, f"weakened {n}", text) for n, text in enumerate(context.weakened, 1)),
        *(Statement(TRUE, f"spelling {n}", text) for n, text in enumerate(context.slips, 1)),
        *(Statement(TRUE, f"doubt {n}", text) for n, text in enumerate(context.doubtful.values(), 1)),
    )


def _links(context: _Context, options: EnglishOptions, said: list[_Said]) -> tuple[Statement, ...]:
    if not options.link:
        return ()
    predicates, formulas = context.predicates, [formula for _, formula in said]
    found: list[Link] = [
        *find_links(predicates),
        *find_implied_links(predicates),
        *find_converses(predicates),
        *find_object_links(predicates, formulas),
        *find_quantities(predicates),
        *find_orders(predicates, formulas),
        *find_kinship(predicates, formulas),
        *find_referents(context.definites, predicates, formulas),
    ]
    if options.loose:
        found += find_descriptions(context.definites, predicates, context.usage)
        found += find_doers(context.definites, predicates)
        found += find_owned(context.definites, predicates)
        found += find_parts_of_places(context.definites, predicates)
        found += find_existing((tree for tree, _ in said if tree is not None), predicates)
        found += find_definitions((tree, formula) for tree, formula in said if tree is not None)
        everything = context.usage.story_nouns if context.usage.drops_story_nouns else ()
        found += find_loose_links(predicates, formulas, context.definites, everything)
    first = {link.formula: link for link in reversed(found)}
    unique = [link for link in found if first[link.formula] is link]
    links = (Statement(link.formula, f"link {number}", link.reason) for number, link in enumerate(unique, 1))
    return tuple(link for link in links if link.name not in options.veto)


def _compose(texts: list[str], parsed: tuple[Parsed, ...], context: _Context, count: int) -> list[Aligned]:
    earlier: tuple[Referent, ...] = ()
    found: list[Aligned] = []
    for index, (text, item) in enumerate(zip(texts, parsed, strict=True)):
        role = "premise" if index < count else "conclusion"
        scope = Scope(question=index >= count, earlier=earlier)
        formula: Formula | None = None
        doubt, problem = item.doubt, ""
        try:
            formula, scope = _read(item.tree, context, scope)
        except ParseError as err:
            doubt = err
            formula = _whole(item, context)
        if formula is None:
            assert doubt is not None  # noqa: S101 - without a formula there was an error
            problem = f"{doubt.message}; {doubt.hint}" if doubt.hint else doubt.message
        elif doubt is not None:
            name = str(index + 1) if index < count else "conclusion"
            context.doubtful[name] = f"words of {text!r} are taken whole: {doubt.message}"
        context.slips.extend(f"{wrong!r} is read as {right!r} in {text!r}" for wrong, right in item.slips)
        context.weakened.extend(f"{words} in {text!r}" for words in scope.weakened)
        earlier = scope.about() or earlier
        found.append(Aligned(text, formula, role, problem))
    return found


def _read(tree: Clause | ParseError, context: _Context, scope: Scope) -> tuple[Formula, Scope]:
    if isinstance(tree, ParseError):
        raise tree.with_traceback(None)
    formula, scope = _formula(tree, context, scope)
    if isinstance(tree, Conditional):
        formula = generalised(formula, context.predicates, context.letters)
    return formula, scope


def _whole(item: Parsed, context: _Context) -> Formula | None:
    """The formula of a premise as one proposition; None where it is too long, or is not wanted."""
    if item.whole is None or isinstance(item.tree, ParseError):
        return None
    try:
        return _formula(item.whole, context, Scope())[0]
    except ParseError:
        return None


def _other_readings(
    texts: list[str], parsed: tuple[Parsed, ...], sentences: list[Aligned], context: _Context, count: int
) -> tuple[OtherReading, ...]:
    found: list[OtherReading] = []
    for index, (text, item) in enumerate(zip(texts, parsed, strict=True)):
        other = None if sentences[index].problem else item.other
        formula = None if other is None else _other_formula(other, context, question=index >= count)
        if formula is not None and formula != sentences[index].formula:
            found.append(OtherReading(str(index + 1) if index < count else "conclusion", text, formula))
    return tuple(found)


def _other_formula(tree: Clause, context: _Context, *, question: bool) -> Formula | None:
    """The formula of another reading; None where it points back to another sentence."""
    try:
        formula, _ = _formula(tree, context, Scope(question=question))
    except ParseError:
        return None
    return generalised(formula, context.predicates, context.letters) if isinstance(tree, Conditional) else formula


def _formula(tree: Clause, context: _Context, scope: Scope) -> tuple[Formula, Scope]:
    """The formula; indefinite objects are analysed if a pronoun needs one of them."""
    again = Scope(question=scope.question, earlier=scope.earlier)
    analyse = points_to_object(tree)
    meaning = Meaning(context.predicates, context.usage, scope, analyse=analyse)
    try:
        formula = _closed(meaning.clause(tree))
    except ParseError as err:
        meaning = Meaning(context.predicates, context.usage, again, analyse=not analyse)
        try:
            formula = _closed(meaning.clause(tree))
        except ParseError:
            raise err from None
    context.definites.update(meaning.definites)
    return formula, meaning.scope


def _closed(formula: Formula) -> Formula:
    """The formula, if no variable of it is free."""
    if free_variables(formula):
        raise ParseError("a phrase points to something that is only spoken of in another part of the sentence")
    return formula


def _theory(sentences: list[Aligned], added: tuple[Statement, ...], count: int) -> Theory:
    premises = [
        Statement(item.formula, str(number), item.text)
        for number, item in enumerate(sentences[:count], 1)
        if isinstance(item.formula, Formula)
    ]
    asked = sentences[count] if len(sentences) > count else None
    conclusion = None
    if asked is not None and isinstance(asked.formula, Formula):
        conclusion = Statement(asked.formula, "conclusion", asked.text)
    return Theory((*premises, *added), conclusion)
