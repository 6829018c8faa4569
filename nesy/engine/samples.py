"""Answers from a model: drafts are executed, refined, grouped, and vote."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nesy.answer import Answer
from nesy.engine.arbitrate import arbitrate
from nesy.engine.diagnose import diagnose
from nesy.engine.execute import Execution, Run, execute
from nesy.engine.fallback import reason_plainly
from nesy.engine.groups import group_runs
from nesy.engine.justify import justify
from nesy.engine.prove import aligned
from nesy.engine.refine import Chain, refine
from nesy.errors import Unsupported
from nesy.languages.fol.theory import Theory
from nesy.models import loop
from nesy.problem import Problem
from nesy.provers.base import Outcome
from nesy.translate.strategies.base import Drafting, Strategy
from nesy.translate.vote import Tally, tally
from nesy.translation import Attempt, Translation
from nesy.verdict import Label, Status, Verdict


@dataclass(frozen=True, slots=True)
class Sampling:
    """How a model's programs become one answer."""

    strategy: Strategy
    drafting: Drafting
    vote: str = "trust"
    refine: int = 0
    """Rounds of refinement at most."""
    arbitrate: bool = False
    """Let the model choose where the two strongest groups disagree."""
    fallback: bool = False
    """Ask the model to reason plainly where nothing was decided."""
    proofs: bool = True

    def __post_init__(self) -> None:
        asked = [w for w, wanted in (("refine", self.refine), ("arbitrate", self.arbitrate)) if wanted]
        asked += ["fallback"] if self.fallback else []
        if asked and self.drafting.model.capabilities.replays:
            raise Unsupported(
                f"the recording {self.drafting.model.name} cannot answer new prompts, as {' and '.join(asked)} needs",
                hint="use a live model, or a recording that nesy made of such a run",
            )


@dataclass(frozen=True, slots=True)
class _Choice:
    """The run that speaks for the answer, and how it was chosen."""

    run: Run | None
    tally: Tally
    arbitration: Mapping[str, Any] | None = None


def answer_from_samples(problem: Problem, sampling: Sampling, execution: Execution, start: float) -> Answer:
    """The answer that the model's samples vote for; every attempt is kept in its translation.

    The program and the evidence are those of the most trusted sample in the weightiest group of equivalent
    programs that have the winning label.

    Raises:
        ModelFailed: if the model gives no samples at all.
    """
    drafts = loop.run(sampling.strategy.drafts(problem, sampling.drafting))
    runs = [execute(draft, problem, execution) for draft in drafts]
    chains = refine(runs, problem, sampling.drafting, execution, sampling.refine)
    kept = [chain.run for chain in chains]
    groups = group_runs(kept)
    choice = _choose(kept, groups, problem, sampling, execution)
    outcome = _outcome(choice.run, kept, execution.settings["semantics"])
    theory = choice.run.theory if choice.run else None
    if sampling.proofs and theory is not None:
        outcome = justify(theory, outcome, execution.limits.seconds)
    answer = Answer(
        problem,
        _translation(sampling.drafting.model.name, theory, chains, groups),
        theory,
        outcome.verdict,
        outcome.evidence,
        0.0,
        {**execution.settings, **_settings(sampling, len(chains)), **(choice.arbitration or {})},
        {label.value: weight for label, weight in choice.tally.weights.items()},
    )
    if sampling.fallback and answer.label is None:
        decoding = replace(sampling.drafting.decoding, grammar=None)
        answer = replace(answer, unproved=reason_plainly(problem, sampling.drafting.model, decoding))
    return replace(answer, seconds=time.perf_counter() - start)


def _choose(
    runs: Sequence[Run], groups: Sequence[int], problem: Problem, sampling: Sampling, execution: Execution
) -> _Choice:
    result = tally([run.ballot for run in runs], sampling.vote)
    winner = _representative(runs, groups, result.label)
    others = sorted(result.weights, key=lambda label: -result.weights[label])
    rival = next((label for label in others if label is not result.label), None)
    if not sampling.arbitrate or winner is None or rival is None:
        return _Choice(winner, result)
    loser = _representative(runs, groups, rival)
    if loser is None:
        return _Choice(winner, result)
    asked = arbitrate(winner, loser, problem, sampling.drafting, execution.limits)
    if asked is None:
        return _Choice(winner, result, {"arbitration": "the two readings have no statement and world to compare"})
    account = {"choice": asked.choice, "exchange": asked.exchange.to_json()}
    return _Choice(loser if asked.choice == "B" else winner, result, {"arbitration": account})


def _representative(runs: Sequence[Run], groups: Sequence[int], label: Label | None) -> Run | None:
    """The most trusted run of the weightiest group that has the label; None if no executed run has it."""
    matching = [(run, g) for run, g in zip(runs, groups, strict=True) if run.outcome and run.ballot.label is label]
    weight: dict[int, float] = defaultdict(float)
    for run, group in matching:
        weight[group] += run.ballot.trust
    best = max(matching, key=lambda pair: (weight[pair[1]], pair[0].ballot.trust), default=None)
    return best[0] if best else None


def _outcome(chosen: Run | None, runs: Sequence[Run], semantics: str) -> Outcome:
    if chosen is not None and chosen.outcome is not None:
        return chosen.outcome
    reasons = tuple(dict.fromkeys(run.error.splitlines()[0] for run in runs if run.error))
    reasons = reasons or ("the model returned no program",)
    return Outcome(Verdict(Status.TRANSLATION_FAILED, semantics=semantics, reasons=reasons))


def _translation(model: str, theory: Theory | None, chains: Sequence[Chain], groups: Sequence[int]) -> Translation:
    attempts = tuple(
        _attempt(chain, sample, turn, group)
        for sample, (chain, group) in enumerate(zip(chains, groups, strict=True))
        for turn in range(len(chain.runs))
    )
    return Translation(model, () if theory is None else aligned(theory, model).sentences, attempts)


def _attempt(chain: Chain, sample: int, turn: int, group: int) -> Attempt:
    run, kept = chain.runs[turn], turn == chain.best
    return Attempt(
        run.draft.text,
        run.error,
        () if run.theory is None else run.theory.repairs,
        run.ballot.trust,
        "" if run.ballot.label is None else run.ballot.label.value,
        run.ballot.status.value if run.outcome is None else run.outcome.verdict.status.value,
        tuple(str(d) for d in diagnose(run)),
        run.draft.exchanges,
        sample,
        turn,
        kept,
        group if kept else 0,
    )


def _settings(sampling: Sampling, samples: int) -> dict[str, Any]:
    drafting = sampling.drafting
    constraints = ("temperature", "max_tokens", "seed")
    chosen = {name: getattr(drafting.decoding, name) for name in constraints}
    return {
        **drafting.model.settings,
        "strategy": sampling.strategy.name,
        "prompts": sampling.strategy.prompts,
        "constrain": drafting.constrain,
        "samples": samples,
        "refine": sampling.refine,
        "vote": sampling.vote,
        **{name: value for name, value in chosen.items() if value is not None},
    }
