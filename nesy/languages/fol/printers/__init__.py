"""The printers of first-order logic, each of which a dialect reads back to an equal formula."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from nesy.languages.fol.printers.canonical import ASCII, to_text
from nesy.languages.fol.printers.latex import to_latex
from nesy.languages.fol.printers.prover9 import to_prover9
from nesy.languages.fol.printers.smtlib import to_smtlib
from nesy.languages.fol.printers.tptp import to_tptp
from nesy.languages.fol.syntax import Formula

PRINTERS: Mapping[str, Callable[[Formula], str]] = MappingProxyType(
    {
        "unicode": to_text,
        "ascii": partial(to_text, style=ASCII),
        "latex": to_latex,
        "prover9": to_prover9,
        "tptp": to_tptp,
        "smtlib": to_smtlib,
    }
)
"""The text of a formula by the name of the form; ``tptp``, ``smtlib`` and ``prover9`` are dialects of these names."""

__all__ = ["PRINTERS", "to_latex", "to_prover9", "to_smtlib", "to_text", "to_tptp"]
