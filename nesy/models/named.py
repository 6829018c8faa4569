"""``model``: a language model by name, with the wrappers that its use calls for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nesy import registry
from nesy.errors import UnknownName
from nesy.models.base import LanguageModel
from nesy.models.wrappers.bounded import Bounded
from nesy.models.wrappers.cached import Cached
from nesy.models.wrappers.closing import Closing
from nesy.models.wrappers.metered import Metered, Prices
from nesy.models.wrappers.recorder import Recorder
from nesy.models.wrappers.retrying import Retrying

GROUP = "nesy.models"


def model(
    name: str,
    *,
    cache: str | Path | None = None,
    record: str | Path | None = None,
    retries: int = 6,
    concurrency: int = 16,
    prices: Prices | None = None,
    **settings: Any,
) -> LanguageModel:
    """The language model of a name, ready for use.

    Args:
        name: ``openai:MODEL`` for any server that speaks OpenAI's protocol, ``transformers:FOLDER`` for a local
            model, ``recorded:FILE`` for outputs that were written down before, or another registered kind.
        cache: a SQLite file that keeps every sample; a run that was killed goes on from it without repeated calls.
        record: a file of JSON lines to which every sample is added; ``recorded:`` replays it.
        retries: how often a call is tried again after a failure that may pass.
        concurrency: calls at work at one time.
        prices: what tokens cost, for the account.
        settings: what the kind of model takes, such as ``base_url`` and ``key_env`` for ``openai``.

    Raises:
        UnknownName: if there is no such kind of model.
        MissingDependency: if it needs a package that is not installed.

    >>> model("gpt-5")
    Traceback (most recent call last):
    ...
    nesy.errors.UnknownName: 'gpt-5' does not say what kind of model it is
    expected: openai:…, recorded:…, transformers:…
    """
    kind, colon, target = name.partition(":")
    if not colon or not target:
        kinds = tuple(f"{k}:…" for k in registry.names(GROUP))
        raise UnknownName(f"{name!r} does not say what kind of model it is", expected=kinds)
    backend: LanguageModel = registry.load(GROUP, kind)(target, **settings)
    wrapped: LanguageModel = Retrying(Bounded(Metered(backend, prices), concurrency), retries)
    if cache is not None:
        wrapped = Cached(wrapped, Path(cache))
    wrapped = Closing(wrapped)
    return wrapped if record is None else Recorder(wrapped, Path(record))
