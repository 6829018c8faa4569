"""nesy: text goes in, an answer with checked evidence comes out.

>>> import nesy
>>> print(nesy.ask("All dogs are mammals. Rex is a dog.", "Rex is a mammal.").label)
Label.TRUE
"""

from nesy.answer import Answer
from nesy.engine.ask import ask
from nesy.engine.prove import prove
from nesy.errors import NesyError
from nesy.evidence import Countermodel, Derivation, Refutation, Saturation, Worlds
from nesy.languages.fol.passes.base import RepairOptions
from nesy.languages.fol.read import read_formula as formula
from nesy.languages.fol.read import read_theory as fol
from nesy.languages.fol.theory import Theory
from nesy.models.recorded import Recorded
from nesy.problem import Problem
from nesy.provers.base import Limits
from nesy.translation import Translation
from nesy.verdict import Label, Status, Verdict
from nesy.version import __version__

__all__ = [
    "Answer",
    "Countermodel",
    "Derivation",
    "Label",
    "Limits",
    "NesyError",
    "Problem",
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
    "prove",
]
