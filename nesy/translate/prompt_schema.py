"""What prompt files and example files must hold; anything else is refused with its place."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from nesy.errors import BadDataFile
from nesy.translate.prompt_template import Block, Template, Values


def parse_prompts(text: str, place: str) -> tuple[Mapping[str, Template], tuple[str, ...]]:
    """The stages of a prompt file, and the names of the examples that it shows.

    Raises:
        BadDataFile: if the text is not a prompt file.
    """
    data = _mapping(_yaml(text, place), place, needed=("description", "stages"), allowed=("examples",))
    _text(data["description"], f"{place}, description")
    stages = _mapping(data["stages"], f"{place}, stages")
    if not stages:
        raise BadDataFile("a prompt file has a stage at least", source_name=place)
    wanted = _list(data.get("examples", []), f"{place}, examples")
    names = tuple(_text(name, f"{place}, examples") for name in wanted)
    return MappingProxyType({k: _template(v, f"{place}, stage {k}") for k, v in stages.items()}), names


def parse_examples(text: str, place: str) -> tuple[dict[str, str], dict[str, Values]]:
    """The shared texts of an examples file, and its examples by name.

    Raises:
        BadDataFile: if the text is not an examples file.
    """
    data = _mapping(_yaml(text, place), place, needed=("texts", "examples"))
    texts = _mapping(data["texts"], f"{place}, texts")
    examples: dict[str, Values] = {}
    for number, entry in enumerate(_list(data["examples"], f"{place}, examples"), 1):
        where = f"{place}, example {number}"
        fields = _mapping(entry, where)
        name = _text(fields.get("name"), f"{where}, name")
        if name in examples:
            raise BadDataFile(f"two examples are named {name!r}", source_name=where)
        examples[name] = MappingProxyType({k: _value(v, f"{where}, {k}") for k, v in fields.items()})
    return {k: _text(v, f"{place}, texts, {k}").strip() for k, v in texts.items()}, examples


def _template(data: Any, place: str) -> Template:
    fields = _mapping(data, place, needed=("user",), allowed=("system", "reply", "blocks"))
    blocks = _mapping(fields.get("blocks", {}), f"{place}, blocks")
    return Template(
        _text(fields["user"], f"{place}, user"),
        _text(fields.get("system", ""), f"{place}, system"),
        _text(fields.get("reply", ""), f"{place}, reply"),
        MappingProxyType({k: _block(v, f"{place}, block {k}") for k, v in blocks.items()}),
    )


def _block(data: Any, place: str) -> Block:
    fields = _mapping(data, place, needed=("each", "as"), allowed=("empty",))
    each, template, empty = (_text(fields.get(k, ""), f"{place}, {k}") for k in ("each", "as", "empty"))
    return Block(each, template, empty)


def _value(data: Any, place: str) -> str | tuple[Mapping[str, str], ...]:
    """A text, or a list of records of texts."""
    if not isinstance(data, list):
        return _text(data, place)
    records = [_mapping(record, f"{place} {n}") for n, record in enumerate(data, 1)]
    return tuple({k: _text(v, f"{place} {n}, {k}") for k, v in r.items()} for n, r in enumerate(records, 1))


def _yaml(text: str, place: str) -> Any:
    import yaml

    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as err:
        raise BadDataFile(f"this is not YAML: {err}", source_name=place) from err


def _mapping(
    data: Any, place: str, needed: tuple[str, ...] = (), allowed: tuple[str, ...] | None = None
) -> dict[str, Any]:
    """The data if it is a mapping with text keys: all that are needed and, if there are such, no others but allowed."""
    if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
        raise BadDataFile("this is not a mapping with names as keys", source_name=place, expected=needed)
    known = (*needed, *(allowed or ()))
    for key in needed:
        if key not in data:
            raise BadDataFile(f"{key!r} is missing", source_name=place, expected=known)
    for key in data if known else ():
        if key not in known:
            raise BadDataFile(f"{key!r} is not known here", source_name=place, expected=known)
    return data


def _list(data: Any, place: str) -> list[Any]:
    if not isinstance(data, list):
        raise BadDataFile("this is not a list", source_name=place)
    return data


def _text(data: Any, place: str) -> str:
    if not isinstance(data, str):
        hint = "put quotes around words that YAML reads as something else, such as TRUE"
        raise BadDataFile(f"{data!r} is not a text", source_name=place, hint=hint)
    return data
