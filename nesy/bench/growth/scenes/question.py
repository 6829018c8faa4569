"""Questions about scenes: a text, the program of calls that answers it, and the answer."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from nesy.bench.growth.scenes.functions import FUNCTIONS
from nesy.bench.growth.scenes.generate import RELATIONS, VALUES, draw_scene
from nesy.modules.types import Json

MOST_STEPS = 6
"""Functions one above the other in a program, at most: its depth."""
_MOST_SHARE = 0.6
"""How much of the answers to what is asked last may be the same."""
_CHOOSING = ("with_value", "in_both", "in_either")
"""The functions that make objects from objects."""


@dataclass(frozen=True, slots=True)
class Step:
    """A call of a function; an argument is a constant, or the number of an earlier step."""

    function: str
    arguments: tuple[Argument, ...]

    @property
    def refs(self) -> tuple[int, ...]:
        """The earlier steps whose results it takes."""
        return tuple(a.step for a in self.arguments if isinstance(a, Ref))


@dataclass(frozen=True, slots=True)
class Ref:
    """What an earlier step gave."""

    step: int


Argument: TypeAlias = "Ref | str"
Call: TypeAlias = tuple[str, ...]
SCENE = "$scene"
"""The argument that stands for the scene."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question about a scene."""

    kind: str
    text: str
    scene: Json
    program: tuple[Step, ...]
    answer: Json

    @property
    def depth(self) -> int:
        """How many calls stand one above the other."""
        depths: list[int] = []
        for step in self.program:
            depths.append(1 + max((depths[ref] for ref in step.refs), default=0))
        return depths[-1]

    @property
    def last(self) -> Call:
        """What is asked last: the function that gives the answer, and its constants."""
        step = self.program[-1]
        return self.kind, step.function, *(a for a in step.arguments if isinstance(a, str))


def values_of(program: Sequence[Step], scene: Json) -> list[Any]:
    """What every step of a program gives, by the reference functions; None from a step that abstains on."""
    given: list[Any] = []
    for step in program:
        arguments = [given[a.step] if isinstance(a, Ref) else scene if a == SCENE else a for a in step.arguments]
        given.append(None if None in arguments else FUNCTIONS[step.function](*arguments))
    return given


class _Draft:
    """A program in the making; every method adds steps and gives the number of the last."""

    def __init__(self, chance: random.Random, scene: Any) -> None:
        self.chance, self.scene = chance, scene
        self.steps: list[Step] = []

    def add(self, function: str, *arguments: Argument) -> Ref:
        """One more call."""
        self.steps.append(Step(function, arguments))
        return Ref(len(self.steps) - 1)

    def things(self, apart_from: str = "") -> tuple[Ref, str]:
        """Objects with one or two values, and the words for them; nothing is said of one attribute."""
        seen = self.chance.choice(list(self.scene["objects"].values()))
        chosen = self.chance.sample(sorted(VALUES.keys() - {apart_from}), self.chance.randint(1, 2))
        ref, words = self.add("every_object", SCENE), []
        for attribute in sorted(chosen, key=list(VALUES).index):
            value = seen[attribute] if self.chance.random() < 0.7 else self.chance.choice(VALUES[attribute])
            ref = self.add("with_value", SCENE, ref, attribute, value)
            words.append(value)
        noun = "" if "shape" in chosen else " thing"
        return ref, " ".join(words) + noun

    def thing(self, apart_from: str = "") -> tuple[Ref, str]:
        """The only object with some values."""
        ref, words = self.things(apart_from)
        return self.add("only_one", ref), f"the {words}"

    def others(self, apart_from: str = "") -> tuple[Ref, str]:
        """Objects that stand in a relation to one, or that share a value with it, other than of one attribute."""
        if self.chance.random() < 0.6:
            ref, words = self.thing()
            relation = self.chance.choice(RELATIONS)
            return self.add("related", SCENE, ref, relation), f"things {relation} {words}"
        attribute = self.chance.choice(sorted(VALUES.keys() - {apart_from}))
        ref, words = self.thing(attribute)
        return self.add("same_value", SCENE, ref, attribute), f"other things that have the {attribute} of {words}"

    def some(self) -> tuple[Ref, str]:
        """Any description of several objects."""
        kind = self.chance.randrange(4)
        if kind == 0:
            ref, words = self.things()
            return ref, f"{words}s"
        one, first = self.others()
        if kind == 1:
            return one, first
        other, second = self.others() if kind == 2 else self.things()
        second = second if kind == 2 else f"{second}s"
        if self.chance.random() < 0.5:
            return self.add("in_both", one, other), f"{first} that are also {second}"
        return self.add("in_either", one, other), f"things that are either {first} or {second}"


