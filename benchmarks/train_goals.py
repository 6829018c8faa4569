"""Trains a tiny model from household instructions to planning goals, and tests it on goals that it has not seen.

    python benchmarks/train_goals.py --write FOLDER
    nesy train text-to-goal --data FOLDER --out MODEL

The first line writes the data; the second trains and prints the share of right goals among those held out.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from nesy.training.synthetic.instructions import instruction_set


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, required=True)
    instructions = instruction_set()
    options = parser.parse_args()
    instructions.write(options.write)
    print(
        f"{len(instructions.train)} to train on, {len(instructions.validation)} and {len(instructions.test)} held out"
    )


if __name__ == "__main__":
    main()
