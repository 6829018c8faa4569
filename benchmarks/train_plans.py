"""Trains a tiny model from questions to query plans, and tests it on shapes of plans that it has not seen.

    python benchmarks/train_goals.py --write FOLDER
    nesy train text-to-qpl --data FOLDER --out MODEL

The first line writes the data; the second trains and prints the share of right plans among those held out.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from nesy.training.synthetic.questions import question_set


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, required=True)
    questions = question_set()
    options = parser.parse_args()
    questions.write(options.write)
    print(f"{len(questions.train)} to train on, {len(questions.validation)} and {len(questions.test)} held out")


if __name__ == "__main__":
    main()
