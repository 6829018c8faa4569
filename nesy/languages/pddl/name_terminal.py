"""The terminal of names that are not taken yet."""

from __future__ import annotations

import re
import string
from collections.abc import Collection
from typing import Final

_FIRST: Final = string.ascii_lowercase + "_"
_LATER: Final = string.ascii_lowercase + string.digits + "_-"
_LONGEST: Final = 60


def names_but(taken: Collection[str]) -> str:
    """The definition of the terminal ``NAME``: all names but some.

    Neither lark nor a decoder looks ahead, so the terminal follows the names that are taken letter by letter, and
    leaves them, or ends, where it is none of them.

    >>> import re
    >>> pattern = re.compile(names_but(["ab", "a"]).removeprefix("NAME: /").removesuffix("/"))
    >>> [name for name in ("a", "b", "ab", "ac", "abc", "aba-1") if pattern.fullmatch(name)]
    ['b', 'ac', 'abc', 'aba-1']
    """
    return f"NAME: /{_new(frozenset(taken), first=True)}/"


def _new(taken: Collection[str], *, first: bool = False) -> str:
    """A regular expression of the texts that go on differently from all of some, and are none of them."""
    alphabet = _FIRST if first else _LATER
    after = {c: frozenset(t[1:] for t in taken if t[:1] == c) for c in sorted({t[0] for t in taken if t})}
    other = "".join(c for c in alphabet if c not in after)
    ways = [f"[{re.escape(other)}][{re.escape(_LATER)}]{{0,{_LONGEST}}}"] if other else []
    ways += [f"{re.escape(c)}{_rest(rest)}" for c, rest in after.items() if c in alphabet]
    return f"({'|'.join(ways)})"


def _rest(taken: Collection[str]) -> str:
    return _new(taken) if "" in taken else f"{_new(taken)}?"
