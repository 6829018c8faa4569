"""Drops the steps of a proof that its last step does not rest on."""

from __future__ import annotations

from dataclasses import replace

from nesy.proofs.proof import Proof


def prune(proof: Proof) -> Proof:
    """The same proof without the steps that are not needed, renumbered."""
    needed = {len(proof.steps) - 1}
    for index in range(len(proof.steps) - 1, -1, -1):
        if index in needed:
            needed.update(proof.steps[index].parents, proof.steps[index].discharged)
    order = sorted(needed)
    number = {old: new for new, old in enumerate(order)}
    steps = tuple(
        replace(
            proof.steps[old],
            parents=tuple(number[p] for p in proof.steps[old].parents),
            discharged=tuple(number[d] for d in proof.steps[old].discharged),
        )
        for old in order
    )
    return Proof(proof.premises, proof.goal, steps)
