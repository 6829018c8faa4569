import time
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nesy.errors import (
    InputTooLarge,
    MissingDependency,
    NotAProblem,
    ProverFailed,
    ProversDisagree,
    SignatureError,
    UnknownName,
    Unsupported,
)
from nesy.evidence import Refutation, Worlds
from nesy.languages.fol.passes.base import RepairOptions
from nesy.languages.fol.read import read_formula
from nesy.languages.fol.syntax import (
    And,
    Apply,
    Atom,
    Constant,
    Equals,
    Exists,
    Forall,
    Iff,
    Implies,
    Not,
    Number,
    Or,
    Variable,
    Xor,
)
from nesy.languages.fol.theory import Statement, Theory
from nesy.provers.base import Limits
from nesy.provers.cvc5 import Cvc5
from nesy.provers.evaluate import evaluate
from nesy.provers.findings import Core, Findings, Side, settle
from nesy.provers.finite_models import FiniteModels
from nesy.provers.manifest import load_manifest, manifest_names, parse_manifest
from nesy.provers.portfolio import Classical
from nesy.provers.question import pose
from nesy.provers.tptp import TptpProver, problem_text, tptp_provers
from nesy.provers.workers import Pool
from nesy.provers.z3 import Z3, Z3_WORKER
from nesy.verdict import Label, Status

FIXTURES = Path(__file__).parent / "fixtures"
EXAMPLES = yaml.safe_load((FIXTURES / "theories.yaml").read_text())
PROVERS = {p.name: p for p in (Z3(), Cvc5(), FiniteModels(), Classical(), *tptp_provers())}
UNDECIDED = {Status.GAVE_UP, Status.TIMEOUT, Status.MEMORY_OUT}
AS_WRITTEN = RepairOptions(repair=False)


def theory_of(premises, conclusion):
    statements = [Statement(read_formula(p, options=AS_WRITTEN), str(n)) for n, p in enumerate(premises, 1)]
    return Theory(tuple(statements), Statement(read_formula(conclusion, options=AS_WRITTEN), "conclusion"))


def installed(name):
    why_not = PROVERS[name].available()
    if why_not is not None:
        pytest.skip(why_not)
    return PROVERS[name]


def check_worlds(theory, worlds):
    for world, value in ((worlds.conclusion_true, True), (worlds.conclusion_false, False)):
        assert all(evaluate(premise, world) for premise in theory.formulas)
        assert evaluate(theory.conclusion.formula, world) is value


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e["name"])
@pytest.mark.parametrize("name", PROVERS)
def test_every_prover_runs_every_example(name, example):
    prover = installed(name)
    theory = theory_of(example["premises"], example["conclusion"])
    outcome = prover.decide(theory, Limits(seconds=example.get("seconds", 2)), "classical")
    status, right = outcome.verdict.status, Status(example["status"])
    may_be_open = name in example.get("open_to", []) or not (prover.capabilities.refutes or right is Status.SATISFIABLE)
    if may_be_open and status in UNDECIDED:
        assert outcome.verdict.label is None
        assert outcome.evidence is None
        assert outcome.verdict.reasons
        return
    assert status is right, outcome
    match outcome.evidence:
        case Worlds():
            assert right is Status.SATISFIABLE
            check_worlds(theory, outcome.evidence)
        case Refutation(core, minimal):
            assert right is not Status.SATISFIABLE
            assert minimal
            assert "core" not in example or list(core) == example["core"]
        case _:
            pytest.fail("a decided verdict has evidence")


def test_the_smallest_worlds_are_found():
    theory = theory_of(["∃x ∃y x != y"], "∃x ∃y ∃z (x != y ∧ y != z ∧ x != z)")
    worlds = FiniteModels().decide(theory, Limits()).evidence
    assert (worlds.conclusion_false.size, worlds.conclusion_true.size) == (2, 3)


