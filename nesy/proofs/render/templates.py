"""Templates for a problem's predicates, taken from the sentences that use them."""

from __future__ import annotations

from collections.abc import Sequence

from nesy.languages.fol.syntax import COMPARISONS, Atom, Constant, Not, Term
from nesy.languages.fol.walk import atoms
from nesy.proofs.render.mentions import Source, mentions_of
from nesy.proofs.render.roles import template_from_words
from nesy.proofs.render.template import Parts, Template, from_sentence
from nesy.proofs.render.words import clean


def templates_of(sources: Sequence[Source]) -> dict[tuple[str, int], Template]:
    """The best template for each predicate and arity: a whole sentence that says it, else its words in some sentence.

    >>> from nesy.languages.fol.parse import parse_formula
    >>> found = templates_of([Source("Ann does not like Bob.", parse_formula("¬Like(ann, bob)"))])
    >>> found["Like", 2].say(["Bob", "Ann"], True)
    'Bob likes Ann'
    """
    sentences: dict[tuple[str, int], list[str]] = {}
    whole: dict[tuple[str, int], list[Template]] = {}
    for source in sources:
        for atom in atoms(source.formula):
            if isinstance(atom, Atom) and atom.predicate not in COMPARISONS:
                sentences.setdefault((atom.predicate, len(atom.arguments)), []).append(source.text)
        found = _whole_sentence(source)
        if found is not None:
            whole.setdefault(found[0], []).append(found[1])
    result: dict[tuple[str, int], Template] = {}
    for key, texts in sentences.items():
        worded = template_from_words(*key, texts)
        template = _best(whole.get(key, []), worded)
        if template is not None:
            result[key] = template
    return result


def _best(whole: Sequence[Template], worded: Template | None) -> Template | None:
    """The shortest whole sentence that begins with its subject, else the worded one, else any whole sentence."""
    ranked = sorted(whole, key=_length)
    direct = [t for t in ranked if t.starts_with_subject]
    both = [t for t in direct if t.affirmed and t.denied]
    return next(iter([*both, *([worded] if worded else []), *direct, *ranked]), None)


def _length(template: Template) -> int:
    parts: Parts = template.affirmed or template.denied or ()
    return sum(len(p) for p in parts if isinstance(p, str))


def _whole_sentence(source: Source) -> tuple[tuple[str, int], Template] | None:
    """The template of a sentence that says one ground literal."""
    formula, sign = source.formula, True
    if isinstance(formula, Not):
        formula, sign = formula.operand, False
    text = clean(source.text).rstrip(".!")
    if not isinstance(formula, Atom) or text.endswith("?") or formula.predicate in COMPARISONS:
        return None
    parts = _cut(text, formula.arguments)
    if parts is None:
        return None
    template = from_sentence(parts, sign, formula.predicate)
    return None if template is None else ((formula.predicate, len(formula.arguments)), template)


def _cut(text: str, arguments: Sequence[Term]) -> Parts | None:
    """The sentence with each argument, mentioned just once, taken out."""
    places: list[tuple[int, int, int]] = []
    for number, term in enumerate(arguments):
        found = mentions_of(term.name, text) if isinstance(term, Constant) else ()
        if len(found) != 1:
            return None
        places.append((found[0].start, found[0].end, number))
    places.sort()
    parts: list[str | int] = []
    end = 0
    for start, stop, number in places:
        if start < end:
            return None
        parts += [text[end:start], number]
        end = stop
    parts.append(text[end:])
    kept = tuple(p for p in parts if p != "")
    return kept if any(isinstance(p, str) and p.strip() for p in kept) else None
