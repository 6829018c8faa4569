"""Reading what a printer wrote gives an equal formula, in every dialect."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from strategies import formulas, names

from nesy.languages.fol.passes import RepairOptions
from nesy.languages.fol.printers import PRINTERS
from nesy.languages.fol.printers.smtlib import to_smtlib_script
from nesy.languages.fol.printers.tptp import to_tptp_problem
from nesy.languages.fol.read import read_formula, read_theory
from nesy.languages.fol.syntax import Formula
from nesy.languages.fol.theory import Statement, Theory

DIALECT_OF = {
    "unicode": "auto",
    "ascii": "auto",
    "latex": "auto",
    "prover9": "prover9",
    "tptp": "tptp",
    "smtlib": "smtlib",
}
SCRIPTS: dict[str, Callable[[Theory], str]] = {"tptp": to_tptp_problem, "smtlib": to_smtlib_script}
AS_WRITTEN = RepairOptions(repair=False)
RELAXED = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
THOROUGH = settings(RELAXED, max_examples=2_000)


def test_every_printer_is_read_by_some_dialect() -> None:
    assert DIALECT_OF.keys() == PRINTERS.keys()


def check_formula(form: str, formula: Formula) -> None:
    text = PRINTERS[form](formula)
    assert read_formula(text, dialect=DIALECT_OF[form], options=AS_WRITTEN) == formula


def check_theory(form: str, formula: Formula, goal: Formula) -> None:
    """A theory in lines, or in the frame that the dialect has for one."""
    text = f"{PRINTERS[form](formula)}\n|- {PRINTERS[form](goal)}"
    if form == "prover9":
        text = "formulas(assumptions).\n  {}.\nend_of_list.\nformulas(goals).\n  {}.\nend_of_list.\n".format(
            *map(PRINTERS[form], (formula, goal))
        )
    theory = read_theory(text, options=AS_WRITTEN)
    assert [s.formula for s in theory.statements] == [formula, goal]
    assert theory.conclusion is not None


def check_script(form: str, first: Formula, second: Formula, name: str) -> None:
    theory = Theory((Statement(first, "1"), Statement(second, name)), Statement(first, "conclusion"))
    again = read_theory(SCRIPTS[form](theory), options=AS_WRITTEN)
    assert [(s.name, s.formula) for s in again.statements] == [(s.name, s.formula) for s in theory.statements]


@pytest.mark.parametrize("form", PRINTERS)
@RELAXED
@given(formula=formulas())
def test_formulas(form: str, formula: Formula) -> None:
    check_formula(form, formula)


@pytest.mark.parametrize("form", ["unicode", "ascii", "latex", "prover9"])
@settings(RELAXED, max_examples=25)
@given(formula=formulas(), goal=formulas())
def test_theories(form: str, formula: Formula, goal: Formula) -> None:
    check_theory(form, formula, goal)


@pytest.mark.parametrize("form", SCRIPTS)
@settings(RELAXED, max_examples=25)
@given(first=formulas(), second=formulas(), name=names().filter(lambda n: n != "conclusion"))
def test_scripts(form: str, first: Formula, second: Formula, name: str) -> None:
    check_script(form, first, second, name)


@pytest.mark.slow
@pytest.mark.parametrize("form", PRINTERS)
@THOROUGH
@given(formula=formulas())
def test_many_formulas(form: str, formula: Formula) -> None:
    check_formula(form, formula)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["unicode", "ascii", "latex", "prover9"])
@THOROUGH
@given(formula=formulas(), goal=formulas())
def test_many_theories(form: str, formula: Formula, goal: Formula) -> None:
    check_theory(form, formula, goal)


@pytest.mark.slow
@pytest.mark.parametrize("form", SCRIPTS)
@THOROUGH
@given(first=formulas(), second=formulas(), name=names().filter(lambda n: n != "conclusion"))
def test_many_scripts(form: str, first: Formula, second: Formula, name: str) -> None:
    check_script(form, first, second, name)
