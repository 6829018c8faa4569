"""Repair: one change that a pass made to a program, with how much it lowers trust."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Repair:
    """One recorded change to a program.

    Raises:
        ValueError: if ``trust`` is not in (0, 1].
    """

    name: str
    """The pass that made it, such as ``close_free_variables``."""
    message: str
    """What was changed, in one clause for people."""
    where: str
    """The name of the statement, or ``theory``."""
    trust: float
    """The factor, in (0, 1], by which the program is less to be trusted."""
    before: str = ""
    after: str = ""

    def __post_init__(self) -> None:
        if not 0.0 < self.trust <= 1.0:
            raise ValueError(f"trust is {self.trust}, which is not in (0, 1]")

    def to_json(self) -> dict[str, Any]:
        """The repair as JSON data."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Repair:
        """The repair that :meth:`to_json` wrote.

        >>> r = Repair("close_free_variables", "x was free", "2", 0.9)
        >>> Repair.from_json(r.to_json()) == r
        True
        """
        return cls(**{name: data[name] for name in cls.__slots__})
