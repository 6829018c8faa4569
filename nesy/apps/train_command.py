"""``nesy train``: fine-tune a model from text to program, and show how its execution accuracy grows."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from nesy.training.fresh import load_fresh_model
from nesy.training.origin import Origin, pretrained
from nesy.training.recipe import Recipe, load_recipe
from nesy.training.train import Trained, TrainingRun, train

INTERRUPTED = 130
"""Exit status of a run that was interrupted and can be resumed."""
_COLUMNS = ("step", "loss", "held-out loss", "execution accuracy", "wrong", "undecided", "unreadable", "seconds")


@click.command(name="train")
@click.argument("recipe")
@click.option("--data", type=click.Path(path_type=Path), help="A file or folder. Default: NESY_DATA, then the cache.")
@click.option("--model", type=click.Path(path_type=Path), help="The folder of the pretrained model to fine-tune.")
@click.option("--config", help="Make a new model: a configuration's YAML or JSON file, or one that comes with nesy.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder of the trained model.")
@click.option("--lora", is_flag=True, help="Train a low-rank adapter; it is merged into the model at the end.")
@click.option("--resume", is_flag=True, help="Go on with the interrupted run in --out.")
@click.option("--steps", type=click.IntRange(min=1), help="Steps of optimisation. Default: the recipe's.")
@click.option("--max-minutes", "minutes", type=click.FloatRange(min=0, min_open=True), help="Stop after so long.")
@click.option("--device", type=click.Choice(("auto", "cpu", "cuda")), default="auto", show_default=True)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True)
def train_command(
    recipe: str,
    data: Path | None,
    model: Path | None,
    config: str | None,
    out: Path,
    lora: bool,
    resume: bool,
    steps: int | None,
    minutes: float | None,
    device: str,
    seed: int,
) -> None:
    """Train a model by RECIPE: one that ships with nesy, such as text-to-fol, or a YAML file."""
    chosen = load_recipe(recipe)
    if steps is not None:
        chosen = replace(chosen, optimisation=replace(chosen.optimisation, steps=steps))
    origin = _origin(chosen, model, config)
    run = TrainingRun(chosen, origin, out, data, lora, resume, minutes, device, seed)
    table = _Table()
    trained = train(run, table.add)
    _finish(trained)


def _origin(recipe: Recipe, model: Path | None, config: str | None) -> Origin:
    if model is not None and config is not None:
        raise click.UsageError("give --model or --config, not both")
    if model is not None:
        return pretrained(model)
    name = config or recipe.model
    if not name:
        raise click.UsageError(f"the recipe {recipe.name} needs --model FOLDER, or --config for a new model")
    return Origin(fresh=load_fresh_model(name))


class _Table:
    """Prints evaluations as rows, each when it comes."""

    def __init__(self) -> None:
        self._begun = False

    def add(self, found: dict[str, float]) -> None:
        if not self._begun:
            click.echo("  ".join(_COLUMNS))
            self._begun = True
        cells = (
            f"{found['step']:.0f}",
            f"{found['loss']:.3f}",
            f"{found['eval_loss']:.3f}",
            f"{found['eval_execution_accuracy']:.1%}",
            *(f"{found[f'eval_{name}']:.0f}" for name in ("wrong", "undecided", "unreadable")),
            f"{found['eval_seconds']:.0f}",
        )
        click.echo("  ".join(cell.rjust(len(name)) for cell, name in zip(cells, _COLUMNS, strict=True)))


def _finish(trained: Trained) -> None:
    if not trained.saved:
        click.echo(f"interrupted at step {trained.step}; go on with --resume --out {trained.folder}", err=True)
        sys.exit(INTERRUPTED)
    more = "; --resume goes on" if trained.stopped == "time" else ""
    click.echo(f"best at step {trained.best_step}: {trained.accuracy:.1%} (stopped by {trained.stopped}{more})")
    click.echo(f"transformers:{trained.folder}")
