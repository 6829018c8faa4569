"""The built-in English reader on ProofWriter and PrOntoQA: what is read, and what is answered rightly.

python benchmarks/english_templated.py --data FOLDER
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from nesy.engine.ask import ask
from nesy.problem import Problem

SETS = {
    "proofwriter": (("train", "dev", "test"), "rules-open", {"A": "TRUE", "B": "FALSE", "C": "UNCERTAIN"}),
    "prontoqa": (("dev",), "classical", {"A": "TRUE", "B": "FALSE"}),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--limit", type=int, help="problems of each file at most")
    arguments = parser.parse_args()
    for name, (splits, semantics, labels) in SETS.items():
        right = total = 0
        for split in splits:
            lines = (arguments.data / name / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
            for line in lines[: arguments.limit]:
                record = json.loads(line)
                asked = record["question"].partition("?")[2].strip()
                answer = ask(Problem((record["context"],), asked, semantics=semantics), proofs=False)
                total += 1
                if answer.label is not None and answer.label.value == labels[record["answer"]]:
                    right += 1
                else:
                    print(f"  {record['id']}: {answer.verdict.status.value}")
        print(f"{name}: {right} of {total} right, {right / total:.2%}")


if __name__ == "__main__":
    main()
