"""Trees with some of their parts changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any


def rewritten(node: Any, change: Callable[[Any], Any]) -> Any:
    """The node with every part below it changed, then the node itself."""
    if isinstance(node, tuple):
        return tuple(rewritten(part, change) for part in node)
    if not is_dataclass(node) or isinstance(node, type):
        return node
    changed = {}
    for item in fields(node):
        part = getattr(node, item.name)
        if not isinstance(part, str) and (other := rewritten(part, change)) != part:
            changed[item.name] = other
    return change(replace(node, **changed) if changed else node)
