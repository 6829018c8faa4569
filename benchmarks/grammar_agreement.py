"""Lark, llguidance and nesy's reader on the same grammar: random texts of it, and mutants of them.

python benchmarks/grammar_agreement.py [--count 10000]
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from agreement import Judges, Walks, read

from nesy.languages.fol.decoding import program_grammar


def mutant(text: str, draw: random.Random) -> str:
    """The text with a character dropped, doubled or exchanged with another one of it."""
    place, other = draw.randrange(len(text)), draw.randrange(len(text))
    kind = draw.choice(("", text[place] * 2, text[other]))
    return text[:place] + kind + text[place + 1 :]


def main() -> None:
    """Print the figures; the exit status is 1 if anyone disagrees."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=10_000)
    count = parser.parse_args().count
    grammar = program_grammar()
    judges, walks, draw = Judges(grammar), Walks(grammar), random.Random(0)
    texts = list(walks.texts(count))
    unread = [t for t in texts if not judges.lark(t)]
    strange = [t for t in texts if read(t) is None]
    edited = [mutant(t, draw) for t in texts]
    split = [t for t in edited if len(set(judges.verdicts(t))) > 1]
    print(f"{count} sampled programs: {walks.closed} closed, {walks.lost} could not be")
    print(f"  not read by lark {len(unread)}, not read by nesy {len(strange)}")
    print(f"{count} mutants: lark and llguidance disagree on {len(split)}")
    for text in (*unread[:3], *strange[:3], *split[:3]):
        print(f"  {text!r}")
    sys.exit(bool(unread or strange or split))


if __name__ == "__main__":
    main()
