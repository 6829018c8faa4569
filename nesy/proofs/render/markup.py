"""Markup: HTML elements whose text and attributes are always escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final

_VOID: Final = frozenset({"br", "col", "hr", "input", "meta"})


class Markup(str):
    """A text that is HTML already."""

    __slots__ = ()


def tag(name: str, /, *content: str, **attributes: str | bool | None) -> Markup:
    """An element. Content that is not :class:`Markup` is escaped, and so is every attribute's value.

    An attribute's ``_`` is written ``-``; one that ends in ``_`` loses it; None and False leave it out.

    >>> print(tag("p", "a < b", tag("b", "!"), class_="x", data_key='"1"', hidden=False))
    <p class="x" data-key="&quot;1&quot;">a &lt; b<b>!</b></p>
    """
    shown = "".join(_attribute(key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items())
    if name in _VOID:
        return Markup(f"<{name}{shown}>")
    return Markup(f"<{name}{shown}>{join(content)}</{name}>")


def join(parts: Iterable[str]) -> Markup:
    """Several pieces one after the other."""
    return Markup("".join(p if isinstance(p, Markup) else escape(p) for p in parts))


def _attribute(name: str, value: str | bool | None) -> str:
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(value)}"'
