"""Settings: how the problems of a run are answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from nesy.bench.model_choice import ModelChoice
from nesy.engine.semantics import SEMANTICS
from nesy.errors import UnknownName

DECLARED = "declared"
"""Stands for the semantics that the data set's card declares."""
MODES = ("english", "formulas", "recorded", "model")
"""What answers start from: the sentences, the data set's own formulas, a model's recorded outputs, or a live model."""
VOTES = ("trust", "majority")


@dataclass(frozen=True, slots=True)
class RunSettings:
    """How the problems of a run are answered.

    Raises:
        UnknownName: if one of the choices does not exist.
    """

    mode: str = "english"
    semantics: str = DECLARED
    prover: str = "auto"
    seconds: float = 10.0
    """Wall-clock limit for deciding one program."""
    vote: str = "trust"
    """How several samples of one problem vote."""
    link: bool = True
    """Link near-duplicate names."""
    repair: bool = True
    """Repair programs at all."""
    proofs: bool = True
    """Build and check a proof for each TRUE and FALSE."""
    save_answers: bool = False
    """Keep each whole answer in the results."""
    model: ModelChoice | None = None
    """The language model, for the mode ``model`` only."""

    def __post_init__(self) -> None:
        choices = {"mode": MODES, "semantics": (DECLARED, *SEMANTICS), "vote": VOTES}
        for name, allowed in choices.items():
            if getattr(self, name) not in allowed:
                raise UnknownName(f"there is no {name} {getattr(self, name)!r}", expected=allowed)
        if (self.mode == "model") is (self.model is None):
            raise UnknownName(f"mode {self.mode!r} and model {self.model!r} do not go together")

    def to_json(self) -> dict[str, Any]:
        """The settings as JSON data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> RunSettings:
        """The settings that :meth:`to_json` wrote.

        >>> settings = RunSettings(mode="recorded", link=False)
        >>> RunSettings.from_json(settings.to_json()) == settings
        True
        """
        model = data.get("model")
        return cls(**{**data, "model": None if model is None else ModelChoice.from_json(model)})
