"""Metered: counts calls, samples and tokens, and what they cost."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace

from nesy.errors import ModelFailed, Unsupported
from nesy.exchange import Usage
from nesy.models.base import Call, LanguageModel, Sample
from nesy.models.wrappers.base import Wrapper


@dataclass(frozen=True, slots=True)
class Prices:
    """What a million tokens cost, in any currency.

    Raises:
        ValueError: if a price is negative.

    >>> Prices(prompt=2.0, completion=8.0).cost(Usage(500_000, 100_000))
    1.8
    """

    prompt: float
    completion: float

    def __post_init__(self) -> None:
        if not (self.prompt >= 0.0 and self.completion >= 0.0):
            raise ValueError(f"a price is 0 or more, not {self.prompt} or {self.completion}")

    def cost(self, usage: Usage) -> float:
        """What tokens cost."""
        return (usage.prompt_tokens * self.prompt + usage.completion_tokens * self.completion) / 1e6


@dataclass(frozen=True, slots=True)
class Account:
    """What a model was used for. Samples from a cache are not on it."""

    calls: int = 0
    """Calls that gave samples."""
    failures: int = 0
    """Calls that did not; what a server charges for those is not known."""
    samples: int = 0
    usage: Usage = field(default_factory=Usage)
    prices: Prices | None = None

    @property
    def cost(self) -> float | None:
        """What the tokens cost; None if the prices are not known."""
        return None if self.prices is None else self.prices.cost(self.usage)


class Metered(Wrapper):
    """A model with an account of its use, which can be read from any thread.

    Args:
        inner: the model.
        prices: what tokens cost.
    """

    def __init__(self, inner: LanguageModel, prices: Prices | None = None) -> None:
        super().__init__(inner)
        self._account = Account(prices=prices)
        self._lock = threading.Lock()

    @property
    def account(self) -> Account:
        """The account as it stands."""
        with self._lock:
            return self._account

    async def complete(self, call: Call) -> list[Sample]:
        """The inner model's samples, which are added to the account."""
        try:
            samples = await self.inner.complete(call)
        except ModelFailed:
            self._add(Account(failures=1))
            raise
        usage = sum((sample.usage for sample in samples if not sample.cached), Usage())
        self._add(Account(calls=1, samples=len(samples), usage=usage))
        return samples

    def _add(self, more: Account) -> None:
        with self._lock:
            mine = self._account
            self._account = replace(
                mine,
                calls=mine.calls + more.calls,
                failures=mine.failures + more.failures,
                samples=mine.samples + more.samples,
                usage=mine.usage + more.usage,
            )


def account(model: LanguageModel) -> Account:
    """The account of a model that has one somewhere among its wrappers.

    Raises:
        Unsupported: if it has none.
    """
    layer: object = model
    while layer is not None:
        if isinstance(layer, Metered):
            return layer.account
        layer = getattr(layer, "inner", None)
    raise Unsupported(f"{model.name} keeps no account", hint="wrap it: Metered(model)")
