"""Splits an instruction into commands: a verb's concept, its object, and what its prepositions name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from nesy.translate.planning.function_words import (
    ALL,
    AUXILIARIES,
    BREAKS,
    DETERMINERS,
    FILLERS,
    GOAL_PREPOSITIONS,
    IDLE_PREPOSITIONS,
    NEGATIONS,
    PARTICLES,
    PREPOSITIONS,
    PRONOUNS,
    PURPOSE,
    SPEAKER,
    SWITCHING,
)
from nesy.translate.planning.inflection import is_plural, singular
from nesy.translate.planning.knowledge import Concept, Knowledge
from nesy.translate.planning.scene import normal

_TOKEN = re.compile(r"[a-z]+(?:[-'][a-z]+)*|[0-9]+|[,.;!?]")


@dataclass(frozen=True, slots=True)
class Mention:
    """A thing that an instruction names.

    Args:
        kind: its type as it is compared.
        words: the words that name it.
        every: whether all things of the type are meant.
        instead: for a pronoun, what else it may stand for, the latest first.
    """

    kind: str
    words: str
    every: bool = False
    instead: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that is asked for.

    Args:
        concept: what is asked.
        theme: what it is done to, if that is said.
        places: the things named after prepositions that say where to or with what.
        prepositions: those prepositions.
        words: the words that it was read from.
    """

    concept: Concept
    theme: Mention | None
    places: tuple[Mention, ...]
    prepositions: tuple[str, ...]
    words: str

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """The things that it names."""
        return (*((self.theme,) if self.theme else ()), *self.places)


@dataclass(frozen=True, slots=True)
class Reading:
    """The commands of an instruction, the clauses that ask for nothing, and why it cannot be read, if so."""

    commands: tuple[Command, ...]
    ignored: tuple[str, ...] = ()
    refused: str = ""


@dataclass(slots=True)
class _Reader:
    """What has been read; ``named`` holds what a pronoun may stand for, the likeliest last."""

    known: Knowledge
    kinds: frozenset[str]
    named: list[Mention] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    refused: str = ""

    @property
    def last(self) -> Mention | None:
        if not self.named:
            return None
        *earlier, latest = self.named
        return replace(latest, instead=tuple(reversed(earlier)))

    def name(self, mention: Mention | None) -> None:
        if mention is not None:
            known = replace(mention, instead=())
            self.named = [other for other in self.named if other.kind != known.kind] + [known]


def read_commands(instruction: str, known: Knowledge, kinds: frozenset[str] = frozenset()) -> Reading:
    """Read an instruction.

    Args:
        instruction: plain English, of one or more clauses.
        known: what verbs ask for.
        kinds: the types of things that are there, which may be of several words.

    >>> from nesy.translate.planning.knowledge import knowledge
    >>> [(c.concept.name, c.theme.kind) for c in read_commands("Take the cup and rinse it.", knowledge()).commands]
    [('take', 'cup'), ('clean', 'cup')]
    """
    tokens = _TOKEN.findall(instruction.lower().replace("’", "'"))
    if negation := next((token for token in tokens if token in NEGATIONS), None):
        return Reading((), refused=f"it is negated by {negation!r}")
    reader = _Reader(known, kinds | known.types)
    for clause in _clauses(tokens, known):
        _read_clause(clause, reader)
    return Reading(tuple(reader.commands), tuple(reader.ignored), reader.refused)


def _clauses(tokens: list[str], known: Knowledge) -> list[list[str]]:
    clauses: list[list[str]] = [[]]
    for position, token in enumerate(tokens):
        following = tokens[position + 1] if position + 1 < len(tokens) else ""
        purpose = token == PURPOSE and clauses[-1] and _is_verb_here(following, tokens[position + 2 :], known)
        if token in BREAKS or purpose:
            clauses.append([])
        else:
            clauses[-1].append(token)
    return [clause for clause in clauses if clause]


def _is_verb_here(word: str, rest: list[str], known: Knowledge) -> bool:
    return known.by_verb(word) is not None and bool(rest) and word not in DETERMINERS


def _read_clause(clause: list[str], reader: _Reader) -> None:
    tokens = [token for token in clause if token not in FILLERS]
    found = _verb(tokens, reader.known)
    if found is None:
        _read_statement(clause, tokens, reader)
        return
    concept, before, after = found
    theme, places = _arguments(after, reader)
    if theme is None:
        theme = _mention(_subject(before), reader) or reader.last
    concept = _asked_result(concept, after, reader)
    _add(concept, theme, places, clause, reader)


def _subject(before: list[str]) -> list[str]:
    """The words before the first auxiliary verb: of "the cup should be", "the cup"."""
    end = next((i for i, word in enumerate(before) if word in AUXILIARIES or word == PURPOSE), len(before))
    return before[:end] if before[:end] != ["i"] else []


def _add(
    concept: Concept, theme: Mention | None, places: dict[str, Mention], clause: list[str], reader: _Reader
) -> None:
    for mention in (*places.values(), theme):
        reader.name(mention)
    command = Command(concept, theme, tuple(places.values()), tuple(places), " ".join(clause))
    reader.commands.append(command)