DIVERGES = ["∀x ¬R(x, x)", "∀x ∃y R(x, y)", "∀x ∀y ∀z (R(x, y) ∧ R(y, z) → R(x, z))"]


def test_the_wall_limit_holds_and_the_next_question_works():
    with Pool() as pool:
        prover = Z3(pool)
        pool.warm(Z3_WORKER)
        started = time.monotonic()
        outcome = prover.decide(theory_of(DIVERGES, "∀x ∃y R(y, x)"), Limits(seconds=1))
        assert time.monotonic() - started < 1.5, outcome
        assert outcome.verdict.status is Status.TIMEOUT
        assert any("limit of 1 s" in reason for reason in outcome.verdict.reasons)
        assert prover.decide(theory_of(["P(a)"], "P(a)"), Limits()).verdict.label is Label.TRUE
        pids = pool.pids()
    assert not any(Path(f"/proc/{pid}/exe").exists() for pid in pids)


def test_the_memory_limit_is_named():
    rows = [Or(tuple(Atom(f"P{i}", (Constant(f"a{i + j}"),)) for j in range(40))) for i in range(2000)]
    theory = Theory(tuple(Statement(row, str(i)) for i, row in enumerate(rows, 1)), Statement(Atom("Q"), "conclusion"))
    with Pool() as pool:
        outcome = Z3(pool).decide(theory, Limits(seconds=20, megabytes=100))
        assert outcome.verdict.status is Status.MEMORY_OUT, outcome
        assert "memory limit of 100 MB" in outcome.verdict.reasons[0]
        assert Z3(pool).decide(theory_of(["P(a)"], "P(a)"), Limits()).verdict.label is Label.TRUE


def test_the_rlimit_is_named_and_deterministic():
    outcomes = [Z3().decide(theory_of(DIVERGES, "Q(a)"), Limits(rlimit=50_000)) for _ in range(2)]
    assert {o.verdict.status for o in outcomes} == {Status.TIMEOUT}
    assert all("rlimit of 50000" in o.verdict.reasons[0] for o in outcomes)


def test_entailment_counts_only_from_consistent_premises():
    outcome = Z3().decide(theory_of([*DIVERGES, "P(a)"], "P(a)"), Limits(seconds=0.5))
    assert outcome.verdict.status is Status.TIMEOUT
    assert outcome.evidence is None
    assert outcome.verdict.reasons[0] == "the conclusion follows, but the premises were not shown to be consistent"


def test_duplicate_names_of_premises_do_not_matter():
    p, q = Atom("p"), Atom("q")
    theory = Theory((Statement(p, "same"), Statement(q, "same")), Statement(q, "conclusion"))
    assert Z3().decide(theory, Limits()).evidence.core == ("same",)


def deep(levels):
    formula = Atom("p")
    for _ in range(levels):
        formula = Not(formula)
    return formula


x, y = Variable("x"), Variable("y")


@pytest.mark.parametrize("name", PROVERS)
@pytest.mark.parametrize(
    ("formula", "error", "words"),
    [
        (Atom("P", (x,)), SignatureError, "variable x of statement 1 is free"),
        (Forall(x, Atom("P", (Apply("+", (x, Number(Fraction(1)))),))), Unsupported, "statement 1 computes"),
        (Atom("P", (Constant("5"), Number(Fraction(5)))), Unsupported, "5 is both a numeral"),
        (deep(5000), InputTooLarge, "nested deeper"),
    ],
    ids=["free", "arithmetic", "numeral", "deep"],
)
def test_what_is_not_a_question_is_refused(name, formula, error, words):
    prover = installed(name)
    with pytest.raises(error, match=words):
        prover.decide(Theory((Statement(formula, "1"),), Statement(Atom("q"), "conclusion")), Limits(), "classical")


@pytest.mark.parametrize("name", PROVERS)
def test_a_conclusion_and_known_semantics_are_needed(name):
    prover = PROVERS[name]
    with pytest.raises(NotAProblem):
        prover.decide(Theory(()), Limits(), "classical")
    with pytest.raises(Unsupported, match="rules-open"):
        prover.decide(theory_of([], "p"), Limits(), "rules-open")


