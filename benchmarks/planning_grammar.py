"""How many PDDL files, as printed, the grammars derive: ``python benchmarks/planning_grammar.py FOLDER``."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from lark import Lark
from lark.exceptions import LarkError

from nesy.errors import NesyError
from nesy.languages.pddl.decoding import domain_grammar, problem_grammar
from nesy.languages.pddl.printer import domain_text, problem_text
from nesy.languages.pddl.read import read_domain, read_problem

LARGEST = 30_000
"""Characters of a file; lark takes seconds for more."""


def printed(text: str) -> tuple[str, str] | None:
    """The kind of a file and its text as the printer writes it; None if it is not read."""
    try:
        if "(problem" in text.lower():
            return "problems", problem_text(read_problem(text))
        return "domains", domain_text(read_domain(text))
    except NesyError:
        return None


def main(folder: Path) -> None:
    parsers: dict[str, Callable[[str], object]] = {
        "problems": Lark(problem_grammar().lark, parser="lalr").parse,
        "domains": Lark(domain_grammar().lark, parser="lalr").parse,
    }
    counts: Counter[str] = Counter()
    for path in sorted(folder.rglob("*.pddl")):
        text = path.read_text(encoding="utf-8", errors="replace")
        found = printed(text) if len(text) <= LARGEST else None
        if found is None:
            counts["files that are too large" if len(text) > LARGEST else "files that are not read"] += 1
            continue
        kind, written = found
        try:
            parsers[kind](written)
            counts[f"{kind} derived"] += 1
        except LarkError as err:
            counts[f"{kind} not derived"] += 1
            print(f"{path.relative_to(folder)}: {str(err).splitlines()[0]}")
    for what, count in sorted(counts.items()):
        print(f"{count:5} {what}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
