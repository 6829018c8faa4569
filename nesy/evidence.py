"""Evidence: what a verdict rests on, in a form that can be checked without the prover."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from nesy import registry
from nesy.errors import BadAnswerFile, UnknownName


class Evidence(Protocol):
    """What an answer rests on. Entry-point group ``nesy.evidence``; a kind also has ``from_json``.

    The kinds are ``Proof``, :class:`Worlds`, :class:`Derivation`, :class:`Saturation` and
    :class:`Refutation`.
    """

    def to_json(self) -> dict[str, Any]:
        """The evidence as JSON data."""


@dataclass(frozen=True, slots=True)
class Countermodel:
    """A finite world: a domain and what every symbol means in it.

    Elements are the integers ``0 … size - 1``. Function and predicate tables are keyed by name and
    arity, so that one name may be used with two arities.

    Raises:
        ValueError: if the domain is empty or a table speaks of an element outside it.
    """

    size: int
    """Number of elements; at least one."""
    constants: Mapping[str, int]
    """The element that each constant (and each numeral, by its text) denotes."""
    functions: Mapping[tuple[str, int], Mapping[tuple[int, ...], int]]
    """Total tables of the functions."""
    predicates: Mapping[tuple[str, int], frozenset[tuple[int, ...]]]
    """The tuples of which each predicate holds; all others it does not hold of."""

    def __post_init__(self) -> None:
        if self.size < 1:
            raise ValueError("a world has one element at least")
        elements = [*self.constants.values()]
        for table in self.functions.values():
            elements += [e for key, value in table.items() for e in (*key, value)]
        for holds in self.predicates.values():
            elements += [e for key in holds for e in key]
        if any(not 0 <= e < self.size for e in elements):
            raise ValueError(f"a table speaks of an element outside 0 … {self.size - 1}")

    def names(self, element: int) -> tuple[str, ...]:
        """The constants that denote an element."""
        return tuple(name for name, e in self.constants.items() if e == element)

    def to_json(self) -> dict[str, Any]:
        """The world as JSON data."""
        return {
            "size": self.size,
            "constants": dict(self.constants),
            "functions": [
                {"name": n, "arity": a, "table": [[list(k), v] for k, v in sorted(t.items())]}
                for (n, a), t in self.functions.items()
            ],
            "predicates": [
                {"name": n, "arity": a, "holds": [list(k) for k in sorted(t)]} for (n, a), t in self.predicates.items()
            ],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Countermodel:
        """The world that :meth:`to_json` wrote.

        >>> w = Countermodel(1, {"rex": 0}, {}, {("Dog", 1): frozenset({(0,)})})
        >>> Countermodel.from_json(w.to_json()) == w
        True
        """
        return cls(
            int(data["size"]),
            {str(k): int(v) for k, v in data["constants"].items()},
            {(f["name"], f["arity"]): {tuple(k): v for k, v in f["table"]} for f in data["functions"]},
            {(p["name"], p["arity"]): frozenset(tuple(k) for k in p["holds"]) for p in data["predicates"]},
        )


@dataclass(frozen=True, slots=True)
class Refutation:
    """The premises that, with the conclusion negated (or asserted), cannot hold together."""

    core: tuple[str, ...]
    """Names of the premises that suffice."""
    minimal: bool
    """True if each premise of the core was shown to be needed."""
    checked_by: tuple[str, ...] = ()
    """Provers that confirmed the core on its own."""

    def to_json(self) -> dict[str, Any]:
        """The refutation as JSON data."""
        return {"core": list(self.core), "minimal": self.minimal, "checked_by": list(self.checked_by)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Refutation:
        """The refutation that :meth:`to_json` wrote."""
        return cls(tuple(data["core"]), bool(data["minimal"]), tuple(data["checked_by"]))


@dataclass(frozen=True, slots=True)
class DerivationStep:
    """One application of a rule, or one fact as it was given."""

    conclusion: str
    """The ground literal, in canonical FOL text."""
    premise: str
    """Name of the premise that is the rule or the fact; ``closed world`` for an assumed negation."""
    parents: tuple[int, ...] = ()
    """Indices of the earlier steps that satisfy the rule's body, in its order."""
    bindings: tuple[tuple[str, str], ...] = ()
    """Variable and constant of the rule's instance."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """A forward derivation; the last step is the conclusion or its negation.

    Raises:
        ValueError: if a step rests on itself or on a later one.
    """

    steps: tuple[DerivationStep, ...]

    def __post_init__(self) -> None:
        for index, step in enumerate(self.steps):
            if any(not 0 <= parent < index for parent in step.parents):
                raise ValueError(f"step {index} rests on a step that does not come before it")

    @property
    def depth(self) -> int:
        """Rule applications on the longest path to the last step; 0 for a given fact."""
        levels: list[int] = []
        for step in self.steps:
            levels.append(1 + max(levels[p] for p in step.parents) if step.parents else 0)
        return levels[-1] if levels else 0

    def to_json(self) -> dict[str, Any]:
        """The derivation as JSON data."""
        return {
            "steps": [
                {
                    "conclusion": s.conclusion,
                    "premise": s.premise,
                    "parents": list(s.parents),
                    "bindings": [list(b) for b in s.bindings],
                }
                for s in self.steps
            ]
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Derivation:
        """The derivation that :meth:`to_json` wrote.

        >>> d = Derivation((DerivationStep("Dog(rex)", "1"), DerivationStep("Mammal(rex)", "2", (0,))))
        >>> Derivation.from_json(d.to_json()) == d, d.depth
        (True, 1)
        """
        return cls(
            tuple(
                DerivationStep(
                    s["conclusion"], s["premise"], tuple(s["parents"]), tuple((k, v) for k, v in s["bindings"])
                )
                for s in data["steps"]
            )
        )


@dataclass(frozen=True, slots=True)
class Worlds:
    """The two worlds of an UNCERTAIN: the premises hold in both, the conclusion in one of them only."""

    conclusion_true: Countermodel
    conclusion_false: Countermodel
    smallest: bool = False
    """True if every smaller domain was ruled out for each of them."""

    def to_json(self) -> dict[str, Any]:
        """Both worlds as JSON data."""
        return {
            "conclusion_true": self.conclusion_true.to_json(),
            "conclusion_false": self.conclusion_false.to_json(),
            "smallest": self.smallest,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Worlds:
        """The worlds that :meth:`to_json` wrote."""
        true, false = (Countermodel.from_json(data[f"conclusion_{value}"]) for value in ("true", "false"))
        return cls(true, false, bool(data.get("smallest", False)))


@dataclass(frozen=True, slots=True)
class Saturation:
    """All that a rule theory derives, where neither the conclusion nor its negation is among it."""

    derived: tuple[str, ...]
    """Every literal, in canonical FOL text, that the facts and rules give."""

    def to_json(self) -> dict[str, Any]:
        """The literals as JSON data."""
        return {"derived": list(self.derived)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Saturation:
        """The saturation that :meth:`to_json` wrote."""
        return cls(tuple(data["derived"]))


def evidence_to_json(evidence: Evidence) -> dict[str, Any]:
    """Any evidence as JSON data that names its kind.

    >>> evidence_to_json(Saturation(("Dog(rex)",)))
    {'kind': 'saturation', 'derived': ['Dog(rex)']}
    """
    return {"kind": type(evidence).__name__.lower(), **evidence.to_json()}


def evidence_from_json(data: Mapping[str, Any]) -> Evidence:
    """The evidence that :func:`evidence_to_json` wrote, of any registered kind.

    Raises:
        BadAnswerFile: if the kind is unknown or the data does not fit it.
    """
    try:
        kind = registry.load("nesy.evidence", str(data["kind"]))
        evidence: Evidence = kind.from_json(data)
    except UnknownName as err:
        raise BadAnswerFile(f"evidence of kind {data['kind']!r} is unknown", expected=err.expected) from err
    except BadAnswerFile:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as err:
        raise BadAnswerFile(f"this evidence does not fit its kind: {err!r}") from err
    return evidence