def test_provers_that_disagree_are_an_error():
    with pytest.raises(ProversDisagree):
        Side("sat", by="one").merged(Side("unsat", by="other"))


def test_satisfiable_without_worlds_is_not_uncertain():
    question = pose(theory_of(["P(a)"], "Q(a)"))
    outcome = settle(question, Findings(Side("sat", by="one"), Side("sat", by="one")), "one", 0.0)
    assert outcome.verdict.status is Status.GAVE_UP
    assert outcome.verdict.label is None


def test_a_later_backend_fills_in_what_is_missing():
    open_side = Side(status=Status.TIMEOUT, reason="one: wall limit of 1 s", by="one")
    refuted = Side("unsat", core=Core((0,), True), by="other")
    assert open_side.merged(refuted) == refuted
    both = open_side.merged(Side(reason="other: no world of 1 to 8 elements", by="other"))
    assert both.reason == "one: wall limit of 1 s; other: no world of 1 to 8 elements"


# Manifests and external programs


def test_manifests_describe_every_prover():
    for name in manifest_names():
        manifest = load_manifest(name)
        assert manifest.name == name
        assert manifest.licence
        assert manifest.install
    with pytest.raises(UnknownName):
        load_manifest("nobody")


@pytest.mark.parametrize(
    "change",
    ["kind: oracle", "status: {Theorem: perhaps}", "used_premise: '('", "colour: red", "argv: 7", "- a list"],
)
def test_a_wrong_manifest_is_refused(change):
    good = "{name: p, description: d, homepage: h, licence: l, install: i, kind: tptp}"
    data = yaml.safe_load(good)
    assert parse_manifest(good).name == "p"
    wrong = yaml.safe_load(change)
    text = yaml.safe_dump({**data, **wrong} if isinstance(wrong, dict) else wrong)
    with pytest.raises(ProverFailed):
        parse_manifest(text)


def scripted(tmp_path, body, **more):
    """A prover of kind ``tptp`` that is a shell script written here."""
    program = tmp_path / "prover.sh"
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)
    text = {"name": "scripted", "kind": "tptp", "description": "d", "homepage": "h", "licence": "l", "install": "make"}
    given = {"programs": [str(program)], "argv": ["{file}", "{seconds}"], "status": {"Theorem": "unsat"}, **more}
    return TptpProver(parse_manifest(yaml.safe_dump({**text, **given})))


def test_a_manifest_alone_makes_a_prover(tmp_path):
    body = (
        'grep -q "conjecture, p0" "$1" && echo "% SZS status Theorem for x" || echo "% SZS status CounterSatisfiable"'
    )
    prover = scripted(tmp_path, body, status={"Theorem": "unsat", "CounterSatisfiable": "sat"})
    outcome = prover.decide(theory_of(["P"], "P"), Limits())
    assert outcome.verdict.status is Status.THEOREM
    assert outcome.evidence == Refutation(("1",), False, ("scripted",))


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ("exec sleep 30", Status.TIMEOUT, "time limit"),
        ("echo no answer; exit 4", Status.GAVE_UP, "exited with 4 and no SZS status: no answer"),
        ("echo SZS status Inappropriate", Status.GAVE_UP, "scripted: says Inappropriate"),
    ],
)
def test_an_external_prover_that_fails_is_explained(tmp_path, body, status, words):
    outcome = scripted(tmp_path, body).decide(theory_of(["P"], "P"), Limits(seconds=0.5))
    assert outcome.verdict.status is status
    assert words in outcome.verdict.reasons[0]


def test_a_missing_program_names_the_install_line(tmp_path, monkeypatch):
    prover = TptpProver(load_manifest("e"))
    monkeypatch.setenv("NESY_EPROVER", str(tmp_path / "nothing"))
    assert "apt-get install eprover" in prover.available()
    with pytest.raises(MissingDependency, match="apt-get install eprover"):
        prover.decide(theory_of(["P"], "P"), Limits())


