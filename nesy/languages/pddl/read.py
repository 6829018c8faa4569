"""Reads domains, problems and plans."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nesy.errors import ParseError
from nesy.languages.pddl.read_formula import FormulaReader
from nesy.languages.pddl.sexp import Group, Sexp, Word, read_sexps
from nesy.languages.pddl.syntax import (
    OBJECT,
    Action,
    And,
    Atom,
    Axiom,
    Both,
    Domain,
    Effect,
    Fluent,
    Formula,
    Metric,
    PlanStep,
    Problem,
    Signature,
)
from nesy.spans import Span

_ONCE = frozenset(
    {":requirements", ":types", ":constants", ":predicates", ":functions", ":domain", ":objects", ":init", ":goal"}
    | {":metric"}
)
"""The sections that a text has once at most."""
_BEYOND = {
    ":durative-action": ":durative-actions",
    ":constraints": ":constraints",
    ":process": ":processes",
    ":event": ":events",
}


def read_domain(text: str) -> Domain:
    """The domain of a text.

    Raises:
        ParseError: where it is no domain.
        InputTooLarge: beyond the limits of :mod:`nesy.languages.pddl.sexp`.

    >>> text = "(define (domain d) (:predicates (p ?x)) (:action a :parameters (?x) :effect (p ?x)))"
    >>> read_domain(text).actions[0].name
    'a'
    """
    sections = _sections(text, "domain")
    reader = FormulaReader(text, _function_names(sections))
    domain = _DomainReader(reader)
    for section in sections[1:]:
        domain.section(section)
    return domain.finished(_title(reader, sections[0], "domain"))


def read_problem(text: str) -> Problem:
    """The problem of a text.

    Raises:
        ParseError: where it is no problem.
        InputTooLarge: beyond the limits of :mod:`nesy.languages.pddl.sexp`.

    >>> read_problem("(define (problem p) (:domain d) (:objects a) (:init (q a)) (:goal (q a)))").initial[0].arguments
    ('a',)
    """
    sections = _sections(text, "problem")
    reader = FormulaReader(text)
    problem = _ProblemReader(reader)
    for section in sections[1:]:
        problem.section(section)
    return problem.finished(_title(reader, sections[0], "problem"))


def read_plan(text: str) -> tuple[PlanStep, ...]:
    """The steps of a plan: actions in parentheses; times (``0.1:``), durations (``[1]``) and comments are left out.

    Raises:
        ParseError: at what is no action.

    >>> [str(step) for step in read_plan("0: (pick-up a) [1]\\n(stack A b) ; cost = 2")]
    ['(pick-up a)', '(stack a b)']
    """
    steps = []
    for sexp in read_sexps(text):
        if isinstance(sexp, Word):
            if sexp.rstrip(":").replace(".", "", 1).isdigit() or (sexp.startswith("[") and sexp.endswith("]")):
                continue
            message = f"{sexp!s} is no action"
            raise ParseError(message, source=text, span=sexp.span, hint="write actions in parentheses: (stack a b)")
        if not sexp or not all(isinstance(part, Word) for part in sexp):
            raise ParseError("an action is a name with its arguments", source=text, span=sexp.span)
        steps.append(PlanStep(str(sexp[0]), tuple(str(p) for p in sexp[1:]), sexp.span))
    return tuple(steps)


def _sections(text: str, kind: str) -> list[Group]:
    """The parts of ``(define (kind name) ...)``, the title first."""
    found = read_sexps(text)
    whole = Span(0, min(len(text), 1))
    if len(found) != 1 or not isinstance(found[0], Group) or found[0].head != "define":
        at = found[1].span if len(found) > 1 else found[0].span if found else whole
        raise ParseError(f"this is no {kind}", source=text, span=at, hint=f"write (define ({kind} name) ...)")
    sections = found[0][1:]
    for section in sections:
        if not isinstance(section, Group) or not section.head:
            message = "a section stands in parentheses and begins with its name"
            raise ParseError(message, source=text, span=section.span)
    groups = [s for s in sections if isinstance(s, Group)]
    seen = set[str]()
    for group in groups:
        if group.head in seen and group.head in _ONCE:
            message = f"a second section ({group.head} ...)"
            raise ParseError(message, source=text, span=group.span, hint="put all in one section")
        seen.add(group.head)
    if not groups or groups[0].head != kind or len(groups[0]) != 2:
        at = groups[0].span if groups else found[0].span
        raise ParseError(f"({kind} name) is missing", source=text, span=at, hint=f"write (define ({kind} name) ...)")
    return groups


def _title(reader: FormulaReader, section: Group, kind: str) -> str:
    return str(reader.word(section[1], f"the {kind}'s name"))


def _function_names(sections: list[Group]) -> frozenset[str]:
    found = [s for s in sections if s.head == ":functions"]
    return frozenset(str(g.head) for s in found for g in s[1:] if isinstance(g, Group))


class _DomainReader:
    """Collects the sections of a domain."""

    def __init__(self, reader: FormulaReader) -> None:
        self.reader = reader
        self.fields: dict[str, Any] = {"types": {}}
        self.actions: list[Action] = []
        self.axioms: list[Axiom] = []
        self.beyond: list[str] = []

    def section(self, section: Group) -> None:
        """Read one section."""
        reader, rest = self.reader, section[1:]
        match section.head:
            case ":requirements":
                self.fields["requirements"] = frozenset(str(reader.word(r, "a requirement")) for r in rest)
            case ":types":
                self._types(rest)
            case ":constants":
                self.fields["constants"] = reader.typed(rest)
            case ":predicates":
                self.fields["predicates"] = tuple(_signature(reader, p, "a predicate") for p in rest)
            case ":functions":
                self.fields["functions"] = _functions(reader, rest)
            case ":action":
                self.actions.append(_action(reader, section))
            case ":derived":
                reader.count_parts(section, 2)
                self.axioms.append(Axiom(_signature(reader, rest[0], "a predicate"), reader.formula(rest[1])))
            case head if head in _BEYOND:
                self.beyond.append(_BEYOND[head])
            case head:
                raise reader.error(f"{head} is no section of a domain", section, "see docs/planning.md")

    def finished(self, name: str) -> Domain:
        """The domain."""
        return Domain(
            name,
            actions=tuple(self.actions),
            axioms=tuple(self.axioms),
            beyond=tuple(dict.fromkeys(self.beyond)),
            source=self.reader.source,
            **self.fields,
        )

    def _types(self, items: list[Sexp]) -> None:
        types: dict[str, tuple[str, ...]] = {}
        for typed in self.reader.typed(items):
            if typed.name != OBJECT:
                types[typed.name] = tuple(dict.fromkeys((*types.get(typed.name, ()), *typed.types)))
        self.fields["types"] = types


class _ProblemReader:
    """Collects the sections of a problem."""

    def __init__(self, reader: FormulaReader) -> None:
        self.reader = reader
        self.fields: dict[str, Any] = {}
        self.beyond: list[str] = []

    def section(self, section: Group) -> None:
        """Read one section."""
        reader, rest = self.reader, section[1:]
        match section.head:
            case ":domain":
                self.fields["domain"] = str(reader.word(reader.only_part(section), "the domain's name"))
            case ":requirements":
                self.fields["requirements"] = frozenset(str(reader.word(r, "a requirement")) for r in rest)
            case ":objects":
                self.fields["objects"] = reader.typed(rest)
            case ":init":
                self._initial(rest)
            case ":goal":
                self.fields["goal"] = reader.formula(reader.only_part(section))
            case ":metric":
                self._metric(section)
            case head if head in _BEYOND:
                self.beyond.append(_BEYOND[head])
            case head:
                raise reader.error(f"{head} is no section of a problem", section)

    def finished(self, name: str) -> Problem:
        """The problem."""
        if "goal" not in self.fields:
            end = Span(len(self.reader.source.rstrip()) - 1, len(self.reader.source.rstrip()))
            raise ParseError("the problem has no goal", source=self.reader.source, span=end, hint="write (:goal ...)")
        self.fields.setdefault("domain", "")
        return Problem(name, beyond=tuple(dict.fromkeys(self.beyond)), source=self.reader.source, **self.fields)

    def _initial(self, items: list[Sexp]) -> None:
        atoms: list[Atom] = []
        values: list[tuple[Fluent, float]] = []
        denied: list[Atom] = []
        add = atoms.append
        for item in items:
            group = self.reader.group(item, "a fact")
            head = group.head
            if (
                head == "="
                and len(group) == 3
                and not (isinstance(group[1], Word) and isinstance(group[2], Word) and not group[2][0].isdigit())
            ):
                values.append((self.reader.fluent(group[1]), self.reader.number(group[2])))
            elif head == "at" and len(group) == 3 and isinstance(group[2], Group):
                self.beyond.append(":timed-initial-literals")
            elif head == "not":
                denied.append(self.reader.atom(self.reader.group(self.reader.only_part(group), "an atom")))
            elif head in ("and", "or", "forall", "exists", "imply", "when", "=", ""):
                raise self.reader.error("a fact is a predicate with objects", group, "write facts one by one: (on a b)")
            else:
                add(self.reader.atom(group))
        both = next((a for a in denied if a in set(atoms)), None)
        if both is not None:
            message = f"({' '.join((both.predicate, *both.arguments))}) is said to hold and not to hold"
            raise ParseError(message, source=self.reader.source, span=both.span)
        self.fields["initial"], self.fields["values"] = tuple(atoms), tuple(values)

    def _metric(self, section: Group) -> None:
        self.reader.count_parts(section, 2)
        direction = self.reader.word(section[1], "minimize or maximize")
        if direction not in ("minimize", "maximize"):
            raise self.reader.error("minimize or maximize is needed here", direction)
        self.fields["metric"] = Metric(direction == "minimize", self.reader.expression(section[2]))


def _signature(reader: FormulaReader, sexp: Sexp, what: str) -> Signature:
    group = reader.group(sexp, what)
    if not group:
        raise reader.error(f"{what} has a name", group)
    return Signature(str(reader.word(group[0], what)), reader.typed(group[1:]), group.span)


def _functions(reader: FormulaReader, items: list[Sexp]) -> tuple[Signature, ...]:
    """Numeric functions; their type, ``- number``, may stand behind each."""
    found, i = [], 0
    while i < len(items):
        item = items[i]
        if isinstance(item, Word) and item == "-":
            if i + 1 == len(items) or items[i + 1] != "number":
                raise reader.error("only functions to numbers are known", items[min(i + 1, len(items) - 1)])
            i += 2
            continue
        found.append(_signature(reader, item, "a function"))
        i += 1
    return tuple(found)


def _action(reader: FormulaReader, section: Group) -> Action:
    if len(section) < 2:
        raise reader.error("an action has a name", section)
    name = reader.word(section[1], "the action's name")
    parts: dict[str, Sexp] = {}
    rest = section[2:]
    for key, value in zip(rest[::2], rest[1::2], strict=False):
        word = reader.word(key, "a keyword such as :parameters")
        if word in parts:
            raise reader.error(f"{word!s} stands twice in one action", word)
        parts[str(word)] = value
    if len(rest) % 2:
        raise reader.error(f"{rest[-1]!s} has nothing behind it", rest[-1])
    unknown = next((k for k in rest[::2] if k not in (":parameters", ":precondition", ":effect", ":vars")), None)
    if unknown is not None:
        raise reader.error(
            f"{unknown!s} is no part of an action", unknown, ":parameters, :precondition and :effect are"
        )
    variables = [*_listed(reader, parts.get(":parameters")), *_listed(reader, parts.get(":vars"))]
    formula: Callable[[Sexp], Formula] = reader.formula
    precondition = formula(parts[":precondition"]) if ":precondition" in parts else And()
    effect: Effect = reader.effect(parts[":effect"]) if ":effect" in parts else Both()
    return Action(str(name), reader.typed(variables), precondition, effect, section.span)


def _listed(reader: FormulaReader, sexp: Sexp | None) -> list[Sexp]:
    return [] if sexp is None else list(reader.group(sexp, "a list of variables"))
