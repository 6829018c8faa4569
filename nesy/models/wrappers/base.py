"""What every wrapper around a model has in common."""

from __future__ import annotations

from typing import Any

from nesy.models.base import Capabilities, LanguageModel, Prompt


class Wrapper(LanguageModel):
    """A model around another one, which has that one's name and abilities unless it says otherwise."""

    def __init__(self, inner: LanguageModel) -> None:
        self.inner = inner

    @property
    def name(self) -> str:  # type: ignore[override]  # a wrapper's name cannot be set
        """The inner model's name."""
        return self.inner.name

    @property
    def capabilities(self) -> Capabilities:
        """What the inner model can do."""
        return self.inner.capabilities

    @property
    def identity(self) -> str:
        """The inner model's identity."""
        return self.inner.identity

    @property
    def settings(self) -> dict[str, Any]:
        """The inner model's settings."""
        return self.inner.settings

    def samples_by_default(self, prompt: Prompt) -> int:
        """The inner model's number."""
        return self.inner.samples_by_default(prompt)

    async def aclose(self) -> None:
        """Close the inner model."""
        await self.inner.aclose()
