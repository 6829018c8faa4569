"""Tells a proof in English, one sentence a step that matters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from nesy.languages.fol.syntax import FALSE, Term
from nesy.languages.fol.theory import Statement
from nesy.languages.fol.walk import atoms, conjuncts
from nesy.proofs.kernel import instantiate
from nesy.proofs.proof import Proof, Rule
from nesy.proofs.render.fold import Fold, fold, gathers
from nesy.proofs.render.reading import Claim, Reading, Role, Sentence, label_of
from nesy.proofs.render.wording import Wording
from nesy.proofs.render.words import clean, listed

CLOSED_WORLD: Final = "closed world"
"""How the premises are named that a closed world assumes."""
LONG: Final = 160
"""Characters of a user's sentence from which on a part of it is said rather than the whole quoted."""


def read_proof(proof: Proof, statements: Sequence[Statement] = ()) -> Reading:
    """The explanation of a proof.

    Args:
        proof: what is explained.
        statements: the theory's premises and conclusion, with the user's sentences.

    >>> from nesy.languages.fol.parse import parse_formula
    >>> from nesy.languages.fol.syntax import Constant
    >>> from nesy.proofs.proof import Step
    >>> rule, dog, mammal = map(parse_formula, ("∀x (Dog(x) → Mammal(x))", "Dog(rex)", "Mammal(rex)"))
    >>> steps = (Step(dog, Rule.PREMISE, source="1"), Step(rule, Rule.PREMISE, source="2"))
    >>> last = Step(mammal, Rule.INFERENCE, (1, 0), terms=((Constant("rex"),), ()))
    >>> proof = Proof((("1", dog), ("2", rule)), mammal, (*steps, last))
    >>> print(read_proof(proof, (Statement(dog, "1", "Rex is a dog."), Statement(rule, "2", "All dogs are mammals."))))
    a. Rex is a mammal, because all dogs are mammals (2) and Rex is a dog (1).
    >>> print(read_proof(proof))
    a. Mammal(rex), because for every x, if Dog(x) then Mammal(x) (2) and Dog(rex) (1).
    """
    return _Teller(proof, statements).tell()


@dataclass(slots=True)
class _Told:
    """What is being put together for one sentence."""

    claims: list[Claim] = field(default_factory=list)
    steps: set[int] = field(default_factory=set)
    premises: list[str] = field(default_factory=list)
    uses: list[str] = field(default_factory=list)


