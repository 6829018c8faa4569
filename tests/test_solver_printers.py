"""SMT-LIB and TPTP text: names are reversible, and the solvers accept it."""

import shutil
import subprocess

import pytest
import z3
from hypothesis import given, settings
from hypothesis import strategies as st

from nesy.languages.fol.passes.axiomatize_order import axiomatize_order, only_strictly_less
from nesy.languages.fol.passes.fold_arithmetic import fold_arithmetic
from nesy.languages.fol.passes.relativize_sorts import relativize_sorts, sort_axioms
from nesy.languages.fol.printers.smtlib import read_symbol, symbol_text, to_smtlib, to_smtlib_script
from nesy.languages.fol.printers.tptp import read_variable, to_tptp, to_tptp_problem, variable_text
from nesy.languages.fol.read import read_formula
from nesy.languages.fol.theory import Statement, Theory

NAMES = st.text(
    st.one_of(st.sampled_from("abZ09_ '/@#?%|\\-<=\N{LATIN SMALL LETTER E WITH ACUTE}"), st.characters()),
    min_size=1,
    max_size=12,
).filter(str.isprintable)
VARIABLES = st.one_of(
    st.from_regex(r"[a-zA-Z_éß][a-zA-Z0-9_éß]{0,8}'{0,2}", fullmatch=True),
    st.from_regex(r"(v_|V_|X)?_?u00[0-9A-F]{2}_[a-z]?", fullmatch=True),
)


@given(st.sampled_from(["predicate", "function"]), NAMES, st.integers(1, 12))
def test_smtlib_symbols_are_reversible(kind, name, arity):
    assert read_symbol(symbol_text((kind, name, arity))) == (kind, name, arity)


@given(
    st.one_of(
        st.tuples(st.sampled_from(["predicate", "constant"]), NAMES),
        st.tuples(st.just("variable"), VARIABLES),
        st.tuples(st.just("number"), st.fractions().map(str)),
    )
)
def test_smtlib_symbols_without_arguments_are_reversible(symbol):
    kind, name = symbol  # of the names that syntax.py lets each kind have
    assert read_symbol(symbol_text((kind, name, 0))) == (kind, name, 0)


@settings(max_examples=60)
@given(VARIABLES)
def test_tptp_variables_are_reversible(name):
    text = variable_text(name)
    assert text.isascii()
    assert text[0].isupper()
    assert read_variable(text) == name


@pytest.mark.parametrize(
    ("text", "smtlib", "tptp"),
    [
        (
            "∀x (Dog(x) → Barks(x))",
            "(forall ((?x U)) (=> (Dog/1 ?x) (Barks/1 ?x)))",
            "! [X] : ('Dog'(X) => 'Barks'(X))",
        ),
        ("p ∧ q ∧ (r ∧ s)", "(and p/0 q/0 (and r/0 s/0))", "(p & q & (r & s))"),
        ("a = b ↔ a ≠ c", "(= (= a@0 b@0) (not (= a@0 c@0)))", "(a = b <=> ~ (a = c))"),
        ("p ⊕ ¬q", "(xor p/0 (not q/0))", "(p <~> ~ q)"),
        (
            "∃x:Dog f(x) = x",
            "(exists ((?x U)) (! (and (Dog/1 ?x) (= (f@1 ?x) ?x)) :sort Dog/1))",
            "? [X: 'Dog'] : (f(X) = X)",
        ),
        ("P('New York', 5/2) ∨ ⊥", "(or (P/2 |New York@0| |5/2#|) false)", "('P'('New York',5/2) | $false)"),
        ("2 + 3 >= a", "(>=/2 (+@2 |2#| |3#|) a@0)", "$greatereq($sum(2,3),a)"),
    ],
)
def test_texts(text, smtlib, tptp):
    formula = read_formula(text)
    assert to_smtlib(formula) == smtlib
    assert to_tptp(formula) == tptp


def statement(text, name):
    return Statement(read_formula(text), name)


THEORY = Theory(
    (
        statement("∀x:Dog (Barks(x) ⊕ 'is quiet'(x))", "1"),
        statement("Dog(rex) ∧ dog(rex, 'a|b') ∧ rex(rex) = 'naïve'", "2"),
        statement("Barks(rex)", "Rule |3| %"),
    ),
    statement("¬'is quiet'(rex)", "conclusion"),
)


def test_z3_reads_the_script_and_refutes_it():
    solver = z3.Solver()
    solver.from_string(to_smtlib_script(THEORY))
    assert solver.check() == z3.unsat
    solver = z3.Solver()
    solver.from_string(to_smtlib_script(THEORY.without(3)))
    assert solver.check() == z3.sat


@pytest.mark.skipif(shutil.which("eprover") is None, reason="eprover is not installed (apt-get install eprover)")
def test_e_reads_the_problem_and_proves_it(tmp_path):
    premises = (statement("∀x ('Is Dog'(x) → Barks(x))", "1"), statement("'Is Dog'(rex) ∧ owner(rex) = ann", "two 2"))
    file = tmp_path / "problem.p"
    file.write_text(to_tptp_problem(Theory(premises, statement("∃V Barks(V)", "conclusion"))))
    run = subprocess.run(["eprover", "--silent", "--auto", str(file)], capture_output=True, text=True, check=False)
    assert "SZS status Theorem" in run.stdout, run.stdout + run.stderr


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a <= b", "a < b ∨ a = b"),
        ("a >= b", "b < a ∨ b = a"),
        ("a > b", "b < a"),
        ("∀x:Dog ∃y:Cat Likes(x, y)", "∀x (Dog(x) → ∃y (Cat(y) ∧ Likes(x, y)))"),
        ("P(2 * (3 - 1), 1/2 + 1/2)", "P(4, 1)"),
        ("f(2 - 5) = a", "f(-3) = a"),
    ],
)
def test_passes_towards_pure_logic(before, after):
    formula = relativize_sorts(only_strictly_less(fold_arithmetic(read_formula(before))))
    assert formula == read_formula(after)


def test_axioms_of_what_is_mentioned():
    def texts(axioms):
        return [str(a) for a in axioms]

    assert texts(axiomatize_order([read_formula("P(1) ∧ P(3) ∧ P(2)")])) == ["1 ≠ 2", "1 ≠ 3", "2 ≠ 3"]
    assert texts(axiomatize_order([read_formula("P(1)")])) == []
    assert texts(axiomatize_order([read_formula("a < 3"), read_formula("P(1) ∧ P(2)")]))[3:] == ["1 < 2", "2 < 3"]
    assert texts(sort_axioms([read_formula("∀x:Dog ∃y:Cat ∀z:Dog R(x, y, z)")])) == ["∃x Dog(x)", "∃x Cat(x)"]
