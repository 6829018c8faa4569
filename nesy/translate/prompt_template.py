"""Templates of prompts: ``{{name}}`` is replaced by a value, once; a value is never looked into."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from nesy.errors import BadDataFile

Values: TypeAlias = Mapping[str, str | Sequence[Mapping[str, str]]]
"""What fills a template: texts, and lists of records that blocks spell out."""

_PLACE = re.compile(r"\{\{([a-z][a-z_]*)\}\}")


@dataclass(frozen=True, slots=True)
class Block:
    """How a list of records is spelled: each record by a template, one below the other."""

    each: str
    """The name of the list."""
    template: str
    """A record's template; ``{{number}}`` is its number, from 1."""
    empty: str = ""
    """What an empty list is spelled as."""

    def fill(self, values: Values) -> str:
        """The list's text.

        Raises:
            BadDataFile: if there is no such list, or a record lacks a field.
        """
        records = values.get(self.each)
        if records is None or isinstance(records, str):
            raise BadDataFile(f"a block goes through {self.each!r}, which is no list here", expected=_names(values))
        numbered = ({"number": str(n), **record} for n, record in enumerate(records, 1))
        return "\n".join(fill(self.template, record) for record in numbered) or self.empty


@dataclass(frozen=True, slots=True)
class Template:
    """The messages of one call: system, user, and how the reply to an example is rendered."""

    user: str
    system: str = ""
    """Empty for a call that goes on from a conversation."""
    reply: str = ""
    """Empty for a call that is shown no examples."""
    blocks: Mapping[str, Block] = field(default_factory=lambda: MappingProxyType({}))
    """Further names that the three templates may use."""

    def render(self, part: str, values: Values) -> str:
        """One of the three templates, filled.

        Raises:
            BadDataFile: if a name in it has no value.
        """
        used = set(_PLACE.findall(part))
        spelled = {name: block.fill(values) for name, block in self.blocks.items() if name in used}
        plain = {name: value for name, value in values.items() if isinstance(value, str)}
        return fill(part, {**plain, **spelled})


def fill(template: str, values: Mapping[str, str]) -> str:
    """The template with each ``{{name}}`` replaced; braces in values come through as they are.

    Raises:
        BadDataFile: if a name has no value.

    >>> fill("{{who}} said {{what}}.", {"who": "{{what}}", "what": "{0.__class__}"})
    '{{what}} said {0.__class__}.'
    """
    missing = [name for name in _PLACE.findall(template) if name not in values]
    if missing:
        raise BadDataFile(f"the prompt's {{{{{missing[0]}}}}} has no value", expected=_names(values))
    return _PLACE.sub(lambda place: values[place.group(1)], template)


def _names(values: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(sorted(values))