def _verb(tokens: list[str], known: Knowledge) -> tuple[Concept, list[str], list[str]] | None:
    """The concept of the clause's main verb, the words before it and those after it, particles taken out.

    In "the cup needs cleaning" the verb is *cleaning*, and in "the cup should be washed" *washed*.
    """
    for position, token in enumerate(tokens):
        rest = tokens[position + 1 :]
        if token in SWITCHING:
            particle = next((word for word in rest if word in ("on", "off")), "on")
            concept = known.by_verb(f"{token}-{particle}")
            rest = [word for word in rest if word != particle]
        else:
            concept = known.by_verb(token)
        if concept is None or (position and tokens[position - 1] in DETERMINERS):
            continue
        if concept.name == "want" and (inner := _verb(rest, known)) and not _is_modifier(inner):
            return inner[0], inner[1] if _subject(inner[1]) else tokens[:position], inner[2]
        return concept, tokens[:position], _without_particle(rest)
    return None


def _is_modifier(inner: tuple[Concept, list[str], list[str]]) -> bool:
    """Whether the verb form found stands before a noun, as in "some sliced potato"."""
    return bool(inner[2]) and all(word in DETERMINERS for word in inner[1])


def _without_particle(rest: list[str]) -> list[str]:
    """Drop the particle of a verb: directly after it, after a pronoun, or at the end of the clause."""
    kept = [*rest]
    if kept and kept[-1] in PARTICLES:
        kept.pop()
    start = 1 if kept and kept[0] in SPEAKER | PRONOUNS else 0
    if kept[start : start + 1] and kept[start] in PARTICLES - PREPOSITIONS:
        del kept[start]
    return kept


def _arguments(after: list[str], reader: _Reader) -> tuple[Mention | None, dict[str, Mention]]:
    """The thing directly after the verb, and those after prepositions."""
    words = after[1:] if after and after[0] in SPEAKER else after
    groups: list[tuple[str, list[str]]] = [("", [])]
    for word in words:
        if word in PREPOSITIONS:
            groups.append((word, []))
        else:
            groups[-1][1].append(word)
    theme = _mention(groups[0][1], reader)
    places: dict[str, Mention] = {}
    for preposition, group in groups[1:]:
        mention = _mention(group, reader)
        if mention is not None and preposition in GOAL_PREPOSITIONS:
            places[preposition] = mention
        elif mention is not None and preposition not in IDLE_PREPOSITIONS:
            reader.refused = f"it asks for a thing {preposition!r} another, which is not understood"
    return theme, places


def _mention(words: list[str], reader: _Reader) -> Mention | None:
    """The thing that a noun phrase names: the longest ending that is a known type, or its last word."""
    content = [word for word in words if word not in DETERMINERS]
    if not content:
        return reader.last if any(word in PRONOUNS for word in words) else None
    if content[-1] in PRONOUNS:
        return reader.last
    if content[-1] in SPEAKER:
        return Mention("hand", content[-1])
    if len(content) > 1 and reader.known.by_noun(content[-1]):
        content = content[:-1]
    every = any(word in ALL for word in words)
    for length in range(min(3, len(content)), 0, -1):
        ending = content[-length:]
        for kind in (normal(" ".join(ending)), normal(" ".join([*ending[:-1], singular(ending[-1])]))):
            if kind in reader.kinds:
                return Mention(kind, " ".join(ending), every)
    last = content[-1]
    return Mention(singular(last) if is_plural(last) else last, last, every)


def _asked_result(concept: Concept, after: list[str], reader: _Reader) -> Concept:
    """What is really asked where the object says so: "I would like sliced potato", "cut me some tomato slices"."""
    if concept.name not in ("want", "give"):
        return concept
    for word in after:
        if word in PREPOSITIONS:
            break
        inner = reader.known.by_noun(word) or (reader.known.by_verb(word) if word.endswith(("ed", "en")) else None)
        if inner is not None:
            return inner
    return concept


def _read_statement(clause: list[str], tokens: list[str], reader: _Reader) -> None:
    """A clause without a known verb: "the bowl is dirty", "an egg would be nice", or nothing that is asked."""
    if tokens[:1] in (["i"], ["i'm"]) and "for" in tokens:
        wanted = tokens[tokens.index("for") + 1 :]
        _read_clause(["want", *wanted], reader)
        return
    if reader.commands and _continue_list(clause, tokens, reader):
        return
    subject = _subject(tokens)
    theme = _mention(subject, reader) if len(subject) < len(tokens) else None
    named = theme is not None and theme.kind in reader.kinds
    lacking = next((c for word in tokens[len(subject) :] if (c := reader.known.by_adjective(word))), None)
    wish = reader.known.by_verb("want")
    if theme is not None and lacking is not None:
        _add(lacking, theme, {}, clause, reader)
    elif named and wish is not None and "be" in tokens:
        _add(wish, theme, {}, clause, reader)
    else:
        reader.name(theme if named else None)
        reader.ignored.append(" ".join(clause))


def _continue_list(clause: list[str], tokens: list[str], reader: _Reader) -> bool:
    """Take a clause that only names a thing for one more object of the command before: "and the plate on the table"."""
    if any(word in AUXILIARIES for word in tokens) or not tokens:
        return False
    theme, places = _arguments(tokens, reader)
    if theme is None or (tokens[0] not in DETERMINERS and not " ".join(tokens).startswith(theme.words)):
        return False
    before = reader.commands[-1]
    if places and not before.places:
        shared = replace(before, places=tuple(places.values()), prepositions=tuple(places))
        reader.commands[-1] = shared
    elif not places:
        places = dict(zip(before.prepositions, before.places, strict=True))
    _add(before.concept, theme, places, clause, reader)
    return True
