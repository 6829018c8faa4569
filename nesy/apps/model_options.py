"""The options of every command that can ask a language model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from nesy.bench.model_choice import ModelChoice
from nesy.models.base import LanguageModel
from nesy.models.named import model

_STRATEGIES = "direct, program, signature-first, sentence-by-sentence, decompose; auto is direct"


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """What was said on the command line about the language model."""

    choice: ModelChoice
    key_env: str
    cache: Path | None
    record: Path | None
    concurrency: int

    def open(self, cache: Path | None = None) -> LanguageModel:
        """The model, ready for use.

        Args:
            cache: where samples are kept if the command line names no cache.

        Raises:
            UnknownName, MissingDependency: if there is no such kind of model, or its package is not installed.
        """
        settings: dict[str, Any] = {"base_url": self.choice.base_url} if self.choice.base_url else {}
        if self.key_env:
            settings["key_env"] = self.key_env
        return model(
            self.choice.name,
            cache=self.cache or cache,
            record=self.record,
            concurrency=self.concurrency,
            **settings,
        )


def model_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of :class:`ModelOptions`; :func:`read_options` collects them."""
    path = click.Path(path_type=Path, dir_okay=False)
    options = (
        click.option("--model", "model_name", help="Translate with this model: openai:NAME, transformers:FOLDER, …"),
        click.option("--base-url", default="", help="Address of an OpenAI-compatible server."),
        click.option("--key-env", default="", help="Environment variable that holds the key."),
        click.option("--samples", type=click.IntRange(min=1), default=1, show_default=True, help="Programs that vote."),
        click.option("--strategy", default="auto", show_default=True, help=_STRATEGIES),
        click.option("--refine", type=click.IntRange(min=0), default=0, show_default=True, help="Rounds at most."),
        click.option("--no-grammar", is_flag=True, help="Do not bind the model to the grammar."),
        click.option("--temperature", type=click.FloatRange(min=0.0)),
        click.option("--max-tokens", type=click.IntRange(min=1)),
        click.option("--seed", type=int),
        click.option("--arbitrate", is_flag=True, help="Let the model choose where its programs disagree."),
        click.option("--fallback", is_flag=True, help="Where nothing is decided, print the model's unproved opinion."),
        click.option("--cache", type=path, help="SQLite file that keeps every sample."),
        click.option("--record", type=path, help="File to which every sample is added; recorded:FILE replays it."),
        click.option("--concurrency", type=click.IntRange(min=1), default=16, show_default=True, help="Calls at once."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def read_options(values: dict[str, Any]) -> ModelOptions | None:
    """The options, taken out of a command's values; None if no model was named.

    Raises:
        click.UsageError: if something is said about a model and none is named.
    """
    taken = {name: values.pop(name) for name in (*_CHOICE, *_OPENING)}
    if taken["model_name"] is None:
        changed = [n for n in taken if _was_given(n)]
        if changed:
            raise click.UsageError(f"--{changed[0].replace('_', '-')} needs --model")
        return None
    choice = {_CHOICE[name]: value for name, value in taken.items() if name in _CHOICE}
    choice["constrain"] = not choice["constrain"]
    opening = {name: taken[name] for name in _OPENING}
    return ModelOptions(ModelChoice(**choice), **opening)


_CHOICE = {
    "model_name": "name",
    "base_url": "base_url",
    "samples": "samples",
    "strategy": "strategy",
    "refine": "refine",
    "no_grammar": "constrain",
    "temperature": "temperature",
    "max_tokens": "max_tokens",
    "seed": "seed",
    "arbitrate": "arbitrate",
    "fallback": "fallback",
}
"""The option of each field of :class:`ModelChoice`."""
_OPENING = ("key_env", "cache", "record", "concurrency")


def _was_given(name: str) -> bool:
    source = click.get_current_context().get_parameter_source(name)
    return source is click.core.ParameterSource.COMMANDLINE
