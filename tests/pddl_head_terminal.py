"""Writes the terminal HEAD of grammars/pddl_domain.lark and pddl_problem.lark: ``python tests/pddl_head_terminal.py``.

What opens an atom is no word that opens another expression. Neither lark nor a decoder looks ahead, so the terminal
follows those words letter by letter and leaves them where a name may.
"""

from __future__ import annotations

import string

from name_terminal import characters, steps

WORDS = (
    *("and", "assign", "decrease", "either", "exists", "forall", "imply", "increase"),
    *("not", "or", "preference", "scale-down", "scale-up", "when"),
)
"""The words that open an expression which is no atom."""


def free(letters: list[str], first: bool) -> str:
    """A character that leads out of the words."""
    kept = "".join(c for c in string.ascii_lowercase if c not in letters)
    marks = "_" if first else f"{string.digits}_"
    return f"[{characters(kept)}{characters(marks)}{'' if first or '-' in letters else '-'}]"


def left(words: list[str], first: bool = False) -> str:
    """A letter that begins none of the words, or the letter of one and then what leaves it."""
    return "|".join([free(list(steps(words)), first), *(f"{c}({left(rest)})" for c, rest in steps(words).items())])


def begun(words: list[str]) -> str:
    """A beginning of a word that is no word itself."""
    return "|".join(
        f"{c}{f'({more})?' if (more := begun(rest)) else ''}" for c, rest in steps(words).items() if rest != [""]
    )


def terminals() -> str:
    """The lines of the grammars."""
    return (
        'HEAD: "(" OPENER GAP\nFLAG: "(" OPENER ")" GAP?\nOPENER: LEFT REST? | BEGUN\n'
        f"LEFT: /({left(list(WORDS), True)})/\nREST: /[a-z0-9_-]{{1,95}}/\nBEGUN: /({begun(list(WORDS))})/\n"
    )


if __name__ == "__main__":
    print(terminals(), end="")
