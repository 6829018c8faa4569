"""Answers one item of a data set, and records what became of it."""

from __future__ import annotations

import time
from dataclasses import replace

from nesy.answer import Answer
from nesy.bench.item import Item
from nesy.bench.result import Result
from nesy.bench.settings import DECLARED, RunSettings
from nesy.engine.ask import ask
from nesy.engine.prove import prove
from nesy.errors import MissingDependency, ModelFailed, NesyError, ProverFailed, Unsupported
from nesy.languages.fol.passes import RepairOptions
from nesy.languages.fol.read import read_theory
from nesy.languages.fol.theory import Theory
from nesy.models.base import LanguageModel
from nesy.models.recorded import Recorded
from nesy.proofs.proof import Proof
from nesy.verdict import Status


def answer_item(item: Item, settings: RunSettings, model: LanguageModel | None = None) -> Answer:
    """The answer to one item, made from what the settings' mode names.

    Raises:
        NesyError: if there is no answer at all; the class says why.
    """
    problem = item.problem
    asked = "auto" if settings.semantics == DECLARED else settings.semantics
    if settings.mode == "formulas":
        options = RepairOptions(repair=settings.repair, link=settings.link)
        theory = read_theory(item.program(), dialect="pairs", options=options)
        answer = prove(
            theory,
            seconds=settings.seconds,
            semantics=problem.semantics if asked == "auto" else asked,
            prover=settings.prover,
            proofs=settings.proofs,
        )
        return replace(answer, problem=problem)
    if settings.mode == "recorded":
        model = Recorded("recorded", {problem.id: item.samples})
    return ask(
        problem,
        model=model,
        **(settings.model.asking if settings.model else {}),
        vote=settings.vote,
        semantics=asked,
        prover=settings.prover,
        seconds=settings.seconds,
        options=replace(RepairOptions.for_models(), repair=settings.repair, link=settings.link),
        proofs=settings.proofs,
    )


def run_item(item: Item, settings: RunSettings, model: LanguageModel | None = None) -> Result:
    """What becomes of one item; an error is part of the result.

    An error that is not nesy's own is a defect of nesy: it is recorded as such, counts as a wrong
    answer and shows in the report, and the other items still run.

    Raises:
        MissingDependency: if no item can be answered on this machine.
    """
    start = time.perf_counter()
    if settings.mode == "recorded" and not item.samples:
        reasons = ("the recording has no output for this problem",)
        return Result(item.id, item.gold, Status.TRANSLATION_FAILED, reasons=reasons)
    try:
        answer = answer_item(item, settings, model)
    except MissingDependency:
        raise
    except NesyError as err:
        seconds = time.perf_counter() - start
        return Result(item.id, item.gold, _status(err), seconds, reasons=(str(err),), error=type(err).__name__)
    except Exception as err:  # noqa: BLE001 - recorded as a defect, see above
        seconds = time.perf_counter() - start
        return Result.failed(item, Status.GAVE_UP, f"defect: {err!r}", type(err).__name__, seconds)
    return _result(item, answer, settings)


def _result(item: Item, answer: Answer, settings: RunSettings) -> Result:
    verdict = answer.verdict
    return Result(
        item.id,
        item.gold,
        verdict.status,
        answer.seconds,
        verdict.prover,
        verdict.semantics,
        verdict.reasons,
        proved=isinstance(answer.evidence, Proof),
        votes=answer.votes,
        repairs=tuple(repair.name for repair in answer.program.repairs) if isinstance(answer.program, Theory) else (),
        usage=_usage(answer) if settings.mode == "model" else {},
        guess=None if answer.unproved is None else answer.unproved.label,
        answer=answer.to_json() if settings.save_answers else None,
    )


def _usage(answer: Answer) -> dict[str, int]:
    usage = answer.translation.usage
    return {"prompt_tokens": usage.prompt_tokens, "completion_tokens": usage.completion_tokens}


def _status(err: NesyError) -> Status:
    if isinstance(err, Unsupported):
        return Status.UNSUPPORTED
    return Status.GAVE_UP if isinstance(err, ProverFailed | ModelFailed) else Status.TRANSLATION_FAILED
