"""From the commands of an instruction to a goal over the objects of a scene.

Each command is taken for an effect of an action of the domain. The goal is what holds after the last command, without
the steps that only serve a later one: of "put the cup in the sink and turn the faucet on" the result of turning on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from nesy.translate.planning.commands import Command, Mention, read_commands
from nesy.translate.planning.function_words import INSIDE, ON_TOP
from nesy.translate.planning.knowledge import Concept, Knowledge, knowledge
from nesy.translate.planning.scene import Scene, normal
from nesy.translate.planning.view import in_view
from nesy.translate.planning.vocabulary import Pattern, Schema, Vocabulary

HAND = "hand"
"""The hand of whoever gives the instruction, which is always there."""
UNKNOWN = "unknown"
"""What stands for a thing that is not in the scene."""
_MAX_CHARACTERS = 4000


@dataclass(frozen=True, slots=True)
class GoalReading:
    """What an instruction asks for.

    Args:
        status: ``goal``; ``missing`` if it needs a thing that is not in the scene; ``ambiguous``; or ``unread``.
        atoms: the goal over types of things, with ``unknown`` for what is missing.
        every: the types of which all things are meant; of the others, one.
        missing: the things that are not in the scene, by type.
        candidates: for an ambiguous reading, what the open place may be, or the goals that it may mean.
        assumed: what was filled in because the instruction leaves it open, one clause each.
        ignored: the clauses that ask for nothing.
        reason: why there is no goal.
    """

    status: Literal["goal", "missing", "ambiguous", "unread"]
    atoms: tuple[Pattern, ...] = ()
    every: frozenset[str] = frozenset()
    missing: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    reason: str = ""


@dataclass(slots=True)
class _Step:
    """A command as an effect: the action's schema, the atom that it gives, what its variables stand for.

    ``unfit`` is a thing that the command names and that no place of the action admits.
    """

    command: Command
    concept: Concept
    schema: Schema
    atom: Pattern
    filled: dict[str, str]
    unfit: str = ""

    def ground(self, pattern: Pattern) -> Pattern:
        return (pattern[0], *(self.filled.get(argument, argument) for argument in pattern[1:]))


@dataclass(slots=True)
class _Builder:
    scene: Scene
    domain: Vocabulary
    known: Knowledge
    steps: list[_Step] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)

    @property
    def properties(self) -> frozenset[str]:
        return frozenset(self.known.affordances)


def read_goal(instruction: str, scene: Scene, domain: Vocabulary) -> GoalReading:
    """Read an instruction without a language model.

    Args:
        instruction: plain English.
        scene: the things that are there; if it says where the agent is, those in view count.
        domain: what the domain can express.

    Returns:
        A goal, or why there is none; a thing that is not in the scene is named, never replaced.
    """
    if len(instruction) > _MAX_CHARACTERS:
        return GoalReading("unread", reason=f"it has more than {_MAX_CHARACTERS} characters")
    known, scene = knowledge(), in_view(scene)
    reading = read_commands(instruction, known, frozenset(scene.types))
    if reading.refused or not reading.commands:
        return GoalReading("unread", ignored=reading.ignored, reason=reading.refused or "nothing is asked for")
    if unread := next((clause for clause in reading.ignored if _names_a_thing(clause, scene)), None):
        return GoalReading("unread", ignored=reading.ignored, reason=f"what {unread!r} asks for is not understood")
    builder = _Builder(scene, domain, known)
    for command in reading.commands:
        if strange := next((mention for mention in command.mentions if _is_strange(mention, builder)), None):
            reason = f"{strange.words!r} is no thing of the scene and no thing that is known"
            return GoalReading("unread", ignored=reading.ignored, reason=reason)
        best = _best_steps(command, builder)
        if not best:
            reason = f"the domain has nothing for {command.words!r}"
            return GoalReading("unread", ignored=reading.ignored, reason=reason)
        if len(best) > 1:
            meanings = tuple(f"({' '.join(step.ground(step.atom))})" for step in best)
            reason = f"{command.words!r} may mean {' or '.join(meanings)}"
            return GoalReading("ambiguous", candidates=meanings, ignored=reading.ignored, reason=reason)
        builder.steps.append(best[0])
    return _finish(builder, reading.ignored)


def _names_a_thing(clause: str, scene: Scene) -> bool:
    return any(normal(word) in scene.types for word in clause.split())


def _is_strange(mention: Mention, builder: _Builder) -> bool:
    """Whether it cannot be told that a thing is missing, since its name may be another word for one that is there."""
    there = (HAND, *builder.scene.types, *builder.known.types)
    return any(meant.kind not in there for meant in (mention, *mention.instead))


def _best_steps(command: Command, builder: _Builder) -> list[_Step]:
    """The ways to read a command in which things fit best, one for each atom that they give."""
    ways = list(_possible_steps(command, builder))
    most = max((merit for merit, _ in ways), default=0)
    return list({step.ground(step.atom): step for merit, step in reversed(ways) if merit == most}.values())[::-1]


def _possible_steps(command: Command, builder: _Builder) -> Iterator[tuple[int, _Step]]:
    """Ways to read a command, the likelier predicates first, each with its merit: how well things fit."""
    concept, domain = command.concept, builder.domain
    names = [name for name in concept.predicates if domain.achievers(name)]
    for name in names:
        for schema, atom in domain.achievers(name):
            step = _Step(command, concept, schema, atom, {})
            fit = _fill_named(step, builder)
            yield fit + _serve(step, builder) + _says(name, command), step
    if names:
        return
    called = [schema for schema in domain.schemas if schema.name in concept.actions or schema.name in concept.verbs]
    for schema in called:
        for atom in schema.adds:
            step = _Step(command, concept, schema, atom, {})
            served = _serve(step, builder)
            yield served + _fill_named(step, builder), step
    if not called and concept.name in ("want", "give") and len(domain.final_predicates) == 1:
        final = domain.final_predicates[0]
        meant = next((c for c in builder.known.concepts if final in c.predicates), concept)
        for schema, atom in domain.achievers(final):
            step = _Step(command, meant, schema, atom, {})
            yield _fill_named(step, builder), step


def _says(predicate: str, command: Command) -> int:
    """1 if the command's preposition is the predicate, or of its kind."""
    kinds = ((INSIDE, ("in", "inside")), (ON_TOP, ("on", "ontop", "on-top")))
    return sum(predicate in names and any(word in kind for word in command.prepositions) for kind, names in kinds)


