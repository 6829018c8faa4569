"""The strata of derived predicates: what is negated is settled before it is used (PDDL 2.2)."""

from __future__ import annotations

from collections.abc import Iterator

from nesy.errors import PlanningError
from nesy.languages.pddl.syntax import And, Atom, Domain, Formula, Imply, Not, Or, Preference, Quantified


def dependencies(domain: Domain) -> dict[str, dict[str, bool]]:
    """For each derived predicate, the predicates in the bodies of its axioms, and whether some occurrence is negated.

    >>> from nesy.languages.pddl.read import read_domain
    >>> text = "(define (domain d) (:predicates (p) (q)) (:derived (q) (not (p))))"
    >>> dependencies(read_domain(text))
    {'q': {'p': True}}
    """
    found: dict[str, dict[str, bool]] = {}
    for axiom in domain.axioms:
        used = found.setdefault(axiom.head.name, {})
        for predicate, positive in _signed_predicates(axiom.body, True):
            used[predicate] = used.get(predicate, False) or not positive
    return found


def levels(domain: Domain) -> dict[str, int]:
    """The stratum of each derived predicate.

    Raises:
        PlanningError: if one depends on its own negation.

    >>> from nesy.languages.pddl.read import read_domain
    >>> text = "(define (domain d) (:predicates (p) (q) (r)) (:derived (q) (p)) (:derived (r) (not (q))))"
    >>> levels(read_domain(text))
    {'q': 0, 'r': 1}
    """
    uses = dependencies(domain)
    level = dict.fromkeys(uses, 0)
    changed = True
    while changed:
        changed = False
        for name, used in uses.items():
            least = max((level[p] + negated for p, negated in used.items() if p in level), default=0)
            if least > level[name]:
                level[name], changed = least, True
            if least > len(level):
                raise _unstratified(domain, name)
    return level


def _unstratified(domain: Domain, name: str) -> PlanningError:
    head = next(axiom.head for axiom in domain.axioms if axiom.head.name == name)
    message = f"the derived predicate {name} depends on its own negation"
    hint = "what an axiom negates must be settled without the predicate that it defines"
    return PlanningError(message, source=domain.source, span=head.span, hint=hint)


def _signed_predicates(formula: Formula, positive: bool) -> Iterator[tuple[str, bool]]:
    match formula:
        case Atom(predicate):
            yield predicate, positive
        case Not(body):
            yield from _signed_predicates(body, not positive)
        case Imply(antecedent, consequent):
            yield from _signed_predicates(antecedent, not positive)
            yield from _signed_predicates(consequent, positive)
        case And(operands) | Or(operands):
            for operand in operands:
                yield from _signed_predicates(operand, positive)
        case Quantified(_, _, body) | Preference(_, body):
            yield from _signed_predicates(body, positive)
        case _:
            return
