"""The strategies by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nesy.errors import UnknownName
from nesy.translate.strategies.base import Strategy
from nesy.translate.strategies.decompose import Decompose
from nesy.translate.strategies.direct import Direct
from nesy.translate.strategies.program import ProgramText
from nesy.translate.strategies.sentence_by_sentence import SentenceBySentence
from nesy.translate.strategies.signature_first import SignatureFirst

STRATEGIES: Mapping[str, Strategy] = MappingProxyType(
    {s.name: s for s in (Direct(), ProgramText(), SignatureFirst(), SentenceBySentence(), Decompose())}
)
"""All strategies of translation to first-order logic, by name."""


def strategy_named(name: str) -> Strategy:
    """The strategy of a name.

    Raises:
        UnknownName: if there is none.

    >>> strategy_named("direct").name
    'direct'
    """
    if name not in STRATEGIES:
        raise UnknownName(f"there is no translation strategy {name!r}", expected=tuple(STRATEGIES))
    return STRATEGIES[name]
