"""The proofs of ProofWriter's answers are as deep as its ids say, and no deeper."""

import json
import os
import re
from collections import Counter
from pathlib import Path

import pytest

from nesy.engine.ask import ask
from nesy.problem import Problem
from nesy.proofs.proof import Proof, Rule

DATA = Path(os.environ.get("NESY_DATA") or Path(__file__).parents[2] / "shared" / "data") / "proofwriter" / "dev.jsonl"


def depth(proof: Proof) -> int:
    """Rule applications on the longest path to the last step."""
    levels: list[int] = []
    for step in proof.steps:
        given = step.rule in (Rule.PREMISE, Rule.ASSUMPTION)
        levels.append(0 if given else 1 + max((levels[p] for p in step.parents), default=0))
    return levels[-1]


def test_depth_of_a_chain():
    text = "Rex is a dog. All dogs are mammals. All mammals are animals."
    assert depth(ask(text, "Rex is a dog.").proof) == 0
    assert depth(ask(text, "Rex is an animal.").proof) == 2


@pytest.mark.slow
def test_no_proof_is_deeper_than_the_theory():
    if not DATA.is_file():
        pytest.skip("ProofWriter's dev split is not here; set NESY_DATA to the folder of the data sets")
    depths: Counter[int] = Counter()
    for line in DATA.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        stated = int(re.search(r"-D(\d)-", record["id"])[1])
        question = record["question"].split("?", 1)[1].strip()
        proof = ask(Problem((record["context"],), question, record["id"], "rules-open")).proof
        if proof is not None:
            assert depth(proof) <= stated, record["id"]
            depths[depth(proof)] += 1
    assert set(depths) == set(range(6)), depths
