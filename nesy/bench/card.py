"""Card: what a data set is, where it comes from and how its records are to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from nesy.errors import BadDataFile, FileMissing
from nesy.verdict import Label

TRANSLATORS: Final = ("english", "formulas")
"""What a data set's problems can be answered from, besides a recording."""
_REQUIRED: Final = frozenset(
    {"name", "title", "source", "revision", "licence", "semantics", "semantics_reason", "default_split"}
    | {"splits", "fields", "labels"}
)
_OPTIONAL: Final = frozenset({"citation", "notes", "translator", "question_wrappers", "recordings"})


@dataclass(frozen=True, slots=True)
class Known:
    """The contents of a file that the card vouches for."""

    sha256: str
    count: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class CardFile:
    """One data file: a split, or a recording of a model's outputs."""

    name: str
    """The split's name, or the recording's path below a folder of recordings."""
    file: str
    known: tuple[Known, ...] = ()
    split: str = ""
    """For a recording, the split that it is of; empty if its problems cannot be matched with a split's."""
    note: str = ""

    def recognise(self, sha256: str) -> Known | None:
        """What the card says of contents with this hash."""
        return next((k for k in self.known if k.sha256 == sha256), None)


@dataclass(frozen=True, slots=True)
class FieldMap:
    """The names under which a record holds what a problem needs; the first that is there counts."""

    id: tuple[str, ...]
    label: tuple[str, ...]
    question: tuple[str, ...]
    premises: tuple[str, ...] = ()
    """A list of sentences."""
    text: tuple[str, ...] = ()
    """A text that is split into sentences."""
    options: tuple[str, ...] = ()
    """A list such as ``A) True``, which says what the label's letter means."""
    formulas: tuple[str, ...] = ()
    """A list of formulas, one a premise."""
    conclusion_formula: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """A data set's ``card.yaml``."""

    name: str
    title: str
    source: str
    revision: str
    licence: str
    semantics: str
    """What the data set means by true: ``classical``, ``rules-open`` or ``rules-closed``."""
    semantics_reason: str
    default_split: str
    splits: tuple[CardFile, ...]
    fields: FieldMap
    labels: Mapping[str, Label]
    """The label that each gold word stands for, words in lower case."""
    translator: str = "english"
    """What the problems are answered from unless the user says otherwise."""
    question_wrappers: tuple[str, ...] = ()
    """Phrases that stand before the statement in question and are no part of it."""
    recordings: tuple[CardFile, ...] = ()
    citation: str = ""
    notes: str = ""
    folder: Path = field(default_factory=Path)
    """Where the card, the sample and the errata lie."""

    @property
    def sample(self) -> Path:
        """The small sample that ships with the card."""
        return self.folder / "sample.jsonl"


def read_card(folder: Path) -> Card:
    """The card in a data set's folder.

    Raises:
        FileMissing: if there is none.
        BadDataFile: if it lacks a field, has one too many or a value of the wrong kind.
    """
    path = folder / "card.yaml"
    data = load_yaml(path)
    place = f"{folder.name}/card.yaml"
    wrong = (_REQUIRED - data.keys()) or (data.keys() - _REQUIRED - _OPTIONAL)
    if wrong:
        kind = "lacks" if _REQUIRED - data.keys() else "has unknown fields:"
        raise BadDataFile(f"the card {kind} {', '.join(sorted(map(str, wrong)))}", source_name=place)
    try:
        return _card(data, folder)
    except (KeyError, TypeError, ValueError, AttributeError) as err:
        raise BadDataFile(f"the card cannot be read: {err!r}", source_name=place) from err


def _card(data: Mapping[str, Any], folder: Path) -> Card:
    splits = tuple(_card_file(name, entry) for name, entry in data["splits"].items())
    if data["default_split"] not in {s.name for s in splits}:
        raise ValueError(f"default_split {data['default_split']!r} is not among the splits")
    translator = data.get("translator", "english")
    if translator not in TRANSLATORS:
        raise ValueError(f"translator {translator!r} is not one of {', '.join(TRANSLATORS)}")
    return Card(
        **{key: str(data[key]).strip() for key in ("name", "title", "source", "revision", "licence", "semantics")},
        semantics_reason=" ".join(data["semantics_reason"].split()),
        default_split=data["default_split"],
        splits=splits,
        fields=FieldMap(**{key: _names(value) for key, value in data["fields"].items()}),
        labels=MappingProxyType({word.lower(): Label(label) for word, label in data["labels"].items()}),
        translator=translator,
        question_wrappers=tuple(data.get("question_wrappers", ())),
        recordings=tuple(_card_file(e["file"], e) for e in data.get("recordings", ())),
        citation=data.get("citation", ""),
        notes=data.get("notes", ""),
        folder=folder,
    )


def _card_file(name: str, entry: Mapping[str, Any]) -> CardFile:
    known = tuple(Known(k["sha256"], int(k["count"]), k.get("note", "")) for k in entry.get("known", ()))
    return CardFile(name, entry["file"], known, entry.get("split", ""), entry.get("note", ""))


def _names(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def load_yaml(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file.

    Raises:
        FileMissing: if the file cannot be read.
        BadDataFile: if it is not YAML or not a mapping.
    """
    import yaml

    place = f"{path.parent.name}/{path.name}"
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as err:
        raise FileMissing(f"{path} cannot be read: {err.strerror}") from err
    except (yaml.YAMLError, UnicodeDecodeError) as err:
        raise BadDataFile(f"not YAML: {err}", source_name=place) from err
    if not isinstance(data, dict):
        raise BadDataFile("not a mapping", source_name=place)
    return data
