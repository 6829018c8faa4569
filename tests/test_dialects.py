"""What each dialect makes of whole texts: premises, conclusion, names, and what it refuses."""

from __future__ import annotations

import pytest

from nesy.errors import NesyError, ParseError, Unsupported
from nesy.languages.fol.dialects import detect
from nesy.languages.fol.passes import RepairOptions
from nesy.languages.fol.read import read_theory

AS_WRITTEN = RepairOptions(repair=False)

TEXTS: dict[str, tuple[str, str, list[str], str | None]] = {
    "comments and numbers": (
        "lines",
        "Premises:\n1. P(a) # one\n2) 'a % b'(c) % two\n// three\nTherefore: Q('# no')",
        ["P(a)", "'a % b'(c)"],
        "Q('# no')",
    ),
    "a turnstile behind a premise": ("lines", "P(a) |- 'x |- y'", ["P(a)"], "'x |- y'"),
    "LaTeX between dollars": ("lines", "$\\forall x\\, P(x)$\n$\\vdash P(a)$", ["∀x P(x)"], "P(a)"),
    "a LaTeX sequent": ("lines", "$P \\land Q \\vdash P$;", ["P ∧ Q"], "P"),
    "truth that starts with a dollar": ("lines", "$true\n|- $false", ["⊤"], "⊥"),
    "cnf is closed": ("tptp", "cnf(c, axiom, p(X) | ~ q(Y,X)).", ["∀x ∀y (p(x) ∨ ¬q(y, x))"], None),
    "a negated conjecture": ("tptp", "fof(a, axiom, p).\nfof(g, negated_conjecture, ~ q).", ["p"], "¬¬q"),
    "block comments and quoted dots": ("tptp", "/* fof(x). */\nfof('a.b', plain, 'p).'(a)). % end", ["'p).'(a)"], None),
    "types of individuals": (
        "tptp",
        "tff(t, type, dog: $tType).\ntff(a, axiom, ![X: dog]: b(X)).",
        ["∀x:dog b(x)"],
        None,
    ),
    "bare TPTP, one a line": ("tptp", "![X]: p(X)\n|- ?[X]: p(X)", ["∀x p(x)"], "∃x p(x)"),
    "several formulas on a line": (
        "prover9",
        "formulas(assumptions). p(a). -q(2.5). % c.\nall x. p(x) # label(l).\nend_of_list.\n"
        "formulas(goals). r. end_of_list.",
        ["p(a)", "¬q(5/2)", "∀x p(x)"],
        "r",
    ),
    "kinds from declarations": (
        "smtlib",
        "(declare-sort U 0)(declare-const p Bool)(declare-const q Bool)(declare-const a U)\n"
        "(assert (= p q)) ; both\n(assert (= a a))(assert (not p))",
        ["p ↔ q", "a = a", "¬p"],
        None,
    ),
    "a marked goal": ("smtlib", "(assert p/0)(assert (! (not q/0) :named |conclusion: c|))", ["p"], "q"),
    "let in parallel": (
        "smtlib",
        "(assert (let ((a b) (b a)) (and (P a) (let ((a (f b))) (P a)))))",
        ["P(b) ∧ P(f(a))"],
        None,
    ),
    "numbers": ("smtlib", "(assert (< (- 5) (/ 5 2) (+ a 1 (- b))))", ["-5 < 5/2 ∧ 5/2 < ((a + 1) + (0 - b))"], None),
    "ite": ("smtlib", "(assert (ite p q r))", ["(p → q) ∧ (¬p → r)"], None),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_read(name: str) -> None:
    dialect, text, premises, conclusion = TEXTS[name]
    assert detect(text) == dialect
    theory = read_theory(text, options=AS_WRITTEN)
    assert [str(f) for f in theory.formulas] == premises
    assert (theory.conclusion and str(theory.conclusion.formula)) == conclusion


REFUSED: dict[str, tuple[str, type[NesyError], str]] = {
    "include": ("include('Axioms/SET001.ax').", Unsupported, "include('Axioms/SET001.ax')"),
    "higher order": ("thf(a, axiom, p).", Unsupported, "thf(a, axiom, p)"),
    "a role": ("fof(a, question, p).", Unsupported, "p"),
    "a type": ("tff(t, type, rex: dog).\ntff(a, axiom, p(rex)).", Unsupported, "rex: dog"),
    "a number sort": ("tff(a, axiom, ![X: $int]: p(X)).", Unsupported, "$int"),
    "a distinct object": ('fof(a, axiom, p("a")).', Unsupported, '"a"'),
    "two negated conjectures": (
        "cnf(a, negated_conjecture, p).\ncnf(b, negated_conjecture, q).",
        Unsupported,
        "q",
    ),
    "no full stop": ("fof(a, axiom, p)", ParseError, "fof(a, axiom, p)"),
    "a macro": ("(define-fun f ((x U)) Bool true)", Unsupported, "(define-fun f ((x U)) Bool true)"),
    "a second sort": ("(declare-sort A 0)(declare-const b B)", Unsupported, "B"),
    "integers": ("(declare-sort U 0)(assert (forall ((x Int)) (= x x)))", Unsupported, "Int"),
    "capture": (
        "(assert (forall ((x U)) (let ((a x)) (forall ((x U)) (= a x)))))",
        Unsupported,
        "(forall ((x U)) (= a x))",
    ),
    "a string": ('(assert (P "a"))', Unsupported, '"a"'),
    "two goals": ("P\n|- Q\n|- R", ParseError, "R"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_text_is_refused_at_its_place(name: str) -> None:
    text, error, place = REFUSED[name]
    with pytest.raises(error) as caught:
        read_theory(text, options=AS_WRITTEN)
    assert caught.value.source == text
    assert caught.value.span is not None
    span = caught.value.span
    assert text[span.start : span.end].strip() == place
    assert caught.value.hint
