"""Calls and samples as JSON data, for what is kept of them in files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from nesy.errors import BadDataFile
from nesy.exchange import Message, Usage
from nesy.models.base import Decoding, Sample


def decoding_to_json(decoding: Decoding) -> dict[str, Any]:
    """Every setting, with the hash of the grammar in the grammar's place.

    >>> decoding_to_json(Decoding(temperature=0.0))["grammar"] is None
    True
    """
    data = {f.name: getattr(decoding, f.name) for f in fields(decoding)}
    return {**data, "stop": list(decoding.stop), "grammar": decoding.grammar and decoding.grammar.hash}


def sample_to_json(sample: Sample) -> dict[str, Any]:
    """Every field, as :func:`sample_from_json` reads it back.

    >>> sample = Sample("Dog(rex)", usage=Usage(3, 1), logprob=-0.5)
    >>> sample_from_json(sample_to_json(sample)) == sample
    True
    """
    data = {f.name: getattr(sample, f.name) for f in fields(sample)}
    return {**data, "usage": {f.name: getattr(sample.usage, f.name) for f in fields(Usage)}}


def sample_from_json(data: Any) -> Sample:
    """The sample that the data describes; what is left out has its usual value.

    Raises:
        BadDataFile: if it describes none.
    """
    values = _values(data, {f.name for f in fields(Sample)}, "sample")
    usage = _values(values.pop("usage", {}), {f.name for f in fields(Usage)}, "usage")
    logprob = values.pop("logprob", None)
    cached = values.pop("cached", False)
    if not isinstance(values.get("text"), str) or not all(isinstance(v, str) for v in values.values()):
        raise BadDataFile("a sample's fields are texts, and it has a 'text'")
    if not all(type(count) is int and count >= 0 for count in usage.values()):
        raise BadDataFile("a sample's tokens are counted in whole numbers")
    if logprob is not None and type(logprob) not in (int, float):
        raise BadDataFile(f"a log-probability is a number, not {logprob!r}")
    return Sample(**values, logprob=logprob, usage=Usage(**usage), cached=cached is True)


def messages_from_json(data: Any) -> tuple[Message, ...]:
    """The conversation that the data describes.

    Raises:
        BadDataFile: if it describes none.
    """
    if not isinstance(data, list) or not all(isinstance(entry, Mapping) for entry in data):
        raise BadDataFile("messages are a list of objects with 'role' and 'content'")
    pairs = [(entry.get("role"), entry.get("content")) for entry in data]
    if not all(isinstance(part, str) for pair in pairs for part in pair):
        raise BadDataFile("a message has a 'role' and a 'content', both texts")
    try:
        return tuple(Message(str(role), str(content)) for role, content in pairs)
    except ValueError as err:
        raise BadDataFile(str(err)) from err


def _values(data: Any, known: set[str], what: str) -> dict[str, Any]:
    if not isinstance(data, Mapping) or not data.keys() <= known:
        raise BadDataFile(f"this is no {what}", expected=sorted(known))
    return dict(data)