def _serve(step: _Step, builder: _Builder) -> int:
    """Fill variables so that earlier steps give what this one needs; the number of needs that are met so."""
    met = 0
    for need in step.schema.needs:
        for earlier in reversed(builder.steps):
            given = earlier.ground(earlier.atom)
            if given[0] == need[0] and _unify(need, given, step.filled):
                met += 1
                break
    return met


def _unify(need: Pattern, given: Pattern, filled: dict[str, str]) -> bool:
    """Extend ``filled`` so that the need reads as the given atom; variables that the given atom leaves open fit all."""
    new: dict[str, str] = {}
    for wanted, found in zip(need[1:], given[1:], strict=True):
        have = filled.get(wanted, new.get(wanted))
        if found.startswith("?"):
            continue
        if have is not None and have != found:
            return False
        new[wanted] = found
    filled.update(new)
    return bool(new)


def _fill_named(step: _Step, builder: _Builder) -> int:
    """Give the things that the command names to the variables that they fit best; how well they fit altogether."""
    fit = 0
    for mention in step.command.mentions:
        if mention.kind in step.filled.values():
            continue
        ways = [way for meant in (mention, *mention.instead) if (way := _best_place(meant, step, builder)) is not None]
        if not ways:
            break
        quality, variable, kind = next((way for way in ways if way[0] >= 0), ways[0])
        if quality >= 0:
            step.filled[variable] = kind
            fit += quality
        else:
            step.unfit = kind
            fit -= 1
    return fit


def _best_place(mention: Mention, step: _Step, builder: _Builder) -> tuple[int, str, str] | None:
    """How well a thing fits, the variable that it fits best, and its type; None if no variable is left."""
    places = [v for v in dict.fromkeys((*step.atom[1:], *step.schema.parameters)) if v not in step.filled]
    if not places:
        return None
    quality, _, place = max((_suits(mention, v, step, builder), -i, v) for i, v in enumerate(places))
    return quality, place, mention.kind


def _suits(mention: Mention, variable: str, step: _Step, builder: _Builder) -> int:
    """How well a thing fits a variable: what is demanded and there counts; -1 if something demanded is not there."""
    demanded = builder.domain.demands(step.schema, variable, builder.properties)
    if mention.kind not in builder.known.types and mention.kind != HAND:
        return 0
    if not demanded <= builder.known.properties(mention.kind):
        return -1
    return len(demanded)