def _exist(draft: _Draft) -> str:
    ref, words = draft.some()
    draft.add("is_any", ref)
    return f"Are there any {words}?"


def _count(draft: _Draft) -> str:
    ref, words = draft.some()
    draft.add("how_many", ref)
    return f"How many {words} are there?"


def _compare(draft: _Draft) -> str:
    one, first = draft.some()
    one = draft.add("how_many", one)
    other, second = draft.some()
    other = draft.add("how_many", other)
    function, word = draft.chance.choice((("is_more", "more"), ("is_less", "fewer"), ("is_equal", "as many")))
    draft.add(function, one, other)
    return f"Are there {word} {first} {'as' if function == 'is_equal' else 'than'} {second}?"


def _query(draft: _Draft) -> str:
    attribute = draft.chance.choice(sorted(VALUES))
    if draft.chance.random() < 0.5:
        ref, words = draft.thing(attribute)
    else:
        several, words = draft.others(attribute)
        ref, words = draft.add("only_one", several), f"the one of the {words}"
    draft.add("value_of", SCENE, ref, attribute)
    return f"What is the {attribute} of {words}?"


def _match(draft: _Draft) -> str:
    attribute = draft.chance.choice(sorted(VALUES))
    one, first = draft.thing(attribute)
    one = draft.add("value_of", SCENE, one, attribute)
    other, second = draft.thing(attribute)
    other = draft.add("value_of", SCENE, other, attribute)
    draft.add("is_equal", one, other)
    return f"Does {first} have the {attribute} of {second}?"


KINDS: Mapping[str, Callable[[_Draft], str]] = MappingProxyType(
    {"exist": _exist, "count": _count, "compare": _compare, "query": _query, "match": _match}
)
"""The kinds of questions."""


def generate_questions(number: int, seed: int) -> list[Question]:
    """Questions of all kinds in turn, the same for the same seed; none is open, and none gives its answer away.

    >>> [question.kind for question in generate_questions(5, seed=1)]
    ['exist', 'count', 'compare', 'query', 'match']
    """
    chance = random.Random(seed)  # noqa: S311 - questions, not secrets
    given: dict[Call, Counter[str]] = defaultdict(Counter)
    found: list[Question] = []
    while len(found) < number:
        question = _draw(list(KINDS)[len(found) % len(KINDS)], chance)
        if question is not None and _balanced(given[question.last], question.answer):
            given[question.last][repr(question.answer)] += 1
            found.append(question)
    return found


def commonest_share(questions: Sequence[Question]) -> float:
    """The share that is right for one who always gives the commonest answer to what is asked last."""
    given: dict[Call, Counter[str]] = defaultdict(Counter)
    for question in questions:
        given[question.last][repr(question.answer)] += 1
    return sum(max(answers.values()) for answers in given.values()) / max(1, len(questions))


def _draw(kind: str, chance: random.Random) -> Question | None:
    """A question, unless it has no answer, is too deep, or filters by what all objects have anyway."""
    scene = draw_scene(chance)
    draft = _Draft(chance, scene)
    text = KINDS[kind](draft)
    program = tuple(draft.steps)
    given = values_of(program, scene)
    question = Question(kind, text, scene, program, given[-1])
    fair = question.answer is not None and question.depth <= MOST_STEPS and not _vacuous(program, given)
    return question if fair else None


def _vacuous(program: Sequence[Step], given: Sequence[Any]) -> bool:
    """Whether a step leaves its objects as they were or has none to choose from, or a thing is spoken of twice."""
    for n, step in enumerate(program):
        taken = [given[ref] for ref in step.refs]
        if step.function in _CHOOSING and ([] in taken or given[n] in taken):
            return True
        if len(step.refs) == 2 and step.function not in _CHOOSING:
            compared = [given[program[ref].refs[0]] for ref in step.refs]
            if compared[0] == compared[1]:
                return True
    found = [given[n] for n, step in enumerate(program) if step.function == "only_one"]
    return len(found) != len(set(found))


def _balanced(given: Counter[str], answer: Json) -> bool:
    """Whether one more of this answer leaves the answers to what is asked mixed."""
    total = given.total() + 1
    return total < 5 or given[repr(answer)] + 1 <= _MOST_SHARE * total
