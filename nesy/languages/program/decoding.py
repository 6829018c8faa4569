"""The grammar that binds a model which writes programs of calls, whatever the functions are called."""

from __future__ import annotations

import re
from functools import lru_cache

from nesy.languages.decoding import Grammar
from nesy.resources import content_text

_COMMENT = re.compile(r"^[ \t]*//.*\n|^\n", re.M)


@lru_cache(maxsize=1)
def program_grammar() -> Grammar:
    """The grammar of all programs.

    >>> program_grammar().lark.splitlines()[0]
    'start: program'
    """
    return Grammar("program", _COMMENT.sub("", content_text("grammars", "program.lark")))
