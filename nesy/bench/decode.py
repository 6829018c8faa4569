"""Decodes a record into an item, by the field map of its data set's card."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from nesy.bench.card import Card
from nesy.bench.item import Item
from nesy.bench.records import Record
from nesy.errors import BadDataFile, NotAProblem
from nesy.problem import Problem
from nesy.translate.english.sentences import split_sentences
from nesy.verdict import Label


def decode_records(card: Card, split: str, records: Iterable[Record], *, formulas: bool = False) -> tuple[Item, ...]:
    """The items of a file's records, in order.

    Args:
        card: how to read them.
        split: the split's name, used for the ids of records that have none.
        records: what the file holds.
        formulas: whether the gold formulas are needed.

    Raises:
        BadDataFile: if a record lacks a field, holds a value of the wrong kind, or repeats an id.
    """
    return distinct(
        decode_record(card, record, f"{card.name}-{split}-{number}", formulas)
        for number, record in enumerate(records, 1)
    )


def distinct(items: Iterable[Item]) -> tuple[Item, ...]:
    """The items, whose ids must differ.

    Raises:
        BadDataFile: if two have the same id.
    """
    found: dict[str, Item] = {}
    for item in items:
        if item.id in found:
            raise BadDataFile(f"two problems have the id {item.id!r}", hint="give each problem an id of its own")
        found[item.id] = item
    return tuple(found.values())


def decode_record(card: Card, record: Record, default_id: str, formulas: bool = False) -> Item:
    """The item that one record describes.

    Raises:
        BadDataFile: if the record lacks a field or holds a value of the wrong kind.
    """
    names, data, place = card.fields, record.data, record.place
    question = unwrap(text_field(data, names.question, place), card.question_wrappers)
    try:
        problem = Problem(_premises(card, record), question, _id(data, names.id, place) or default_id, card.semantics)
    except NotAProblem as err:
        raise BadDataFile(err.message, source_name=place) from err
    gold = gold_label(card, text_field(data, names.label, place), _options(data, names.options, place), place)
    return Item(problem, gold, _formulas(card, record) if formulas else ())


def unwrap(question: str, wrappers: Iterable[str]) -> str:
    """The statement in question, without the phrase that asks about it.

    >>> unwrap("Is it true or false? Rex is a dog.", ["Is it true or false?"])
    'Rex is a dog.'
    """
    question = question.strip()
    for wrapper in wrappers:
        if question.startswith(wrapper):
            return question[len(wrapper) :].strip()
    return question


def gold_label(card: Card, answer: str, options: Mapping[str, str], place: str) -> Label:
    """The label that a gold answer stands for: a word of the card, or the letter of an option.

    Raises:
        BadDataFile: if it is neither.
    """
    word = options.get(answer.strip(), answer).strip().lower()
    if word not in card.labels:
        message = f"the gold answer {answer[:80]!r} has no meaning here"
        raise BadDataFile(message, source_name=place, expected=sorted(card.labels))
    return card.labels[word]


def text_field(data: Mapping[str, Any], names: tuple[str, ...], place: str) -> str:
    """The text under the first of the names that the record has.

    Raises:
        BadDataFile: if there is none, or something else than a text.
    """
    value = _field(data, names, place)
    if not isinstance(value, str):
        raise BadDataFile(f"field {names[0]!r} is {type(value).__name__}, not a text", source_name=place)
    return value


def text_list(data: Mapping[str, Any], names: tuple[str, ...], place: str) -> tuple[str, ...]:
    """The texts under the first of the names that the record has; one text counts as its lines.

    Raises:
        BadDataFile: if there is none, or something else than texts.
    """
    value = _field(data, names, place)
    if isinstance(value, str):
        value = value.splitlines()
    texts = [entry for entry in value if isinstance(entry, str)] if isinstance(value, list) else None
    if texts is None or len(texts) < len(value):
        raise BadDataFile(f"field {names[0]!r} is not a list of texts", source_name=place)
    return tuple(texts)


def _field(data: Mapping[str, Any], names: tuple[str, ...], place: str) -> Any:
    name = next((name for name in names if name in data), None)
    if name is None:
        raise BadDataFile(
            f"the record lacks the field {' or '.join(map(repr, names))}",
            source_name=place,
            hint=f"it has {', '.join(map(repr, list(data)[:12])) or 'no fields'}",
        )
    return data[name]


def _premises(card: Card, record: Record) -> tuple[str, ...]:
    names = card.fields
    if names.premises and any(name in record.data for name in names.premises):
        return tuple(p.strip() for p in text_list(record.data, names.premises, record.place) if p.strip())
    return split_sentences(text_field(record.data, names.text or names.premises, record.place))


def _formulas(card: Card, record: Record) -> tuple[str, ...]:
    """The gold formulas, but for blank ones that stand for a blank sentence or for none."""
    names = card.fields
    if not names.formulas or not names.conclusion_formula:
        raise BadDataFile(f"{card.name} has no formulas", hint="use --translator english")
    premises = text_list(record.data, names.formulas, record.place)
    sentences = text_list(record.data, names.premises, record.place) if names.premises else ()
    said = (index < len(sentences) and sentences[index].strip() for index in range(len(premises)))
    stated = [formula for formula, sentence in zip(premises, said, strict=True) if formula.strip() or sentence]
    return (*stated, text_field(record.data, names.conclusion_formula, record.place))


def _id(data: Mapping[str, Any], names: tuple[str, ...], place: str) -> str:
    name = next((name for name in names if name in data), None)
    value = data[name] if name is not None else ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise BadDataFile(f"the id is {type(value).__name__}, not a text or a number", source_name=place)
    return str(value)


def _options(data: Mapping[str, Any], names: tuple[str, ...], place: str) -> dict[str, str]:
    if not any(name in data for name in names):
        return {}
    pairs = (option.partition(")") for option in text_list(data, names, place))
    return {letter.strip(): word for letter, separator, word in pairs if separator}
