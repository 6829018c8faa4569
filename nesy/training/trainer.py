"""The trainer of transformers, evaluated by execution. Imported only when a run starts, since it needs torch."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import transformers

from nesy.training.encoding import Collator, Example
from nesy.training.interruption import Interruption
from nesy.training.judgement import Tally
from nesy.training.recipe import Recipe

METRIC = "eval_execution_accuracy"


class Scheduled(torch.utils.data.Dataset):  # type: ignore[misc]
    """The examples of a whole run in the order in which it sees them."""

    def __init__(self, examples: Sequence[Example], order: Sequence[int], seq2seq: bool) -> None:
        self._features = [example.features(seq2seq) for example in examples]
        self._order = order

    def __len__(self) -> int:
        return len(self._order)

    def __getitem__(self, place: int) -> dict[str, list[int]]:
        return self._features[self._order[place]]


class ExecutionTrainer(transformers.Trainer):  # type: ignore[misc]
    """Adds the execution accuracy to each evaluation, by which the best checkpoint is chosen.

    Args:
        scored: judges what the model writes for the held-out examples.
    """

    def __init__(self, *, scored: Callable[[Any], Tally], **settings: Any) -> None:
        super().__init__(**settings)
        self._scored = scored

    def get_train_dataloader(self) -> Any:
        """The examples in their order, batch by batch."""
        return self._batches(self.train_dataset, self._train_batch_size)

    def get_eval_dataloader(self, eval_dataset: Any = None) -> Any:
        """The held-out examples in their order, batch by batch."""
        return self._batches(eval_dataset or self.eval_dataset, self.args.eval_batch_size)

    def _batches(self, rows: Any, batch: int) -> Any:
        pinned = self.args.dataloader_pin_memory
        loader = torch.utils.data.DataLoader(rows, batch, collate_fn=self.data_collator, pin_memory=pinned)
        return self.accelerator.prepare(loader)

    def evaluate(
        self, eval_dataset: Any = None, ignore_keys: list[str] | None = None, metric_key_prefix: str = "eval"
    ) -> dict[str, float]:
        """The loss, the tally of judgements and the execution accuracy on the held-out examples.

        No random number of the training is used up, so that a run with an evaluation more ends with the same weights.
        """
        started = time.monotonic()
        with torch.random.fork_rng():
            rows = self.get_eval_dataloader(eval_dataset)
            found = self.evaluation_loop(rows, "evaluation", True, ignore_keys, metric_key_prefix)
            tally = self._scored(self.accelerator.unwrap_model(self.model))
        metrics: dict[str, float] = {"eval_loss": found.metrics["eval_loss"], METRIC: tally.accuracy}
        metrics |= {f"eval_{name.replace(' ', '_')}": count for name, count in tally.counts}
        metrics["eval_seconds"] = round(time.monotonic() - started, 2)
        self.log(metrics)
        self.control: Any = self.callback_handler.on_evaluate(self.args, self.state, self.control, metrics)
        return metrics


class Stopping(transformers.TrainerCallback):  # type: ignore[misc]
    """Ends a run with a checkpoint when it was interrupted, and with an evaluation too when its time is up."""

    def __init__(self, interruption: Interruption, minutes: float | None) -> None:
        self._interruption = interruption
        self._until = None if minutes is None else time.monotonic() + 60 * minutes
        self.out_of_time = False

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> Any:  # noqa: ARG002 - the protocol's
        """Look after each step."""
        self.out_of_time = self._until is not None and time.monotonic() >= self._until
        if self._interruption.asked or self.out_of_time:
            control.should_save = control.should_training_stop = True
            control.should_evaluate = self.out_of_time and not self._interruption.asked
        return control


class Reporting(transformers.TrainerCallback):  # type: ignore[misc]
    """Passes each evaluation on as it comes."""

    def __init__(self, report: Callable[[dict[str, float]], None]) -> None:
        self._report = report

    def on_evaluate(self, args: Any, state: Any, control: Any, metrics: dict[str, float], **_: Any) -> None:  # noqa: ARG002
        """Report the evaluation with its step and the last training loss."""
        losses = [entry["loss"] for entry in state.log_history if "loss" in entry]
        self._report({"step": state.global_step, "loss": losses[-1] if losses else float("nan"), **metrics})


@contextmanager
def quiet() -> Iterator[None]:
    """No progress bars of transformers."""
    bars = transformers.utils.logging
    shown = bars.is_progress_bar_enabled()
    bars.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            bars.enable_progress_bar()


@dataclass(frozen=True, slots=True)
class Hardware:
    """What a run computes on."""

    device: str
    """``cpu`` or ``cuda``."""
    half: bool
    """Whether it computes in bfloat16."""


def hardware(device: str) -> Hardware:
    """The hardware of a device's name; ``auto`` for a GPU if there is one.

    Raises:
        Unsupported: if there is no such device here.
    """
    from nesy.errors import Unsupported

    here = torch.cuda.is_available()
    if device == "cuda" and not here:
        raise Unsupported("there is no GPU that torch can use here", hint="use --device cpu")
    name = "cuda" if here and device != "cpu" else "cpu"
    return Hardware(name, name == "cuda" and torch.cuda.is_bf16_supported())


def arguments(recipe: Recipe, folder: Path, here: Hardware, seed: int, *, lora: bool) -> Any:
    """The settings of transformers for a recipe."""
    how, check = recipe.optimisation, recipe.evaluation
    schedules = {"linear": "linear", "cosine": "cosine", "constant": "constant_with_warmup"}
    return transformers.TrainingArguments(
        output_dir=str(folder),
        max_steps=how.steps,
        per_device_train_batch_size=how.batch,
        per_device_eval_batch_size=how.batch,
        gradient_accumulation_steps=how.accumulate,
        learning_rate=recipe.lora.learning_rate if lora else how.learning_rate,
        lr_scheduler_type=schedules[how.schedule],
        warmup_steps=how.warmup,
        weight_decay=how.weight_decay,
        adam_beta2=how.beta2,
        max_grad_norm=how.clip,
        activation_checkpointing=how.checkpointing,
        eval_strategy="steps",
        eval_steps=check.every,
        save_strategy="steps",
        save_steps=check.every,
        save_total_limit=2,
        load_best_model_at_end=True,
        metric_for_best_model=METRIC,
        greater_is_better=True,
        restore_callback_states_from_checkpoint=True,
        logging_steps=max(1, check.every // 5),
        seed=seed,
        use_cpu=here.device == "cpu",
        bf16=here.half and not lora,
        dataloader_pin_memory=here.device != "cpu",
        remove_unused_columns=False,
        report_to="none",
        disable_tqdm=True,
        log_level="error",
    )


def trainer(
    model: Any,
    tokenizer: Any,
    settings: Any,
    train: Scheduled,
    held_out: Scheduled,
    recipe: Recipe,
    scored: Callable[[Any], Tally],
    callbacks: Sequence[Any],
) -> ExecutionTrainer:
    """The trainer of a run."""
    built = ExecutionTrainer(
        scored=scored,
        model=model,
        args=settings,
        train_dataset=train,
        eval_dataset=held_out,
        data_collator=Collator(tokenizer.pad_token_id),
        processing_class=tokenizer,
        callbacks=[transformers.EarlyStoppingCallback(recipe.evaluation.patience), *callbacks],
    )
    built.remove_callback(transformers.PrinterCallback)
    return built
