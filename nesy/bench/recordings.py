"""Reads recordings of model outputs in the formats of Logic-LM and of LINC as items to be answered."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from nesy.bench.card import Card
from nesy.bench.decode import decode_record, distinct, gold_label, text_field
from nesy.bench.item import Item
from nesy.bench.records import DataFile, Record
from nesy.errors import BadAnswerFile, BadDataFile
from nesy.models.recording import record_format, recorded_samples
from nesy.problem import Problem

_SENTENCE = re.compile(r"^[ \t]*TEXT:[ \t]*(\S[^\n]*)", re.M)


def recording_format(file: DataFile) -> str:
    """``logic-lm`` or ``linc``.

    Raises:
        BadDataFile: if the records are of neither format.
    """
    found = record_format(file.records[0].data)
    if found in ("logic-lm", "linc"):
        return found
    raise BadDataFile(
        "this is no recording that can be read",
        source_name=file.name,
        expected=("records with 'raw_logic_programs' (Logic-LM)", "records with 'generations' (LINC)"),
    )


def read_recording(card: Card, file: DataFile) -> tuple[Item, ...]:
    """The recorded problems, each with the model's outputs as samples.

    Raises:
        BadDataFile: if a record lacks a field or holds a value of the wrong kind.
    """
    decode = _logic_lm if recording_format(file) == "logic-lm" else _linc
    return distinct(decode(card, record, number) for number, record in enumerate(file.records))


def with_unrecorded(recorded: tuple[Item, ...], split: Iterable[Item]) -> tuple[Item, ...]:
    """The recorded items and, without samples, the problems of the split that the recording lacks.

    A recording of other problems than the split's is returned as it is.
    """
    items = {item.id: item for item in split}
    if not all(item.id in items for item in recorded):
        return recorded
    have = {item.id for item in recorded}
    return (*recorded, *(item for item in items.values() if item.id not in have))


def _logic_lm(card: Card, record: Record, number: int) -> Item:
    item = decode_record(card, record, str(number))
    return replace(item, samples=_samples(record))


def _linc(card: Card, record: Record, number: int) -> Item:
    """An item whose sentences are those that most generations repeat, since the record holds no others."""
    samples = _samples(record)
    texts = Counter(tuple(_SENTENCE.findall(sample)) for sample in samples)
    sentences = next((texts for texts, _ in texts.most_common() if texts), ())
    index = record.data.get("index", number)
    gold = gold_label(card, text_field(record.data, ("label",), record.place), {}, record.place)
    *premises, question = sentences or ("(no sentence was recorded)",)
    problem = Problem(tuple(p.strip() for p in premises), question.strip(), str(index), card.semantics)
    return Item(problem, gold, samples=samples)


def _samples(record: Record) -> tuple[str, ...]:
    try:
        return tuple(sample.text for sample in recorded_samples(record.data, record.place))
    except BadAnswerFile as err:
        raise BadDataFile(err.message, expected=err.expected, hint=err.hint) from err
