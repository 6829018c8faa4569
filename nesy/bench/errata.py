"""Errata: problems whose gold label and gold formulas do not agree, with the reason.

They are documentation for readers of a report. No answer and no score depends on them.
"""

from __future__ import annotations

from dataclasses import dataclass

from nesy.bench.card import Card, load_yaml
from nesy.errors import BadDataFile


@dataclass(frozen=True, slots=True)
class Erratum:
    """One problem of a data set that is flawed as published."""

    id: str
    label: str
    """The gold label."""
    answer: str
    """What the gold formulas say: a label, or the status if there is none."""
    reason: str


def read_errata(card: Card) -> dict[str, Erratum]:
    """The errata of a data set by problem id; none if its folder lists none.

    Raises:
        BadDataFile: if the list is flawed.
    """
    path = card.folder / "errata.yaml"
    if not path.is_file():
        return {}
    try:
        entries = [Erratum(**{k: " ".join(str(v).split()) for k, v in e.items()}) for e in load_yaml(path)["problems"]]
    except (KeyError, TypeError, AttributeError) as err:
        raise BadDataFile(f"the errata cannot be read: {err!r}", source_name=f"{card.name}/errata.yaml") from err
    return {entry.id: entry for entry in entries}