def _finish(builder: _Builder, ignored: tuple[str, ...]) -> GoalReading:
    final = [step for position, step in enumerate(builder.steps) if not _is_means(position, builder)]
    if unfit := next((step for step in final if step.unfit), None):
        reason = f"{unfit.unfit} cannot be used for what {unfit.command.words!r} asks for"
        return GoalReading("unread", ignored=ignored, reason=reason)
    atoms: list[Pattern] = []
    missing: list[str] = []
    candidates: list[str] = []
    for step in final:
        open_places = [v for v in step.atom[1:] if v.startswith("?") and v not in step.filled]
        for variable in open_places:
            found = _usual(variable, step, builder)
            if len(found) > 1:
                candidates += found
            else:
                step.filled[variable] = found[0] if found else _needed(variable, step)
        atoms.append(step.ground(step.atom))
    if candidates:
        return GoalReading("ambiguous", tuple(atoms), candidates=tuple(candidates), ignored=ignored)
    shown = []
    for atom in atoms:
        absent = [argument for argument in atom[1:] if not _is_there(argument, builder)]
        missing += absent
        shown.append((atom[0], *(UNKNOWN if argument in absent else argument for argument in atom[1:])))
    every = frozenset(m.kind for s in final for m in s.command.mentions if m.every)
    status: Literal["missing", "goal"] = "missing" if missing else "goal"
    return GoalReading(
        status,
        tuple(dict.fromkeys(shown)),
        every,
        tuple(dict.fromkeys(missing)),
        assumed=tuple(builder.assumed),
        ignored=ignored,
    )


def _is_means(position: int, builder: _Builder) -> bool:
    """Whether a later step needs what this one gives, or undoes it."""
    given = builder.steps[position].ground(builder.steps[position].atom)
    for later in builder.steps[position + 1 :]:
        touched = (*later.schema.uses, *later.schema.deletes)
        if any(_matches(later.ground(pattern), given) for pattern in touched):
            return True
    return False


def _matches(pattern: Pattern, atom: Pattern) -> bool:
    return pattern[0] == atom[0] and all(
        a == b or a.startswith("?") or b.startswith("?") for a, b in zip(pattern[1:], atom[1:], strict=True)
    )


def _usual(variable: str, step: _Step, builder: _Builder) -> tuple[str, ...]:
    """What may fill a place that the instruction leaves open: the usual things that are there, or all that would do."""
    demanded = builder.domain.demands(step.schema, variable, builder.properties)
    there = {kind for kind in (*builder.scene.types, HAND) if demanded <= builder.known.properties(kind)}
    theme = step.command.theme.kind if step.command.theme else None
    usual = step.concept.fillers(theme) if variable in step.atom[2:] else ()
    if step.concept.name == "put":
        usual = _recipient(step)
    chosen = tuple(kind for kind in usual if kind in there)
    if len(chosen) == 1:
        builder.assumed.append(f"{chosen[0]} for {step.command.words!r}")
    if usual:
        return chosen
    return tuple(sorted(there - {HAND, *step.filled.values()}))


def _needed(variable: str, step: _Step) -> str:
    """The name of what would fill a place if it were there."""
    theme = step.command.theme.kind if step.command.theme else None
    return next(iter(step.concept.fillers(theme)), variable.lstrip("?"))


def _recipient(step: _Step) -> tuple[str, ...]:
    """Who wants a thing gets it into the hand; who only says to put it somewhere has not said where."""
    return (HAND,) if step.command.concept.name in ("want", "give") else ()


def _is_there(kind: str, builder: _Builder) -> bool:
    return kind == HAND or kind in builder.scene.types


def instances(reading: GoalReading, scene: Scene) -> tuple[tuple[Pattern, ...], Mapping[str, str]]:
    """The goal over the scene's objects: all of a type where all are meant, otherwise the first.

    Args:
        reading: a reading of status ``goal``.
        scene: the scene that it was read for.

    Returns:
        The atoms, and for each type of which the scene has several and one is meant, the object that was taken.
    """
    taken: dict[str, str] = {}
    atoms: list[Pattern] = []
    for atom in reading.atoms:
        rows: list[Pattern] = [atom[:1]]
        for kind in atom[1:]:
            names = [thing.name for thing in scene.of_type(kind)] or [kind]
            if kind not in reading.every:
                if len(names) > 1:
                    taken[kind] = names[0]
                names = names[:1]
            rows = [(*row, name) for row in rows for name in names]
        atoms += rows
    return tuple(atoms), taken
