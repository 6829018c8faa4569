"""A verdict whose proof the kernel refuses is never shown as proved."""

import json
from dataclasses import replace
from pathlib import Path

import nesy
from nesy.engine import justify as module
from nesy.engine.justify import justify
from nesy.evidence import Refutation
from nesy.proofs.build.build import build_proof
from nesy.proofs.proof import Proof
from nesy.provers.base import Outcome
from nesy.verdict import Status, Verdict

THEORY = nesy.fol("forall x. (Man(x) -> Mortal(x))\nMan(socrates)\n|- Mortal(socrates)")
OUTCOME = Outcome(Verdict(Status.THEOREM, "z3"), Refutation(("1", "2"), True))


def test_a_good_proof_becomes_the_evidence():
    justified = justify(THEORY, OUTCOME, 5.0)
    assert isinstance(justified.evidence, Proof)
    assert justified.verdict == OUTCOME.verdict


def test_a_refused_proof_takes_the_verdict_down_and_leaves_a_report(monkeypatch, tmp_path):
    good = build_proof(THEORY, OUTCOME, 5.0)
    monkeypatch.setattr(module, "build_proof", lambda *_: replace(good, steps=good.steps[1:]))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    justified = justify(THEORY, OUTCOME, 5.0)
    assert justified.verdict.status is Status.GAVE_UP
    assert justified.verdict.label is None
    assert justified.evidence is None
    (report,) = tmp_path.glob("nesy-bug-*.json")
    assert str(report) in justified.verdict.reasons[-1]
    assert json.loads(Path(report).read_text())["theory"] == THEORY.to_json()


def test_without_a_proof_the_prover_vouches_and_a_reason_says_so(monkeypatch):
    monkeypatch.setattr(module, "build_proof", lambda *_: None)
    justified = justify(THEORY, OUTCOME, 5.0)
    assert justified.evidence == OUTCOME.evidence
    assert "z3 alone vouches" in justified.verdict.reasons[-1]
