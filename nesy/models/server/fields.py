"""Fields of a server's JSON answer, read with suspicion: what is missing or of another type is an error."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from nesy.errors import ModelFailed

T = TypeVar("T")

SHOWN = 200
"""Characters of what came back that an error shows."""


def clean(text: str, most: int = SHOWN) -> str:
    r"""A server's text, fit to be shown: one line, printable, shortened.

    >>> clean("two\nlines\x1b[31m of text", 16)
    'two lines [31m …'
    """
    line = " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * most]).split())
    return line if len(line) <= most else line[: most - 1] + "…"


def shown(value: Any) -> str:
    """JSON data as an error shows it."""
    return clean(json.dumps(value, ensure_ascii=False, default=str))


def wrong(field: str, value: Any, wanted: str) -> ModelFailed:
    """The error about a field that is not what it should be. The next answer may be right."""
    return ModelFailed.passing(
        f"the server's answer has no {wanted} as {field!r}: {shown(value)}",
        hint="the address may belong to another kind of service; `base_url` ends in /v1 for most servers",
    )


def parse(text: str) -> Mapping[str, Any]:
    """The JSON object that an answer is.

    Raises:
        ModelFailed: if it is something else; the same call may succeed.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as err:
        raise ModelFailed.passing(f"the server's answer is not JSON: {clean(text)!r}") from err
    if not isinstance(data, dict):
        raise wrong("answer", data, "object")
    if data.get("error") and not data.get("choices") and not data.get("output"):
        raise ModelFailed.passing(f"the server answered with an error: {shown(data['error'])}")
    return data


def need(data: Mapping[str, Any], field: str, kind: type[T]) -> T:
    """A field of a type; a missing one is an error.

    >>> need({"status": "completed"}, "status", str)
    'completed'
    """
    value = data.get(field)
    if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
        raise wrong(field, dict(data) if value is None else value, _NAMES.get(kind.__name__, kind.__name__))
    return value


def may(data: Mapping[str, Any], field: str, kind: type[T], default: T) -> T:
    """A field of a type, or the default if it is missing or null.

    >>> may({"content": None}, "content", str, "")
    ''
    """
    return default if data.get(field) is None else need(data, field, kind)


def count(data: Mapping[str, Any], field: str) -> int:
    """A number of tokens; 0 if it is missing."""
    number = may(data, field, int, 0)
    if number < 0:
        raise wrong(field, number, "number of tokens")
    return number


def objects(data: Mapping[str, Any], field: str, *, optional: bool = False) -> list[Mapping[str, Any]]:
    """A field that is a list of objects; empty if it may be missing and is."""
    values = may(data, field, list, []) if optional else need(data, field, list)
    for value in values:
        if not isinstance(value, dict):
            raise wrong(field, value, "object in the list")
    return values


def sum_logprobs(tokens: list[Mapping[str, Any]]) -> float | None:
    """The sum of the tokens' log-probabilities; None if there are no tokens."""
    numbers = [token.get("logprob") for token in tokens]
    for number in numbers:
        if not isinstance(number, int | float) or isinstance(number, bool) or number != number:
            raise wrong("logprob", number, "number")
    return float(sum(n for n in numbers if n is not None)) if numbers else None


_NAMES = {"str": "text", "int": "whole number", "dict": "object", "list": "list"}
