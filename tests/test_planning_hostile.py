"""Hostile domains, problems, plans and scenes: each is read as it should be, or refused in little time."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from click.testing import CliRunner

import nesy
from nesy.apps.cli import main
from nesy.errors import FileMissing, NesyError

D = """(define (domain d) (:requirements :adl :typing) (:types u - t t)
  (:predicates (p ?x - t) (q ?x ?y - t) (r)) (:functions (total-cost) (f ?x - t))
  (:action a :parameters (?x - t) :precondition (r) :effect (p ?x)))"""
P = "(define (problem x) (:domain d) (:objects o - t n - u) (:init (r)) (:goal (p o)))"
HOUSE = """(define (domain h) (:predicates (on ?x ?y) (held ?x) (free))
  (:action pick :parameters (?x) :precondition (free) :effect (and (held ?x) (not (free))))
  (:action place :parameters (?x ?y) :precondition (held ?x) :effect (and (on ?x ?y) (free) (not (held ?x)))))"""
BOMB = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [{f'*a{i - 1}, ' * 9}]\n" for i in range(1, 10)) + "objects: [*a9]\n"
SECONDS = 5.0
"""What one input may take, on a machine that is busy."""


def dom(text: str, problem: str = P) -> tuple[str, ...]:
    return "task", text, problem


def prob(text: str) -> tuple[str, ...]:
    return dom(D, text)


def goal(text: str) -> tuple[str, ...]:
    return prob(P.replace("(p o)", text))


def init(text: str) -> tuple[str, ...]:
    return prob(P.replace("(:init (r))", f"(:init {text})"))


def act(text: str) -> tuple[str, ...]:
    return dom(D.replace("(:action a :parameters (?x - t) :precondition (r) :effect (p ?x))", text))


def plan(text: str) -> tuple[str, ...]:
    return "plan", text


def scene(text: str) -> tuple[str, ...]:
    return "scene", text


# What it is, the input, and the status that it leads to, or the error with the beginning of its message.
CASES = [
    ("deep", goal("(not " * 5000 + "(r)" + ")" * 5000), "InputTooLarge: more than 200 levels of parentheses"),
    ("deep150", goal("(not " * 150 + "(r)" + ")" * 150), "solved"),
    ("deepand", goal("(and " * 190 + "(r)" + ")" * 190), "solved"),
    ("open", prob("(" * 100000), "InputTooLarge: more than 200 levels of parentheses"),
    ("unclosed", prob("(define (problem x) (:goal"), "ParseError: a parenthesis that is not closed"),
    ("huge token", goal("(p " + "o" * 3_000_000 + ")"), "InputTooLarge: a name of 3,000,000 characters"),
    ("nul", prob(P.replace("(r)", "(r\0)")), "ParseError: a control character (U+0000)"),
    ("nul2", prob("\0" + P), "ParseError: a control character (U+0000)"),
    ("bom", prob("\ufeff" + P), "solved"),
    ("crlf", prob(P.replace(" ", "\r\n")), "solved"),
    ("vt", prob(P.replace(" ", "\v")), "solved"),
    ("nbsp", prob(P.replace(" ", "\u00a0")), "solved"),
    ("rtl", goal("(p \u202eo)"), "ParseError: a control character (U+202E)"),
    ("esc", goal("(p \x1b[31mo)"), "ParseError: a control character (U+001B)"),
    ("surrogate", goal("(p \ud800)"), "PlanningError: the object \ud800 is not declared"),
    (
        "dup objects",
        prob(P.replace("(:init", "(:objects z - t) (:init")),
        "ParseError: a second section (:objects ...)",
    ),
    (
        "dup init",
        prob(P.replace("(:init (r))", "(:init (r)) (:init (p o))")),
        "ParseError: a second section (:init ...)",
    ),
    ("dup goal", prob(P.replace("(:goal", "(:goal (r)) (:goal")), "ParseError: a second section (:goal ...)"),
    (
        "dup metric",
        prob(P[:-1] + "(:metric minimize (total-cost))(:metric maximize (total-cost)))"),
        "ParseError: a second section (:metric ...)",
    ),
    (
        "dup domain",
        prob(P.replace("(:domain d)", "(:domain d)(:domain e)")),
        "ParseError: a second section (:domain ...)",
    ),
    (
        "dup predicates",
        dom(D.replace("(:functions", "(:predicates (s)) (:functions")),
        "ParseError: a second section (:predicates ...)",
    ),
    ("dup predicate", dom(D.replace("(r))", "(r) (r))")), "PlanningError: the predicate r is declared twice"),
    (
        "dup types",
        dom(D.replace("(:predicates", "(:types v) (:predicates", 1)),
        "ParseError: a second section (:types ...)",
    ),
    (
        "dup params",
        act("(:action a :parameters (?x - t ?x - u) :effect (p ?x))"),
        "PlanningError: the variable ?x is declared twice",
    ),
    (
        "dup effect",
        act("(:action a :parameters () :effect (r) :effect (not (r)))"),
        "ParseError: :effect stands twice in one action",
    ),
    ("dup action", dom(D[:-1] + "(:action a :effect (r)))"), "PlanningError: two actions are named a"),
    (
        "dup function",
        dom(D.replace("(f ?x - t)", "(f ?x - t) (f ?x - t)")),
        "PlanningError: the function f is declared twice",
    ),
    (
        "dup constants",
        dom(D.replace("(:predicates", "(:constants k - t k - u) (:predicates", 1)),
        "PlanningError: the constant k is declared twice, at first as a t",
    ),
    (
        "const and object",
        dom(D.replace("(:predicates", "(:constants o - u) (:predicates", 1)),
        "PlanningError: the object o is declared twice, at first as a u",
    ),
    ("same typed param", dom(D.replace("(q ?x ?y - t)", "(q ?x ?x - t)")), "solved"),
    ("type cycle", dom(D.replace("u - t t", "t - u u - t")), "PlanningError: the type t is above itself"),
    ("type self", dom(D.replace("u - t t", "t - t u - t")), "PlanningError: the type t is above itself"),
    ("object below", dom(D.replace("u - t t", "object - t u - t")), "solved"),
    ("undeclared type", dom(D.replace("?x - t)", "?x - zz)")), "PlanningError: ?x has the undeclared type zz"),
    ("undeclared pred", goal("(zz o)"), "PlanningError: the predicate zz is not declared"),
    ("near pred", goal("(pp o)"), "PlanningError: the predicate pp is not declared"),
    ("undeclared obj", goal("(p oo)"), "PlanningError: the object oo is not declared"),
    ("arity0", goal("(p)"), "PlanningError: p takes 1 argument, not 0"),
    ("arity3", goal("(q o o o)"), "PlanningError: q takes 2 arguments, not 3"),
    ("arityr", goal("(r o)"), "PlanningError: r takes 0 arguments, not 1"),
    ("type clash", dom(D.replace("(p ?x - t)", "(p ?x - u)")), "PlanningError: o is a t, and p takes a u there"),
    ("unbound var", goal("(p ?x)"), "PlanningError: the variable ?x is not declared"),
    (
        "unbound act",
        act("(:action a :parameters (?x - t) :effect (p ?y))"),
        "PlanningError: the variable ?y is not declared",
    ),
    (
        "keyword names",
        dom(D.replace("(r)", "(and)"), P),
        "PlanningError: and is a word of PDDL and no name of a predicate",
    ),
    (
        "pred named not",
        dom(D.replace("(r))", "(r) (not ?x))")),
        "PlanningError: not is a word of PDDL and no name of a predicate",
    ),
    ("object named and", prob(P.replace("o - t", "and - t").replace("(p o)", "(p and)")), "solved"),
    ("obj named dash", prob(P.replace("o - t", "- - t")), "PlanningError: the object o is not declared"),
    ("var object", prob(P.replace("o - t", "?o - t")), "PlanningError: ?o is no name of the object"),
    ("pred number", dom(D.replace("(r))", "(r) (5 ?x))")), "solved"),
    ("object keyword", prob(P.replace("o - t", ":goal - t")), "PlanningError: :goal is no name of the object"),
    ("1e999", init("(r) (= (f o) 1e999)"), "ParseError: 1e999 is no finite number"),
    ("nan", init("(r) (= (f o) nan)"), "ParseError: nan is no finite number"),
    ("inf", init("(r) (= (f o) inf)"), "ParseError: inf is no finite number"),
    ("-inf", init("(= (f o) -inf)"), "ParseError: -inf is no finite number"),
    ("1e308", init("(r) (= (f o) 1e308)"), "solved"),
    ("bignum", init("(r) (= (f o) " + "9" * 100000 + ")"), "InputTooLarge: a name of 100,000 characters"),
    ("1_000", init("(= (f o) 1_000)"), "ParseError: 1_000 is no finite number"),
    ("0x10", init("(= (f o) 0x10)"), "ParseError: 0x10 is no finite number"),
    ("arabic digits", init("(= (f o) ٣)"), "ParseError: ٣ is no finite number"),
    ("=2", init("(= (f o))"), "ParseError: a fact is a predicate with objects"),
    ("value twice", init("(r) (= (f o) 1) (= (f o) 2)"), "PlanningError: (f o) has two values"),
    ("no value fn", init("(= (g o) 1)"), "PlanningError: the function g is not declared"),
    ("value type", init("(= o 1)"), "PlanningError: the function o is not declared"),
    ("eq fact", init("(= o n)"), "ParseError: a fact is a predicate with objects"),
    (
        "neg cost",
        dom(
            D.replace(":effect (p ?x)", ":effect (and (p ?x) (increase (total-cost) -5))"),
            P[:-1] + "(:metric minimize (total-cost)))",
        ),
        "Unsupported: the action a has a negative cost",
    ),
    (
        "divzero",
        dom(
            D.replace(":effect (p ?x)", ":effect (and (p ?x) (increase (total-cost) (/ 1 0)))"),
            P[:-1] + "(:metric minimize (total-cost)))",
        ),
        "Unsupported: a division by zero",
    ),
    (
        "overflow",
        dom(
            D.replace(":effect (p ?x)", ":effect (and (p ?x) (increase (total-cost) (* 1e300 1e300)))"),
            P[:-1] + "(:metric minimize (total-cost)))",
        ),
        "Unsupported: a number that is too large",
    ),
    (
        "decrease cost",
        dom(
            D.replace(":effect (p ?x)", ":effect (and (p ?x) (decrease (total-cost) 1))"),
            P[:-1] + "(:metric minimize (total-cost)))",
        ),
        "Unsupported: the total cost can only be increased, and without ",
    ),
    ("comment", prob("; (define"), "ParseError: this is no problem"),
    ("word", prob("hello(world)"), "ParseError: this is no problem"),
    ("no title", prob("(define (:goal (r)))"), "ParseError: (problem name) is missing"),
    ("no goal", prob(P.replace("(:goal (p o))", "")), "ParseError: the problem has no goal"),
    ("two defines", prob(P + P), "ParseError: this is no problem"),
    ("domain as problem", prob(D), "ParseError: (problem name) is missing"),
    ("problem as domain", dom(P), "ParseError: (domain name) is missing"),
    ("empty goal", goal(""), "ParseError: :goal takes one part, not 0"),
    ("goal word", prob(P.replace("(p o)", "r")), "ParseError: a condition stands in parentheses"),
    ("init word", init("r"), "ParseError: a fact stands in parentheses"),
    ("init and", init("(and (r) (p o))"), "ParseError: a fact is a predicate with objects"),
    ("init nested", init("((r))"), "ParseError: a fact is a predicate with objects"),
    ("init not", init("(not (r))"), "unsolvable"),
    ("init both", init("(r) (not (r))"), "ParseError: (r) is said to hold and not to hold"),
    (
        "objects paren",
        prob(P.replace("o - t", "(o) - t")),
        "ParseError: a name is needed here, not an expression in parentheses",
    ),
    ("type missing", prob(P.replace("n - u", "n -")), "ParseError: a type is missing behind -"),
    (
        "either empty",
        prob(P.replace("n - u", "n - (either)")),
        "ParseError: a type, or (either type ...), is needed here",
    ),
    ("action no name", act("(:action)"), "ParseError: an action has a name"),
    ("action odd", act("(:action a :parameters)"), "ParseError: :parameters has nothing behind it"),
    ("action kw", act("(:action a :foo (r))"), "ParseError: :foo is no part of an action"),
    (
        "action params word",
        act("(:action a :parameters x :effect (r))"),
        "ParseError: a list of variables stands in parentheses",
    ),
    (
        "params novar",
        act("(:action a :parameters (x) :effect (r))"),
        "PlanningError: a variable begins with ?, and x does not",
    ),
    ("effect or", act("(:action a :effect (or (r) (r)))"), "ParseError: or cannot be an effect"),
    ("when 3", act("(:action a :effect (when (r) (r) (r)))"), "ParseError: when takes 2 parts, not 3"),
    ("forall 1", goal("(forall (?x))"), "ParseError: forall takes 2 parts, not 1"),
    ("forall obj", goal("(forall (o) (r))"), "PlanningError: a variable begins with ?, and o does not"),
    ("imply1", goal("(imply (r))"), "ParseError: imply takes 2 parts, not 1"),
    ("not2", goal("(not (r) (r))"), "ParseError: not takes one part, not 2"),
    ("eq3", goal("(= o o o)"), "ParseError: = takes 2 parts, not 3"),
    ("eq type", goal("(= 1 o)"), "PlanningError: the function o is not declared"),
    (
        "metric bad",
        prob(P[:-1] + "(:metric minimise (total-cost)))"),
        "ParseError: minimize or maximize is needed here",
    ),
    ("metric undefined", prob(P[:-1] + "(:metric minimize (zz)))"), "PlanningError: the function zz is not declared"),
    ("section", prob(P[:-1] + "(:foo))"), "ParseError: :foo is no section of a problem"),
    ("req", prob(P.replace("(:init", "(:requirements :nonsense) (:init")), "solved"),
    ("req word", dom(D.replace(":adl", "adl")), "solved"),
    (
        "derived cycle",
        dom(D[:-1] + "(:derived (s) (not (s))) )".replace("(s)", "(r)")),
        "PlanningError: the derived predicate r depends on its own negation",
    ),
    ("derived set", dom(D[:-1] + "(:derived (r) (p o)))"), "unsolvable"),
    (
        "derived init",
        dom(D.replace("(r))", "(r) (s))")[:-1] + "(:derived (s) (r)))", P.replace("(r)", "(r) (s)")),
        "solved",
    ),
    (
        "expo forall",
        goal(
            "(forall ("
            + " ".join(f"?x{i}" for i in range(30))
            + ") (and "
            + " ".join(f"(p ?x{i})" for i in range(30))
            + "))"
        ),
        "InputTooLarge: this forall is about 1,073,741,824 choices of objects",
    ),
    ("expo or", goal("(and " + "(or (p o) (p n)) " * 60 + ")"), "solved"),
    ("plan word", plan("hello"), "ParseError: hello is no action"),
    ("plan nested", plan("((a o))"), "ParseError: an action is a name with its arguments"),
    ("plan unclosed", plan("(a o"), "ParseError: a parenthesis that is not closed"),
    ("plan empty act", plan("()"), "ParseError: an action is a name with its arguments"),
    ("plan unknown", plan("(b o)"), "invalid"),
    ("plan arity", plan("(a o o)"), "invalid"),
    ("plan obj", plan("(a zz)"), "invalid"),
    ("plan nul", plan("(a o\0)"), "ParseError: a control character (U+0000)"),
    ("plan times", plan("0.000: (a o) [1.000]\n"), "valid"),
    ("plan bom", plan("\ufeff(a o)"), "valid"),
    ("plan var", plan("(a ?x)"), "invalid"),
    ("plan num", plan("1e999"), "ParseError: 1e999 is no action"),
    (
        "y bomb",
        scene(BOMB),
        "BadDataFile: anchors and aliases are not read here",
    ),
    ("y self", scene("objects: &o [cup, *o]\n"), "BadDataFile: anchors and aliases are not read here"),
    (
        "y deep",
        scene("objects: " + "[" * 5000 + "]" * 5000 + "\n"),
        "BadDataFile: this is neither YAML nor JSON: exceeded maximum ne",
    ),
    (
        "y deepmap",
        scene("objects: " + "{a: " * 3000 + "1" + "}" * 3000 + "\n"),
        "InputTooLarge: more than 50 levels of lists",
    ),
    ("y list", scene("- a\n- b\n"), "BadDataFile: a scene is a mapping with a list of objects"),
    ("y objects map", scene("objects: {a: b}\n"), "BadDataFile: a scene is a mapping with a list of objects"),
    ("y objects str", scene("objects: cup\n"), "BadDataFile: a scene is a mapping with a list of objects"),
    (
        "y relations map",
        scene("objects: [cup]\nrelations: {on: cup}\n"),
        "BadDataFile: relations is a list, such as [[on, cup_1, table_1]]",
    ),
    (
        "y relations str",
        scene("objects: [cup]\nrelations: on\n"),
        "BadDataFile: relations is a list, such as [[on, cup_1, table_1]]",
    ),
    (
        "y relations int",
        scene("objects: [cup]\nrelations: 5\n"),
        "BadDataFile: relations is a list, such as [[on, cup_1, table_1]]",
    ),
    ("y relation nested", scene("objects: [cup]\nrelations: [[[on]]]\n"), "BadDataFile: [['on']] is no relation"),
    (
        "y tag",
        scene("objects: [!!python/object/apply:os.system [ls]]\n"),
        "BadDataFile: the tag 'tag:yaml.org,2002:python/object/apply:os.",
    ),
    ("y date", scene("objects: [2020-01-01]\n"), "missing"),
    ("y bool", scene("objects: [yes, no]\n"), "missing"),
    ("y null", scene("objects: [null]\n"), "BadDataFile: None is no object of a scene"),
    ("y dupkeys", scene("objects: [cup]\nobjects: [pan]\n"), "BadDataFile: 'objects' stands twice in one mapping"),
    ("y names", scene("objects: [{name: cup_1, type: cup}, cup, cup]\n"), "missing"),
    (
        "y nan",
        scene("objects: [{type: cup, position: {x: .nan, z: .inf}}]\n"),
        "BadDataFile: {'x': '.nan', 'z': '.inf'} is no position",
    ),
    (
        "y int overflow",
        scene("objects: [{type: cup, position: {x: " + "9" * 5000 + ", z: 1}}]\n"),
        "BadDataFile: {'x': '9999999999999999999999999999999999999999999",
    ),
    ("y agent", scene("objects: [cup]\nagent: 5\n"), "BadDataFile: 5.0 is no agent"),
    ("y agent list", scene("objects: [cup]\nagent: {position: [1,2]}\n"), "BadDataFile: [1.0, 2.0] is no position"),
    (
        "y attr map",
        scene("objects: [{type: cup, attributes: {dirty: true}}]\n"),
        "BadDataFile: {'type': 'cup', 'attributes': {'dirty': True}} is ",
    ),
    (
        "y attr str",
        scene("objects: [{type: cup, attributes: dirty}]\n"),
        "BadDataFile: {'type': 'cup', 'attributes': 'dirty'} is no objec",
    ),
    (
        "y binary",
        scene("objects: [!!binary aGVsbG8=]\n"),
        "BadDataFile: the tag 'tag:yaml.org,2002:binary' is not read here",
    ),
    ("y tab", scene("objects:\n\t- cup\n"), "BadDataFile: this is neither YAML nor JSON: found character tha"),
    (
        "y two docs",
        scene("objects: [cup]\n---\nobjects: [pan]\n"),
        "BadDataFile: 2 documents stand where one scene is needed",
    ),
    ("y nul", scene("objects: [cup\0]\n"), "BadDataFile: this is neither YAML nor JSON: unacceptable charac"),
    ("y sql", scene("objects: [{name: '); DROP TABLE', type: 'cup'}]\n"), "missing"),
    (
        "y merge",
        scene("base: &b {type: cup}\nobjects:\n  - <<: *b\n    name: a\n"),
        "BadDataFile: anchors and aliases are not read here",
    ),
    ("y unknown relation", scene("objects: [cup, table]\nrelations: [[above, cup, table]]\n"), "solved"),
    ("y unknown key", scene("objects: [{typ: cup}]\n"), "BadDataFile: {'typ': 'cup'} is no object of a scene"),
    ("y empty", scene("\n"), "BadDataFile: 0 documents stand where one scene is needed"),
    ("y set", scene("objects: !!set {cup, pan}\n"), "BadDataFile: the tag 'tag:yaml.org,2002:set' is not read here"),
    ("y omap", scene("objects: !!omap [cup: pan]\n"), "BadDataFile: the tag 'tag:yaml.org,2002:omap' is not read here"),
]


def run(kind: str, *texts: str, seconds: float = 2) -> str:
    """The status that an input leads to; ``seconds`` of wall-clock time for a plan."""
    if kind == "task":
        task = nesy.pddl(domain=texts[0], problem=texts[1])
        return nesy.plan(task, seconds=seconds, planner="nesy").status.value
    if kind == "plan":
        return nesy.validate(nesy.pddl(domain=D, problem=P), texts[0]).status.value
    return nesy.plan("Put the cup on the table.", scene=texts[0], domain=HOUSE, seconds=seconds).status.value


@pytest.mark.parametrize(("name", "given", "expected"), CASES, ids=[name for name, *_ in CASES])
def test_a_hostile_input(name: str, given: tuple[str, ...], expected: str) -> None:
    began = time.process_time()
    try:
        found = run(*given)
    except NesyError as err:
        found = f"{type(err).__name__}: {err.message}"
        assert err.span is not None or err.source_name or type(err).__name__ == "Unsupported", name
        assert len(str(err)) < 2000 and "\x1b" not in str(err) and "\0" not in str(err)
    assert found.startswith(expected)
    assert time.process_time() - began < SECONDS


def test_there_are_a_hundred() -> None:
    assert len({name for name, *_ in CASES}) >= 100


@pytest.mark.slow
@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (init("(r) " * 300_000), "solved"),
        (prob(P.replace("o - t", " ".join(f"o{i}" for i in range(50_000)) + " o - t")), "solved"),
        (plan("(a o)\n" * 100_000), "valid"),
        (scene(f"objects: [{'cup, ' * 100_000}]\n"), "missing"),
        (act(f"(:action a :parameters ({' '.join(f'?x{i} - t' for i in range(40))}) :effect (p ?x0))"), "limit"),
    ],
    ids=["facts", "objects", "steps", "things", "parameters"],
)
def test_a_large_input(given: tuple[str, ...], expected: str) -> None:
    began = time.process_time()
    assert run(*given, seconds=20 if expected == "solved" else 2) == expected
    assert time.process_time() - began < 6 * SECONDS


@pytest.mark.parametrize("content", [None, b"\xff\xfe(", b"", b"\x00" * 100])
def test_files_that_are_no_domain(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "domain.pddl"
    path.mkdir() if content is None else path.write_bytes(content)
    for arguments in (["plan", path, path], ["validate", path, path, path]):
        found = CliRunner().invoke(main, list(map(str, arguments)))
        assert found.exit_code in (1, 2) and not isinstance(found.exception, NesyError), found.exception
        assert "Traceback" not in found.output and str(path) in found.output
    for thing in ({"scene": path}, {"scene": str(path)}):
        with pytest.raises(NesyError) as caught:
            nesy.plan("Put the cup on the table.", domain=HOUSE, **thing)
        assert isinstance(caught.value, FileMissing) or caught.value.source_name == str(path)