def test_a_missing_package_names_the_install_line(monkeypatch):
    monkeypatch.setattr("nesy.provers.cvc5.find_spec", lambda _: None)
    with pytest.raises(MissingDependency, match=r"pip install 'nesy\[provers\]'"):
        Cvc5().decide(theory_of(["P"], "P"), Limits())
    assert Classical().decide(theory_of(["P"], "P"), Limits()).verdict.label is Label.TRUE


def test_problems_for_external_provers_are_ascii_and_keep_kinds_apart():
    question = pose(theory_of(["Rome(rome)", "Rome(rome, 'é’')", "rome(rome) = rome"], "Rome(rome)"))
    text = problem_text(question, range(3), False)
    assert text.isascii()
    assert text.splitlines()[0] == "fof(h0, axiom, p0(c1))."
    assert text.splitlines()[1] == "fof(h1, axiom, p2(c1,c3))."
    assert text.splitlines()[2] == "fof(h2, axiom, f4(c1) = c1)."


# Small random theories: the provers never contradict one another

VARIABLES = (x, y)
TERMS = st.sampled_from(
    [Constant("a"), Constant("b"), x, y, Apply("f", (x,)), Apply("f", (Constant("a"),)), Number(Fraction(1))]
)
ATOMS = st.one_of(
    st.builds(Atom, st.sampled_from(["P", "Q"]), st.tuples(TERMS)),
    st.builds(Atom, st.sampled_from(["R", "<"]), st.tuples(TERMS, TERMS)),
    st.builds(Equals, TERMS, TERMS),
)


def bigger(inner):
    pairs = st.tuples(inner, inner)
    binders = st.sampled_from(VARIABLES)
    sorts = st.sampled_from([None, None, "P"])
    return st.one_of(
        st.builds(Not, inner),
        st.builds(And, pairs),
        st.builds(Or, pairs),
        *(st.builds(kind, inner, inner) for kind in (Implies, Iff, Xor)),
        *(st.builds(kind, binders, inner, sorts) for kind in (Forall, Exists)),
    )


def closed(formula):
    return Forall(x, Exists(y, formula))


FORMULAS = st.recursive(ATOMS, bigger, max_leaves=5).map(closed)


@st.composite
def theories(draw):
    premises = draw(st.lists(FORMULAS, min_size=1, max_size=3))
    statements = tuple(Statement(f, str(n)) for n, f in enumerate(premises, 1))
    return Theory(statements, Statement(draw(FORMULAS), "conclusion"))


def agree(theory, names, seconds):
    decided = {}
    for name in names:
        outcome = PROVERS[name].decide(theory, Limits(seconds=seconds), "classical")
        if outcome.verdict.status not in UNDECIDED:
            decided[name] = outcome.verdict.status
        if isinstance(outcome.evidence, Worlds):
            check_worlds(theory, outcome.evidence)
    assert len(set(decided.values())) <= 1, decided
    return decided


SETTINGS = {"deadline": None, "suppress_health_check": list(HealthCheck), "derandomize": True}


@settings(max_examples=20, **SETTINGS)
@given(theories())
def test_embedded_provers_agree_on_random_theories(theory):
    agree(theory, ("z3", "finite-models", *(["cvc5"] if Cvc5().available() is None else [])), 0.4)


@settings(max_examples=8, **SETTINGS)
@given(theories())
def test_external_provers_agree_on_random_theories(theory):
    installed("e")
    agree(theory, ("z3", "e"), 0.3)


@pytest.mark.slow
@settings(max_examples=150, **SETTINGS)
@given(theories())
def test_all_provers_agree_on_many_random_theories(theory):
    agree(theory, [name for name, prover in PROVERS.items() if prover.available() is None], 1.0)
