"""nesy: text goes in, an answer with checked evidence comes out.

>>> import nesy
>>> print(nesy.ask("All dogs are mammals. Rex is a dog.", "Rex is a mammal.").label)
Label.TRUE

Names are loaded when they are first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nesy.answer import Answer
    from nesy.engine.ask import ask
    from nesy.engine.database import Database, query
    from nesy.engine.plan_result import PlanResult
    from nesy.engine.planning import pddl, plan, validate
    from nesy.engine.prove import prove
    from nesy.engine.query_result import QueryResult
    from nesy.errors import NesyError
    from nesy.evidence import Countermodel, Derivation, Evidence, Refutation, Saturation, Worlds
    from nesy.languages.fol.passes.base import RepairOptions
    from nesy.languages.fol.read import read_formula as formula
    from nesy.languages.fol.read import read_theory as fol
    from nesy.languages.fol.theory import Theory
    from nesy.models.base import LanguageModel
    from nesy.models.named import model
    from nesy.models.recorded import Recorded, load_recording
    from nesy.modules.library import Library
    from nesy.problem import Problem
    from nesy.proofs.proof import Proof
    from nesy.provers.base import Limits
    from nesy.translation import Translation
    from nesy.verdict import Label, Status, Verdict
    from nesy.version import __version__

_HOMES = {
    "Answer": "nesy.answer",
    "Countermodel": "nesy.evidence",
    "Database": "nesy.engine.database",
    "Derivation": "nesy.evidence",
    "Evidence": "nesy.evidence",
    "Label": "nesy.verdict",
    "Library": "nesy.modules.library",
    "Limits": "nesy.provers.base",
    "LanguageModel": "nesy.models.base",
    "NesyError": "nesy.errors",
    "PlanResult": "nesy.engine.plan_result",
    "Problem": "nesy.problem",
    "Proof": "nesy.proofs.proof",
    "QueryResult": "nesy.engine.query_result",
    "Recorded": "nesy.models.recorded",
    "Refutation": "nesy.evidence",
    "RepairOptions": "nesy.languages.fol.passes.base",
    "Saturation": "nesy.evidence",
    "Status": "nesy.verdict",
    "Theory": "nesy.languages.fol.theory",
    "Translation": "nesy.translation",
    "Verdict": "nesy.verdict",
    "Worlds": "nesy.evidence",
    "__version__": "nesy.version",
    "ask": "nesy.engine.ask",
    "fol": "nesy.languages.fol.read:read_theory",
    "formula": "nesy.languages.fol.read:read_formula",
    "load_recording": "nesy.models.recorded",
    "model": "nesy.models.named",
    "pddl": "nesy.engine.planning",
    "plan": "nesy.engine.planning",
    "prove": "nesy.engine.prove",
    "query": "nesy.engine.database",
    "validate": "nesy.engine.planning",
}

__all__ = [
    "Answer",
    "Countermodel",
    "Database",
    "Derivation",
    "Evidence",
    "Label",
    "LanguageModel",
    "Library",
    "Limits",
    "NesyError",
    "PlanResult",
    "Problem",
    "Proof",
    "QueryResult",
    "Recorded",
    "Refutation",
    "RepairOptions",
    "Saturation",
    "Status",
    "Theory",
    "Translation",
    "Verdict",
    "Worlds",
    "__version__",
    "ask",
    "fol",
    "formula",
    "load_recording",
    "model",
    "pddl",
    "plan",
    "prove",
    "query",
    "validate",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'nesy' has no attribute {name!r}")
    module, _, attribute = home.partition(":")
    value = getattr(import_module(module), attribute or name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
