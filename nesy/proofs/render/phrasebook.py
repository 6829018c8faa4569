"""Phrasebook: says formulas in English with the words of the user's own sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from nesy.languages.fol.syntax import (
    And,
    Apply,
    Atom,
    Constant,
    Equals,
    Exists,
    Forall,
    Formula,
    Iff,
    Implies,
    Not,
    Or,
    Term,
    Truth,
    Variable,
    Xor,
)
from nesy.languages.fol.walk import atoms, conjuncts, strip_foralls, terms_of
from nesy.proofs.render.mentions import Named, Source, names_of, proper_words
from nesy.proofs.render.template import Template
from nesy.proofs.render.templates import templates_of
from nesy.proofs.render.words import clean, listed, tokens_of, word_set

_COMPARED: Final[Mapping[str, str]] = {
    "<": "less than",
    "<=": "at most",
    ">": "more than",
    ">=": "at least",
}
_ALWAYS_LOWER: Final = word_set(
    "a an the all every each any some no if when whenever everyone everything someone something anyone anything nobody"
    " nothing there it they he she this that these those on in at not neither either both people things"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A formula said in words."""

    text: str
    plain: bool
    """False if some part of it had to be given as a formula."""


class Phrasebook:
    """The names and templates that a problem's sentences give, and what is said with them.

    >>> from nesy.languages.fol.parse import parse_formula
    >>> sentence = Source("The bear likes Ann.", parse_formula("Like(bear, ann)"))
    >>> Phrasebook([sentence]).say(parse_formula("¬Like(ann, bear)")).text
    'Ann does not like the bear'
    """

    __slots__ = ("_bare", "_names", "_proper", "_templates")

    def __init__(self, sources: Sequence[Source], others: Iterable[str] = ()) -> None:
        self._names = names_of(sources, others)
        self._bare = frozenset(n.text for n in self._names.values() if n.is_bare)
        self._proper = proper_words(self._names, sources)
        self._templates = templates_of(sources)

    def name(self, constant: str) -> Named:
        """What a constant is called."""
        return self._names.get(constant) or Named(clean(constant))

    def opened(self, text: str) -> str:
        """A text as it begins a sentence: with a capital, unless it begins with a name that has none.

        >>> Phrasebook([]).opened("all dogs bark"), Phrasebook([], ["c1"]).opened("c1 barks")
        ('All dogs bark', 'c1 barks')
        """
        first = text.partition(" ")[0]
        return text if "(" in first or first in self._bare else text[:1].upper() + text[1:]

    def inside(self, sentence: str) -> str:
        """A sentence as it stands inside another one: no full stop, no capital that is not a name's.

        >>> Phrasebook([]).inside("All dogs are mammals.")
        'all dogs are mammals'
        """
        text = clean(sentence).rstrip(".!").strip()
        words = tokens_of(text)
        if not words or words[0].start:
            return text
        first = words[0].text
        second = words[1].text if len(words) > 1 else ""
        if first.lower() not in _ALWAYS_LOWER and (
            first in self._proper or first[1:] != first[1:].lower() or second[:1].isupper()
        ):
            return text
        return text[:1].lower() + text[1:]

    def say(self, formula: Formula) -> Phrase:
        """A formula in words, by its own structure and nothing else."""
        return Phrase(self._say(formula), all(self._has_words(atom) for atom in atoms(formula)))

    def _say(self, formula: Formula) -> str:
        match formula:
            case Atom() | Equals():
                return self._literal(formula, True)
            case Not(Atom() | Equals() as atom):
                return self._literal(atom, False)
            case Truth(value):
                return "a truth" if value else "a contradiction"
            case And(operands):
                return self._row(operands, "and")
            case Or(operands):
                return self._row(operands, "or")
            case Not(Forall() | Exists() as operand):
                return self._of_something(operand, "nothing") or f"it is not true that {self._say(operand)}"
            case Not(operand):
                return f"it is not true that {self._say(operand)}"
            case Xor(left, right):
                return self._row((left, right), "or", "either ") + ", but not both"
            case Implies(left, right):
                return f"if {self._say(left)} then {self._say(right)}"
            case Iff(left, right):
                return f"{self._say(left)} if and only if {self._say(right)}"
            case Exists():
                return self._of_something(formula, "something") or self._in_general(formula)
            case Forall():
                return self._of_everything(formula) or self._in_general(formula)

    def _row(self, operands: Sequence[Formula], word: str, opening: str = "") -> str:
        """The operands in a row; a subject that they share is said once."""
        texts = [self._say(o) for o in operands]
        subject = self._shared_subject(operands)
        if subject is None:
            return opening + listed(texts, word)
        verbs = [t.removeprefix(subject) for t in texts]
        if all(v.startswith(" is ") and not v.startswith(" is not ") for v in verbs) and _alike(verbs):
            subject, verbs = f"{subject} is", [v.removeprefix(" is") for v in verbs]
        return f"{subject} {opening}{listed([v.strip() for v in verbs], word)}"

    def _shared_subject(self, operands: Sequence[Formula]) -> str | None:
        """The words for the first argument if each operand is a literal that says its verb of the same one."""
        found = {self._subject(operand) for operand in operands}
        subject = found.pop() if len(found) == 1 else None
        return self._term(subject) if subject is not None else None

    def _subject(self, formula: Formula) -> Term | None:
        """The first argument of a literal whose sentence begins with it."""
        atom = formula.operand if isinstance(formula, Not) else formula
        template = self._template(atom)
        if not isinstance(atom, Atom) or not atom.arguments or template is None or not template.starts_with_subject:
            return None
        says = template.affirmed if atom is formula else template.denied
        return atom.arguments[0] if says is not None else None

    def _of_something(self, formula: Forall | Exists, subject: str) -> str | None:
        """``something is a dog and is big``; None if the body is not said of its variable alone."""
        if not isinstance(formula, Exists) or formula.sort is not None:
            return None
        if not self._said_of(formula.variable, conjuncts(formula.body)):
            return None
        return self._with_subject(formula.variable, formula.body, subject)

    def _of_everything(self, formula: Forall) -> str | None:
        variable, body = formula.variable, formula.body
        if formula.sort is not None:
            return None
        match body:
            case Not(Atom() as atom) if self._said_of(variable, (atom,)):
                return self._with_subject(variable, atom, "nothing")
            case Atom() if self._said_of(variable, (body,)):
                return self._with_subject(variable, body, "everything")
            case Implies(left, right) if self._said_of(variable, (*conjuncts(left), *conjuncts(right))):
                condition = self._with_subject(variable, left, "everything that")
                return condition + self._with_subject(variable, right, "")
        return None

    def _in_general(self, formula: Forall | Exists) -> str:
        variable, sort = formula.variable, formula.sort
        kind = f" in {clean(sort)}" if sort is not None else ""
        if isinstance(formula, Exists):
            return f"there is some {variable}{kind} such that {self._say(formula.body)}"
        variables, body = strip_foralls(formula)
        if variables:
            return f"for every {listed([str(v) for v in variables])}, {self._say(body)}"
        return f"for every {variable}{kind}, {self._say(formula.body)}"

    def _said_of(self, variable: Variable, parts: Sequence[Formula]) -> bool:
        """Whether each part is a literal of the variable as subject, and speaks of it nowhere else."""
        for part in parts:
            atom = part.operand if isinstance(part, Not) else part
            if self._subject(part) != variable or not isinstance(atom, Atom) or variable in atom.arguments[1:]:
                return False
        return True

    def _with_subject(self, variable: Variable, formula: Formula, subject: str) -> str:
        return subject + self._say(formula).removeprefix(str(variable))

    def _literal(self, atom: Atom | Equals, sign: bool) -> str:
        if not self._has_words(atom):
            return ("" if sign else "¬") + _raw(atom)
        if isinstance(atom, Equals):
            return f"{self._term(atom.left)} is {'' if sign else 'not '}{self._term(atom.right)}"
        shown = [self._term(a) for a in atom.arguments]
        if atom.predicate in _COMPARED:
            return f"{shown[0]} is {'' if sign else 'not '}{_COMPARED[atom.predicate]} {shown[1]}"
        template = self._templates[atom.predicate, len(atom.arguments)]
        plural = bool(atom.arguments) and self._is_plural(atom.arguments[0])
        said = template.say(shown, sign, plural=plural)
        return said or f"it is not true that {template.say(shown, not sign, plural=plural)}"

    def _has_words(self, atom: Formula) -> bool:
        """Whether an atom can be said without being written as a formula."""
        if any(isinstance(t, Apply) for t in terms_of(atom)):
            return False
        compared = isinstance(atom, Atom) and atom.predicate in _COMPARED
        return isinstance(atom, Equals) or compared or self._template(atom) is not None

    def _template(self, atom: Formula) -> Template | None:
        return self._templates.get((atom.predicate, len(atom.arguments))) if isinstance(atom, Atom) else None

    def _is_plural(self, term: Term) -> bool:
        return isinstance(term, Constant) and self.name(term.name).is_plural

    def _term(self, term: Term) -> str:
        return self.name(term.name).text if isinstance(term, Constant) else str(term)


def _alike(complements: Sequence[str]) -> bool:
    """Whether all of several ``is …`` have an article, or none has."""
    return len({c.split(" ")[2] in ("a", "an", "the") for c in complements}) == 1


def _raw(atom: Atom | Equals) -> str:
    """An atom as a formula, whose names need no quotes, as nobody parses it."""
    if isinstance(atom, Equals):
        return clean(f"({atom})")
    shown = ", ".join(t.name if isinstance(t, Constant) else str(t) for t in atom.arguments)
    return clean(f"{atom.predicate}({shown})" if shown else atom.predicate)
