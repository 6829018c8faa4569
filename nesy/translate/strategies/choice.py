"""Chooses a strategy by its name, or by what the model can do."""

from __future__ import annotations

from nesy.models.base import LanguageModel
from nesy.translate.strategies.base import Strategy
from nesy.translate.strategies.named import strategy_named
from nesy.translate.strategies.replay import Replay


def choose_strategy(wanted: str | Strategy, model: LanguageModel) -> Strategy:
    """The strategy asked for; for ``auto``, ``replay`` with a recording that goes by the problem's id, else ``direct``.

    Raises:
        UnknownName: if there is no strategy of that name.
    """
    if not isinstance(wanted, str):
        return wanted
    if wanted == "auto":
        return Replay() if model.capabilities.replays else strategy_named("direct")
    return strategy_named(wanted)
