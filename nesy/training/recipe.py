"""Recipe: what a training run learns from, how, and when it ends. One YAML file each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from nesy.bench.card import load_yaml
from nesy.errors import BadDataFile, UnknownName

SCHEDULES = ("linear", "cosine", "constant")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Which examples the model is evaluated on while it learns; none of their texts is trained on."""

    split: str = ""
    """A split of the data set; empty to hold out a share of the training split."""
    share: float = 0.1
    group: str = ""
    """The field of a record that tells which ones belong together; without one, those with the same texts."""


@dataclass(frozen=True, slots=True)
class Optimisation:
    """How the weights are changed. The optimiser is AdamW."""

    steps: int = 2000
    batch: int = 16
    """Examples a step, on each device."""
    accumulate: int = 1
    """Batches whose gradients are added up for one step."""
    learning_rate: float = 1e-4
    schedule: str = "linear"
    """``linear`` and ``cosine`` end at zero."""
    warmup: int = 100
    """Steps in which the learning rate rises."""
    weight_decay: float = 0.01
    clip: float = 1.0
    """The largest norm of a gradient."""
    beta2: float = 0.999
    """How slowly AdamW forgets the size of gradients."""
    shortest_first: float = 0.0
    """The share of the steps in which the longest example in play grows from short ones to all; 0 for all at once."""
    checkpointing: bool = False
    """Compute activations again instead of keeping them: less memory, more time."""


@dataclass(frozen=True, slots=True)
class Evaluating:
    """How often the model is evaluated and when training ends early."""

    every: int = 250
    """Steps between two evaluations; each leaves a checkpoint."""
    limit: int = 200
    """Held-out examples in one evaluation, the same ones each time."""
    patience: int = 5
    """Evaluations in a row without a better execution accuracy after which training ends."""
    seconds: float = 2.0
    """Wall-clock limit for judging one program."""
    batch: int = 64
    """Programs that are written at once."""
    constrain: bool = True
    """Bind the model to the language's grammar."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """A low-rank adapter (Hu et al. 2021), which is trained in place of the weights if LoRA is asked for."""

    rank: int = 16
    alpha: int = 32
    dropout: float = 0.05
    targets: str | tuple[str, ...] = "all-linear"
    learning_rate: float = 2e-4


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a run learns from and how.

    Raises:
        UnknownName: if a choice does not exist.
        ValueError: if a number makes no sense.
    """

    name: str
    language: str
    dataset: str
    """The name of a data set's card."""
    title: str = ""
    split: str = "train"
    model: str = ""
    """The model configuration among the recipes that a new model is made by, unless the user names a model."""
    held_out: HeldOut = field(default_factory=HeldOut)
    optimisation: Optimisation = field(default_factory=Optimisation)
    evaluation: Evaluating = field(default_factory=Evaluating)
    lora: Adapter = field(default_factory=Adapter)

    def __post_init__(self) -> None:
        how, check = self.optimisation, self.evaluation
        if how.schedule not in SCHEDULES:
            raise UnknownName(f"there is no schedule {how.schedule!r}", expected=SCHEDULES)
        least = {"steps": how.steps, "batch": how.batch, "accumulate": how.accumulate, "every": check.every}
        least |= {"limit": check.limit, "patience": check.patience, "evaluation.batch": check.batch}
        for name, number in least.items():
            if number < 1:
                raise ValueError(f"{name} is 1 or more, not {number}")
        if not (0.0 <= how.shortest_first <= 1.0 and 0.0 < self.held_out.share < 1.0):
            raise ValueError("shortest_first is from 0 to 1, and held_out.share between 0 and 1")
        if how.learning_rate <= 0 or self.lora.learning_rate <= 0 or check.seconds <= 0:
            raise ValueError("learning rates and seconds are more than 0")

    def to_json(self) -> dict[str, Any]:
        """The recipe as JSON data."""
        return asdict(self)


def recipe_folder() -> Path:
    """The folder of the recipes that ship with nesy."""
    return Path(__file__).parent / "recipes"


def recipe_names() -> tuple[str, ...]:
    """The recipes that ship with nesy.

    >>> "text-to-fol" in recipe_names()
    True
    """
    return tuple(sorted(path.stem for path in recipe_folder().glob("*.yaml")))


def load_recipe(name: str | Path) -> Recipe:
    """The recipe of a name, or in a YAML file.

    Raises:
        UnknownName: if there is neither.
        BadDataFile: if the file is not a recipe.

    >>> load_recipe("text-to-fol").language
    'fol'
    """
    path = recipe_folder() / f"{name}.yaml" if str(name) in recipe_names() else Path(name)
    if not path.is_file():
        raise UnknownName(
            f"there is no recipe {str(name)!r}", expected=recipe_names(), hint="or give the path of a YAML file"
        )
    data = load_yaml(path)
    try:
        return _fill(Recipe, data, path.name)
    except (TypeError, ValueError, LookupError) as err:
        if isinstance(err, BadDataFile):
            raise
        raise BadDataFile(f"the recipe cannot be used: {err}", source_name=path.name) from err


def _fill(kind: type[T], data: Mapping[str, Any], place: str) -> T:
    """A value of a dataclass from a mapping with exactly its fields, nested ones included."""
    types = get_type_hints(kind)
    known = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
    if not isinstance(data, Mapping):
        raise BadDataFile(f"{kind.__name__} is not a mapping", source_name=place)
    unknown = sorted(str(key) for key in data.keys() - known.keys())
    if unknown:
        raise BadDataFile(f"unknown fields: {', '.join(unknown)}", source_name=place, expected=sorted(known))
    lacking = [n for n, f in known.items() if n not in data and f.default is MISSING and f.default_factory is MISSING]
    if lacking:
        raise BadDataFile(f"the recipe lacks {', '.join(lacking)}", source_name=place)
    return kind(**{name: _value(types[name], value, f"{name} of {place}") for name, value in data.items()})


def _value(kind: Any, value: Any, place: str) -> Any:
    if kind in (HeldOut, Optimisation, Evaluating, Adapter):
        return _fill(kind, value, place)
    if kind is float and isinstance(value, int | float | str) and not isinstance(value, bool):
        return float(value)  # YAML reads 1e-4 as a text
    if kind in (int, str, bool):
        if type(value) is not kind:
            raise BadDataFile(f"this is {type(value).__name__}, not {kind.__name__}", source_name=place)
        return value
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        return tuple(value)
    if isinstance(value, str):
        return value
    raise BadDataFile(f"this is {type(value).__name__}, not a text or a list of texts", source_name=place)