class _Teller:
    def __init__(self, proof: Proof, statements: Sequence[Statement]) -> None:
        self._proof = proof
        self._folded = fold(proof)
        self._wording = Wording(proof, statements)
        self._book = self._wording.book
        self._labels: dict[int, str] = {}
        self._scopes: list[int | str] = []

    def tell(self) -> Reading:
        sentences: list[Sentence] = []
        introduced: set[str] = set()
        for index in self._folded.order:
            for constant in sorted(self._folded.arbitrary[index] - introduced):
                introduced.add(constant)
                sentences.append(self._let(constant))
            self._labels[index] = label_of(len(self._labels))
            sentences.append(self._sentence(index))
        used = self._proof.used
        return Reading(self._proof, tuple(sentences), tuple((name, self._wording.quote(name)) for name in used))

    def _let(self, constant: str) -> Sentence:
        index = next(i for i, s in enumerate(self._proof.steps) if s.rule is Rule.UNIVERSAL and s.constant == constant)
        text = f"Let {self._book.name(constant).text} be anything at all."
        self._scopes.append(constant)
        return Sentence("", text, Role.LET, index, (index,), (), (), len(self._scopes) - 1, ())

    def _depth(self, index: int) -> int:
        """How deep a sentence stands; those that open or close a scope stand outside it."""
        step = self._proof.steps[index]
        closed = {a for a in step.discharged if self._folded.closing.get(a) == index} | {step.constant}
        closed.update(self._cases(index))
        self._scopes = [s for s in self._scopes if s not in closed]
        depth = len(self._scopes)
        if step.rule is Rule.ASSUMPTION:
            self._scopes.append(index)
        return depth

    def _sentence(self, index: int) -> Sentence:
        step, told = self._proof.steps[index], _Told(steps={index})
        match step.rule:
            case Rule.PREMISE:
                role, text = Role.CONCLUDE, self._as_stated(index, told)
            case Rule.ASSUMPTION:
                role, text = Role.SUPPOSE, f"{self._case(index)}suppose that {self._claim(index, told)}"
            case Rule.WITNESS:
                role, text = Role.NAME, self._named(index, told)
            case Rule.CONTRADICTION | Rule.CONDITIONAL | Rule.CASES:
                role, text = Role.DISCHARGE, self._discharged(index, told)
            case Rule.UNIVERSAL:
                role, text = Role.DISCHARGE, self._generalised(index, told)
            case _ if step.conclusion == FALSE:
                role, text = Role.CLASH, self._clash(index, told)
            case _:
                role, text = Role.CONCLUDE, self._concluded(index, told)
        return Sentence(
            self._labels[index],
            self._book.opened(text) + ".",
            role,
            index,
            tuple(sorted(told.steps)),
            tuple(dict.fromkeys(told.premises)),
            tuple(dict.fromkeys(told.uses)),
            self._depth(index),
            tuple(told.claims),
        )

    def _cases(self, index: int) -> tuple[int, ...]:
        """The assumptions of the case split that an assumption belongs to; none if it belongs to none."""
        closing = self._proof.steps[self._folded.closing[index]] if index in self._folded.closing else None
        return closing.discharged if closing is not None and closing.rule is Rule.CASES else ()

    def _case(self, index: int) -> str:
        cases = self._cases(index)
        if not cases:
            return ""
        return "first case: " if all(c not in self._labels or c == index for c in cases) else "next case: "

    def _as_stated(self, index: int, told: _Told) -> str:
        name = self._proof.steps[index].source
        told.premises.append(name)
        text = self._wording.quote(name)
        told.claims.append(Claim(text, index, name))
        return f"{text}, as stated {_reference(name)}"

    def _concluded(self, index: int, told: _Told) -> str:
        step = self._proof.steps[index]
        conclusion = self._claim(index, told)
        if not step.parents:
            return f"{conclusion}, {_GIVEN[step.rule]}"
        if [self._proof.steps[p].conclusion for p in step.parents] == [FALSE]:
            label = self._cite(step.parents[0], told)
            return f"{conclusion}, because anything follows from a contradiction {label}"
        if gathers(self._proof, step) and not self._wording.is_stated(step.conclusion):
            return f"{conclusion}, by {listed(list(dict.fromkeys(self._cite(p, told) for p in step.parents)))}"
        reasons = self._reasons(index, told)
        if len(reasons) == 1 and told.claims[-1].text == conclusion:
            return reasons[0]
        return f"{conclusion}, because {listed(reasons)}"

    def _clash(self, index: int, told: _Told) -> str:
        reasons = self._reasons(index, told)
        opening = "this is a contradiction" if self._folded.open[index] else "the premises contradict each other"
        last = f", but {reasons[-1]}" if len(reasons) > 1 else ""
        return f"{opening}: {listed(reasons[:-1] or reasons)}{last}"

    def _discharged(self, index: int, told: _Told) -> str:
        step = self._proof.steps[index]
        conclusion = self._claim(index, told)
        why = self._folded.folds[step.discharged[0]]
        if why is Fold.INDIRECT:
            reasons = self._reasons(step.parents[0], told)
            told.steps.update((step.parents[0], step.discharged[0]))
            return f"{conclusion}, because {listed(reasons) if reasons else 'its opposite contradicts itself'}"
        if why is Fold.IDLE:
            told.steps.add(step.discharged[0])
            return f"{conclusion}, because in any case {self._reason(step.parents[0], told)}"
        for assumption in step.discharged:
            told.uses.append(self._labels[assumption])
        supposed = [f"({self._labels[a]})" for a in step.discharged]
        if step.rule is Rule.CONTRADICTION:
            end = self._cite(step.parents[0], told)
            return f"therefore {conclusion}, because supposing the opposite {supposed[0]} led to a contradiction {end}"
        if step.rule is Rule.CONDITIONAL:
            end = self._cite(step.parents[0], told)
            return f"therefore {conclusion}, because supposing the one {supposed[0]} gave the other {end}"
        first = self._reason(step.parents[0], told)
        ends = [self._cite(p, told) for p in step.parents[1:]]
        return f"therefore {conclusion}, because {first}, and it follows in each case, {listed(ends)}"

    def _generalised(self, index: int, told: _Told) -> str:
        step = self._proof.steps[index]
        conclusion = self._claim(index, told)
        end = self._cite(step.parents[0], told)
        return f"therefore {conclusion}, because {self._book.name(step.constant).text} in {end} may be anything"

    def _named(self, index: int, told: _Told) -> str:
        step = self._proof.steps[index]
        names = [step.constant]
        while self._folded.folds[step.parents[0]] is Fold.NAMED:
            told.steps.add(step.parents[0])
            step = self._proof.steps[step.parents[0]]
            names.append(step.constant)
        reason = self._reason(step.parents[0], told)
        called = listed([self._book.name(n).text for n in reversed(names)])
        ones = "such a one" if len(names) == 1 else "such ones"
        return f"{reason}; call {ones} {called}, so that {self._claim(index, told)}"

    def _claim(self, index: int, told: _Told) -> str:
        """What a step concludes, in the user's words where the user said it."""
        text = self._wording.words(self._proof.steps[index].conclusion)
        told.claims.append(Claim(text, index))
        return text

    def _reasons(self, index: int, told: _Told) -> list[str]:
        """What a step rests on, the most general reason first, the others in its order."""
        folds = self._folded.folds
        parents = [p for p in self._sorted_parents(index, told) if folds[self._root(p)] is not Fold.INDIRECT]
        return list(dict.fromkeys(self._reason(p, told) for p in parents))

    def _root(self, index: int) -> int:
        """The step that a folded one was folded into."""
        while self._folded.folds[index] in (Fold.SAME, Fold.INSTANCE):
            index = self._proof.steps[index].parents[0]
        return index

    def _parents(self, index: int, told: _Told) -> Iterator[tuple[int, tuple[Term, ...]]]:
        """What a step rests on, with the terms of each; what was only gathered for it is taken apart."""
        step = self._proof.steps[index]
        for number, parent in enumerate(step.parents):
            if self._folded.folds[parent] is Fold.GATHERED:
                told.steps.add(parent)
                yield from self._parents(parent, told)
            else:
                has_terms = step.rule is Rule.INFERENCE and number < len(step.terms)
                yield parent, step.terms[number] if has_terms else ()

    def _sorted_parents(self, index: int, told: _Told) -> list[int]:
        given = dict(self._parents(index, told))
        sizes = {p: sum(1 for _ in atoms(self._proof.steps[p].conclusion)) for p in given}
        main = max(given, key=lambda p: (bool(given[p]), sizes[p], -p))
        instance = instantiate(self._proof.steps[main].conclusion, given[main])
        places = {str(atom): n for n, atom in reversed(list(enumerate(atoms(instance))))} if instance else {}

        def place(parent: int) -> tuple[int, int]:
            first = next(atoms(self._proof.steps[parent].conclusion), None)
            return places.get(str(first), len(places)), parent

        return [main, *sorted((p for p in given if p != main), key=place)]

    def _reason(self, parent: int, told: _Told) -> str:
        """A parent's clause with its reference."""
        spoken, root = self._spoken(parent, told)
        step = self._proof.steps[root]
        why = self._folded.folds[root]
        if why is Fold.GIVEN:
            text, reference = self._wording.words(self._proof.steps[spoken].conclusion), _GIVEN[step.rule]
            told.claims.append(Claim(text, spoken))
            return f"{text}, {reference}"
        if why is Fold.PREMISE:
            return self._premise_reason(spoken, root, told)
        label = self._labels[root]
        told.uses.append(label)
        text = self._wording.words(self._proof.steps[spoken].conclusion)
        told.claims.append(Claim(text, spoken, label))
        return f"{text} ({label})"

    def _premise_reason(self, spoken: int, root: int, told: _Told) -> str:
        name = self._proof.steps[root].source
        told.premises.append(name)
        if name.startswith(CLOSED_WORLD):
            text = self._wording.words(self._proof.steps[root].conclusion)
            told.claims.append(Claim(text, root, name))
            return f"{text} (nothing shows otherwise)"
        text = self._wording.quote(name)
        if spoken != root:
            phrase = self._book.say(self._proof.steps[spoken].conclusion)
            if not self._wording.has_sentence(name) or (
                phrase.plain and (len(text) > LONG or _is_part(self._proof, spoken, root))
            ):
                root, text = spoken, phrase.text
        told.claims.append(Claim(text, root, name))
        return f"{text} {_reference(name)}"

    def _spoken(self, parent: int, told: _Told) -> tuple[int, int]:
        """The step whose formula is said for a parent, and the step that is referred to."""
        steps, folds = self._proof.steps, self._folded.folds
        root = spoken = parent
        told.steps.add(root)
        while folds[root] in (Fold.SAME, Fold.INSTANCE):
            if folds[root] is Fold.INSTANCE:
                spoken = steps[root].parents[0]
            root = steps[root].parents[0]
            told.steps.add(root)
        if folds[root] is None:
            told.steps.discard(root)
        return spoken, root

    def _cite(self, parent: int, told: _Told) -> str:
        """The reference of a parent alone."""
        _, root = self._spoken(parent, told)
        step = self._proof.steps[root]
        if step.rule is Rule.PREMISE:
            told.premises.append(step.source)
            return _reference(step.source)
        if self._folded.folds[root] is Fold.GIVEN:
            return f"({_GIVEN[step.rule]})"
        told.uses.append(self._labels[root])
        return f"({self._labels[root]})"


_GIVEN: Final = {
    Rule.ORDER: "by the laws of order",
    Rule.SORT: "since a kind that is spoken of is not empty",
    Rule.EQUALITY: "since everything is itself",
}


def _is_part(proof: Proof, spoken: int, root: int) -> bool:
    """Whether a step says one part of the premise that it was folded into."""
    return proof.steps[spoken].conclusion in conjuncts(proof.steps[root].conclusion)


def _reference(name: str) -> str:
    """The reference to a premise.

    >>> _reference("3"), _reference("presupposed 1")
    ('(3)', '(presupposed)')
    """
    return "(presupposed)" if re.fullmatch(r"presupposed \d+", name) else f"({clean(name)})"
