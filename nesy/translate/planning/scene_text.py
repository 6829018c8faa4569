"""Reads the text of a scene: plain data in YAML or JSON, without anchors, tags, and words that turn into something."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from nesy.errors import BadDataFile, InputTooLarge
from nesy.spans import Span

MAX_CHARACTERS: Final = 4_000_000
MAX_DEPTH: Final = 50
"""Levels of lists and mappings."""
Data: TypeAlias = Any
"""Mappings by names, lists, texts, finite numbers, truth values and None."""

_NUMBER: Final = re.compile(r"[-+]?([0-9]{1,300}([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]{1,3})?")
_CONSTANTS: Final = (("", None), ("~", None), ("null", None), ("true", True), ("false", False))


def read_plain(text: str, source_name: str) -> Data:
    """The data of a text. ``on``, ``off``, ``yes`` and ``no`` are words, as they are in YAML 1.2, and so are dates.

    Raises:
        BadDataFile: if it is neither YAML nor JSON, names a key twice, or has anchors, aliases or tags.
        InputTooLarge: beyond :data:`MAX_CHARACTERS` or :data:`MAX_DEPTH`.

    >>> read_plain("relations: [[on, cup, table]]", "<scene>")
    {'relations': [['on', 'cup', 'table']]}
    """
    import yaml

    if len(text) > MAX_CHARACTERS:
        raise InputTooLarge(f"a scene of {len(text):,} characters", source_name=source_name)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = _Builder(text, source_name)
    try:
        for event in yaml.parse(text, Loader=loader):
            builder.take(event)
    except yaml.MarkedYAMLError as err:
        mark = err.problem_mark or err.context_mark
        place = None if mark is None else Span(min(mark.index, len(text)), min(mark.index, len(text)))
        message = f"this is neither YAML nor JSON: {err.problem}"
        raise BadDataFile(message, source=text, span=place, source_name=source_name) from err
    except yaml.YAMLError as err:
        reason = str(err).split("\n", 1)[0]
        raise BadDataFile(f"this is neither YAML nor JSON: {reason}", source_name=source_name) from err
    return builder.finished()


@dataclass(slots=True)
class _Level:
    """A list or mapping that is being read."""

    data: Data
    key: str | None = None


@dataclass(slots=True)
class _Builder:
    """Builds data from the events of a parser, without going deeper than a stack of its own."""

    text: str
    source_name: str
    documents: list[Data] = field(default_factory=list)
    levels: list[_Level] = field(default_factory=list)

    def take(self, event: Any) -> None:
        """Take one event."""
        kind = type(event).__name__
        if getattr(event, "anchor", None) is not None:
            raise self.error("anchors and aliases are not read here", event, "write the thing again in each place")
        if kind in ("ScalarEvent", "SequenceStartEvent", "MappingStartEvent") and event.tag not in (None, "!"):
            raise self.error(f"the tag {event.tag!r:.60} is not read here", event, "leave the tag out")
        if kind == "ScalarEvent":
            self._put(self._scalar(event), event)
        elif kind in ("SequenceStartEvent", "MappingStartEvent"):
            if len(self.levels) == MAX_DEPTH:
                raise InputTooLarge(f"more than {MAX_DEPTH} levels of lists", source_name=self.source_name)
            data: Data = [] if kind == "SequenceStartEvent" else {}
            self._put(data, event)
            self.levels.append(_Level(data))
        elif kind in ("SequenceEndEvent", "MappingEndEvent"):
            self.levels.pop()

    def _put(self, value: Data, event: Any) -> None:
        if not self.levels:
            self.documents.append(value)
            return
        level = self.levels[-1]
        if isinstance(level.data, list):
            level.data.append(value)
        elif level.key is None:
            self._open(level, event)
        else:
            level.data[level.key] = value
            level.key = None

    def _open(self, level: _Level, event: Any) -> None:
        """Take an event as the key of what follows."""
        key = getattr(event, "value", None)
        if key is None:
            raise self.error("a key is a word", event)
        if key in level.data:
            raise self.error(f"{key!r:.60} stands twice in one mapping", event)
        level.key = key

    def _scalar(self, event: Any) -> Data:
        """A plain word as a number or constant, if it is one; anything else is text."""
        value: str = event.value
        if event.style or (self.levels and isinstance(self.levels[-1].data, dict) and self.levels[-1].key is None):
            return value
        if _NUMBER.fullmatch(value):
            return float(value)
        return next((constant for word, constant in _CONSTANTS if value == word), value)

    def finished(self) -> Data:
        """The data of the one document."""
        if len(self.documents) != 1:
            what = f"{len(self.documents)} documents stand where one scene is needed"
            raise BadDataFile(what, source_name=self.source_name)
        return self.documents[0]

    def error(self, message: str, event: Any, hint: str | None = None) -> BadDataFile:
        """An error at an event's place."""
        span = Span(event.start_mark.index, max(event.start_mark.index, event.end_mark.index))
        return BadDataFile(message, source=self.text, span=span, source_name=self.source_name, hint=hint)
