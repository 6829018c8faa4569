"""Writes the terminals LEFT and BEGUN of grammars/pddl_problem.lark: ``python tests/pddl_terminal.py``."""

from __future__ import annotations

import string

WORDS = ("and", "exists", "forall", "imply", "not", "or", "preference", "when")
"""What no predicate of a goal is called: the reader takes them for connectives."""


def free(letters: list[str], first: bool) -> str:
    """A character that leads out of the words."""
    kept = "".join(c for c in string.ascii_lowercase if c not in letters)
    return f"[{kept}_{'' if first else '0-9-'}]"


def steps(words: list[str]) -> dict[str, list[str]]:
    """The next letters, each with what is left of the words behind it."""
    return {c: [w[1:] for w in words if w[:1] == c] for c in sorted({w[0] for w in words if w})}


def left(words: list[str], first: bool = False) -> str:
    """A letter that begins none of the words, or the letter of one and then what leaves it."""
    on = [f"{c}({left(rest)})" for c, rest in steps(words).items()]
    return "|".join([free(list(steps(words)), first), *on])


def begun(words: list[str]) -> str:
    """A beginning of a word that is no word itself."""
    found = steps(words).items()
    return "|".join(f"{c}{f'({more})?' if (more := begun(rest)) else ''}" for c, rest in found if rest != [""])


def terminals() -> str:
    """The lines of the grammar."""
    return f"LEFT: /({left(list(WORDS), True)})/\nREST: /[a-z0-9_-]{{1,48}}/\nBEGUN: /({begun(list(WORDS))})/\n"


if __name__ == "__main__":
    print(terminals(), end="")
