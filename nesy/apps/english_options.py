"""The options of every command that reads English without a model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import click

from nesy.translate.english.options import EnglishOptions

_FLAGS: Final = (
    ("no_link", "link", False, "Do not link predicates whose words agree."),
    ("loose", "loose", True, "Also link predicates whose words agree but for small ones."),
    ("drop_story_nouns", "drop_story_nouns", True, "Let a noun that only says what rules are about restrict nothing."),
    ("strict", "opaque", False, "Take no phrase whole that the grammar does not cover."),
    ("existential_import", "existential_import", True, "There is what a rule about every N or no N speaks of."),
    ("unique_names", "unique_names", True, "Two names name two individuals."),
    ("disjoint_types", "disjoint_types", True, "Nothing is of two kinds which the text tells apart."),
)
"""Each flag, the field of :class:`EnglishOptions` that it sets, its value, and what the help says."""


def english_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of :class:`EnglishOptions`; :func:`read_english_options` collects them."""
    for name, _, _, text in reversed(_FLAGS):
        command = click.option(f"--{name.replace('_', '-')}", is_flag=True, help=text)(command)
    veto = click.option(
        "--veto", multiple=True, metavar="NAME", help="Leave out what is taken for granted as `link 2`; repeatable."
    )
    return veto(command)


def read_english_options(values: dict[str, Any], *, retry: bool = True) -> EnglishOptions:
    """The options, taken out of a command's values.

    Args:
        values: of the command, from which those of the reader are removed.
        retry: whether a problem without an answer is read again.
    """
    chosen = {field: value for name, field, value, _ in _FLAGS if values.pop(name)}
    return EnglishOptions(veto=values.pop("veto"), retry=retry, **chosen)
