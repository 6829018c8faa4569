"""Writes the terminal NAME of a grammar: ``python tests/name_terminal.py [fol | qpl | program]``.

A name is no word that the reader takes for something else, and neither lark nor a decoder looks
ahead. So the terminal follows those words letter by letter, and leaves them where a name may.
"""

from __future__ import annotations

import string
import sys

WORDS = ("and", "exists", "forall", "iff", "implies", "not", "or", "xor")
"""The words, in any case, that the reader takes for a connective or quantifier where the grammar has a name."""
QPL_WORDS = ("distinct", "not")
"""The words, in any case, that stand where names do in a query plan."""
PROGRAM_WORDS = ("false*", "null*", "return", "true*")
"""The words, in any case, that stand where names do in a program of calls; ``*``: no name begins with the word."""
LATIN = "À-ÖØ-öø-ɏ"


def characters(chosen: str) -> str:
    """Consecutive characters as ranges of a character class."""
    ranges: list[str] = []
    for c in chosen:
        if ranges and ord(c) == ord(ranges[-1][-1]) + 1:
            ranges[-1] += c
        else:
            ranges.append(c)
    return "".join(r if len(r) < 3 else f"{r[0]}-{r[-1]}" for r in ranges)


def free(letters: list[str], first: bool) -> str:
    """A character that leads out of the words."""
    alphabet = [string.ascii_uppercase, string.ascii_lowercase, "_" if first else string.digits + "_"]
    kept = ("".join(c for c in part if c.lower() not in letters) for part in alphabet)
    return f"[{''.join(map(characters, kept))}{LATIN}]"


def steps(words: list[str]) -> dict[str, list[str]]:
    """The next letters, each with what is left of the words behind it."""
    return {c: [word[1:] for word in words if word[:1] == c] for c in sorted({word[0] for word in words if word})}


def left(words: list[str], first: bool = False) -> str:
    """A letter that begins none of the words, or the letter of one and then what leaves it."""
    on = [f"[{c.upper()}{c}]({left(rest)})" for c, rest in steps(words).items() if rest != ["*"]]
    return "|".join([free(list(steps(words)), first), *on])


def begun(words: list[str]) -> str:
    """A beginning of a word that is no word itself."""
    on = [
        f"[{c.upper()}{c}]{f'({more})?' if (more := begun(rest)) else ''}"
        for c, rest in steps(words).items()
        if rest not in ([""], ["*"])
    ]
    return "|".join(on)


def terminals(reserved: tuple[str, ...] = WORDS) -> str:
    """The lines of the grammar."""
    words = list(reserved)
    lines = [
        "NAME: LEFT REST? | BEGUN",
        f"LEFT: /({left(words, True)})/",
        f"REST: /[A-Za-z0-9_{LATIN}]{{1,63}}/",
        f"BEGUN: /({begun(words)})/",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(terminals({"qpl": QPL_WORDS, "program": PROGRAM_WORDS}.get(sys.argv[-1], WORDS)), end="")
