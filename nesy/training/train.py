"""``train``: fine-tunes a model from text to program, evaluated by execution."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from nesy.bench.manifest import now
from nesy.errors import BadDataFile, ModelFailed
from nesy.training import record
from nesy.training.curriculum import order_of_examples
from nesy.training.data import TrainingData, training_data
from nesy.training.encoding import Example, encode
from nesy.training.extras import require_training
from nesy.training.interruption import Interruption
from nesy.training.judgement import Tally
from nesy.training.origin import Origin, Start, start
from nesy.training.recipe import Recipe
from nesy.training.scoring import score
from nesy.training.task import Task, load_task
from nesy.training.writing import write_programs

Report = Callable[[dict[str, float]], None]


@dataclass(frozen=True, slots=True)
class TrainingRun:
    """What a user asks for."""

    recipe: Recipe
    origin: Origin
    out: Path
    data: Path | None = None
    lora: bool = False
    resume: bool = False
    minutes: float | None = None
    device: str = "auto"
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Trained:
    """How a run ended."""

    folder: Path
    stopped: str
    """``steps``: all were made; ``patience``; ``time``: it can be resumed; ``interrupted``: so can this."""
    step: int
    best_step: int
    accuracy: float
    """The best execution accuracy on the held-out examples, that of the model in the folder."""

    @property
    def saved(self) -> bool:
        """Whether the folder holds a model."""
        return self.stopped != "interrupted"


def train(run: TrainingRun, report: Report = lambda _: None) -> Trained:
    """Train a model and save the best one, by execution accuracy on held-out examples, with its tokenizer.

    The folder can be loaded as ``transformers:FOLDER``; an adapter is merged into its model and kept besides.
    A run that was interrupted, killed or out of time goes on from its last checkpoint if ``resume`` is set. On
    the processor with the same number of threads it ends with the very weights of an uninterrupted run; on a GPU
    as nearly as its kernels are deterministic. An adapter's dropout is drawn anew, so its weights differ a little.

    Args:
        run: what is asked for.
        report: told of each evaluation as it comes.

    Raises:
        MissingDependency: if the extra ``train`` is not installed.
        UnknownName, FileMissing, BadDataFile: if the data or the model cannot be read.
        CannotResume: if the folder holds another run, or one that is not to be resumed.
        Unsupported: if the device is not there, or an adapter is asked for on a new model.
    """
    require_training()
    from nesy.training.trainer import hardware

    here = hardware(run.device)
    task = load_task(run.recipe.language)
    data = training_data(run.recipe, task, run.data)
    with record.locked(run.out):
        made_of = {
            "recipe": run.recipe.to_json(),
            "data": {
                "sources": [asdict(source) for source in data.sources],
                "train": len(data.train),
                "held_out": len(data.held_out),
                "left_out": dict(data.left_out),
            },
            "origin": run.origin.to_json(),
            "seed": run.seed,
            "lora": run.lora,
            "device": here.device,
            "versions": record.versions(),
            "started": now(),
        }
        earlier = record.begin(run.out, made_of, resume=run.resume)
        made_of["started"] = earlier.get("started", made_of["started"])
        if earlier.get("stopped") in ("steps", "patience"):
            return Trained(run.out, earlier["stopped"], earlier["step"], earlier["best_step"], earlier["accuracy"])
        return _train(run, task, data, here, {**made_of, "seconds": earlier.get("seconds", 0.0)}, report)


def _train(
    run: TrainingRun, task: Task, data: TrainingData, here: Any, made_of: dict[str, Any], report: Report
) -> Trained:
    from nesy.training import trainer as trainers

    began = time.monotonic()
    lora = run.recipe.lora if run.lora else None
    begun = start(run.origin, task, data.train, run.seed, lora=lora, half=here.half and run.lora)
    train_set, held_out = _encoded(run.recipe, data, begun, run.seed, trainers.Scheduled)
    checkpoints = run.out / record.CHECKPOINTS
    settings = trainers.arguments(run.recipe, checkpoints, here, run.seed, lora=run.lora)
    interruption = Interruption()
    stopping = trainers.Stopping(interruption, run.minutes)
    scored = _scorer(run.recipe, task, data, begun.tokenizer, held_out)
    callbacks = [stopping, trainers.Reporting(report)]
    trainer = trainers.trainer(
        begun.model, begun.tokenizer, settings, train_set, held_out, run.recipe, scored, callbacks
    )
    checkpoint = record.last_checkpoint(run.out)
    with interruption.listening(), trainers.quiet():
        trainer.train(resume_from_checkpoint=None if checkpoint is None else str(checkpoint))
    stopped = _stopped(interruption, stopping.out_of_time, trainer.state)
    trained = _trained(run, stopped, trainer.state)
    if trained.saved:
        with trainers.quiet():
            _save(trainer.model, begun.tokenizer, run.out, adapted=run.lora)
    seconds = round(made_of["seconds"] + time.monotonic() - began, 1)
    record.write(run.out, {**made_of, **_history(trained, trainer.state), "seconds": seconds, "finished": now()})
    if stopped in ("steps", "patience"):
        shutil.rmtree(checkpoints, ignore_errors=True)
    return trained


def _encoded(recipe: Recipe, data: TrainingData, begun: Start, seed: int, scheduled: Any) -> tuple[Any, Any]:
    """The examples of all steps in order, and the held-out ones, as tokens."""
    how = recipe.optimisation
    examples = _fitting([encode(begun.tokenizer, pair) for pair in data.train], begun)
    order = order_of_examples(
        [example.length for example in examples],
        steps=how.steps * how.accumulate,
        batch=how.batch,
        seed=seed,
        shortest_first=how.shortest_first,
    )
    held_out = _fitting([encode(begun.tokenizer, pair) for pair in data.held_out], begun)
    return scheduled(examples, order, begun.seq2seq), scheduled(held_out, range(len(held_out)), begun.seq2seq)


def _fitting(examples: list[Example], begun: Start) -> list[Example]:
    """The examples, all of which must fit into what the model attends to."""
    most = getattr(begun.model.config.get_text_config(), "max_position_embeddings", None)
    longest = max(max(len(e.prompt), len(e.target)) if begun.seq2seq else e.length for e in examples)
    if most is not None and longest > most:
        raise BadDataFile(
            f"the longest example has {longest} tokens, and the model attends to {most}",
            hint="use a model that attends to more, or data with shorter examples",
        )
    return examples


def _scorer(recipe: Recipe, task: Task, data: TrainingData, tokenizer: Any, held_out: Any) -> Callable[[Any], Tally]:
    """What judges a model on the held-out examples."""
    check = recipe.evaluation
    longest = max(sum(label >= 0 for label in held_out[i]["labels"]) for i in range(len(held_out)))

    def scored(model: Any) -> Tally:
        texts = [(pair.text, task.grammar(pair.text) if check.constrain else None) for pair in data.held_out]
        written = write_programs(model, tokenizer, texts, max_tokens=longest * 3 // 2 + 8, batch=check.batch)
        return score(data.held_out, written, task, check.seconds).tally

    return scored


def _stopped(interruption: Interruption, out_of_time: bool, state: Any) -> str:
    if state.global_step >= state.max_steps:
        return "steps"
    if interruption.asked:
        return "interrupted"
    return "time" if out_of_time else "patience"


def _trained(run: TrainingRun, stopped: str, state: Any) -> Trained:
    best = state.best_metric
    if stopped != "interrupted" and best is None:
        raise ModelFailed("the run ended before it was evaluated", hint="give it more minutes")
    return Trained(run.out, stopped, state.global_step, state.best_global_step or 0, float(best or 0.0))


def _save(model: Any, tokenizer: Any, folder: Path, *, adapted: bool) -> None:
    if adapted:
        model.save_pretrained(folder / "adapter")
        model = model.merge_and_unload()
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def _history(trained: Trained, state: Any) -> dict[str, Any]:
    """The losses and evaluations, and how the run ended."""
    logs = state.log_history
    evaluations = [
        {"step": entry["step"], **{k.removeprefix("eval_"): v for k, v in entry.items() if k.startswith("eval_")}}
        for entry in logs
        if "eval_execution_accuracy" in entry
    ]
    ended = {k: v for k, v in asdict(replace(trained, folder=Path())).items() if k != "folder"}
    return {**ended, "losses": [[e["step"], e["loss"]] for e in logs if "loss" in e], "evaluations": evaluations}
