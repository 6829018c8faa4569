"""How proofs read: the fixture to the letter, every view, hostile names, and claims read back by the English reader."""

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from renderings import Rendering, rendering, renderings

from nesy.answer import Answer
from nesy.engine.ask import ask
from nesy.errors import UnknownName
from nesy.evidence import Countermodel, Derivation, DerivationStep, Refutation, Saturation, Worlds
from nesy.languages.fol.parse import parse_formula
from nesy.languages.fol.syntax import FALSE, Atom, Constant, Not
from nesy.languages.fol.theory import Statement, Theory
from nesy.problem import Problem
from nesy.proofs.proof import Proof, Rule, Step
from nesy.proofs.render.diagram import diagram_of_reading
from nesy.proofs.render.english import read_proof
from nesy.proofs.render.explanation import explain
from nesy.proofs.render.html import proof_fragment, to_fragment
from nesy.proofs.render.layout import NODE_WIDTH, lay_out
from nesy.proofs.render.mermaid import to_mermaid
from nesy.proofs.render.reading import Role
from nesy.proofs.render.run_page import Row, to_run_page
from nesy.proofs.render.views import VIEWS, view
from nesy.proofs.render.why import why
from nesy.proofs.render.wording import phrasebook
from nesy.translate.english.reader import read
from nesy.translation import Aligned, Translation
from nesy.verdict import Status, Verdict

SNAPSHOTS = Path(__file__).parent / "fixtures" / "views"
SCHEMA = Path(__file__).parents[1] / "nesy" / "answer.schema.json"
ALL = renderings()


def answer_of(case: Rendering) -> Answer:
    status = Status.THEOREM if case.proof.goal == case.theory.conclusion.formula else Status.COUNTER_THEOREM
    if case.proof.goal == FALSE:
        status = Status.CONTRADICTORY_AXIOMS
    return answer_with(case.theory, Verdict(status, "z3", 0.004), case.proof)


def answer_with(theory: Theory, verdict: Verdict, evidence) -> Answer:
    asked = theory.conclusion.text or str(theory.conclusion.formula)
    sentences = tuple(
        Aligned(s.text, s.formula, "conclusion" if s.name == "conclusion" else "premise") for s in theory.statements
    )
    problem = Problem(tuple(p.text for p in theory.premises), asked, "example")
    return Answer(problem, Translation("english", sentences), theory, verdict, evidence)


@pytest.mark.parametrize("case", ALL, ids=lambda c: c.name)
def test_english(case):
    case.proof.check()
    assert str(read_proof(case.proof, case.theory.statements)) + "\n" == case.english


@pytest.mark.parametrize("case", ALL, ids=lambda c: c.name)
def test_every_step_is_told_and_every_claim_is_a_steps_formula(case):
    reading = read_proof(case.proof, case.theory.statements)
    assert {s for sentence in reading.sentences for s in sentence.steps} == set(range(len(case.proof.steps)))
    earlier = set()
    for sentence in reading.sentences:
        assert sentence.step in sentence.steps
        assert set(sentence.uses) <= earlier
        earlier.add(sentence.label)
        assert set(sentence.premises) <= {name for name, _ in case.proof.premises}
        for claim in sentence.claims:
            assert claim.text.lower() in sentence.text.lower()
            assert claim.text in ways_to_say(case, case.proof.steps[claim.step].conclusion)
    if case.proof.goal != FALSE:
        assert reading.sentences[-1].claims[0].step == len(case.proof.steps) - 1


def ways_to_say(case, formula) -> set[str]:
    """The user's own sentences of that formula, their denial, and the words of its structure."""
    book = phrasebook(case.theory.statements, case.proof)
    own = {book.inside(s.text) for s in case.theory.statements if s.formula == formula}
    denied = {f"it is not true that {book.inside(s.text)}" for s in case.theory.statements if Not(s.formula) == formula}
    return own | denied | {book.say(formula).text}


def test_the_check_of_claims_can_fail():
    case = rendering("one step")
    assert "Rex is not a mammal" not in ways_to_say(case, parse_formula("Mammal(rex)"))


PROBLEMS = [
    ("All dogs are mammals. Rex is a dog. Mammals are not green.", "Is Rex green?"),
    (
        "The bear likes the cat. The cat chases Ann. If something likes the cat then it is rough.",
        "The bear is rough.",
    ),
    ("Every wumpus is a tumpus. Tumpuses are not bright. Sam is a wumpus.", "Sam is bright."),
    ("Blue, green things are kind. Gary is blue. Gary is green. All kind things are old.", "Gary is old."),
    ("Ann lives in Rome. Everyone who lives in Rome is happy. If Ann is happy then Bob does not sing.", "Bob sings."),
    (
        "The old man is afraid of Ann. Everyone who is afraid of Ann is the friend of Bob.",
        "The old man is the friend of Bob.",
    ),
    ("Ann is a cook or Ann is a pilot. All cooks are kind. All pilots are kind.", "Ann is kind."),
    ("Rex is a dog and barks. No dog that barks is a cat.", "Rex is a cat."),
]


@pytest.mark.parametrize(("text", "question"), PROBLEMS, ids=[q for _, q in PROBLEMS])
def test_claims_read_back_to_their_formulas(text, question):
    answer = ask(text, question)
    assert answer.proof is not None
    assert misread_claims(answer, text) == []


def misread_claims(answer: Answer, text: str) -> list[str]:
    """The claims that the English reader, given the problem's sentences, reads as another formula than the step's."""
    wrong = []
    reading = read_proof(answer.proof, answer.program.statements)
    for sentence in reading.sentences:
        for claim in sentence.claims:
            formula = answer.proof.steps[claim.step].conclusion
            back = read([text, answer.problem.question, claim.text[:1].upper() + claim.text[1:] + "."])
            last = [sentence for sentence in back.sentences if sentence.role == "premise"][-1]
            if last.formula != formula:
                wrong.append(f"{claim.text!r} is {last.formula or last.problem}, not {formula}")
    return wrong


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "semantics"), [("proofwriter/dev.jsonl", "rules-open"), ("prontoqa/dev.jsonl", "classical")]
)
def test_claims_of_a_data_set_read_back(name, semantics):
    folder = Path(os.environ.get("NESY_DATA", Path(__file__).parents[2] / "shared" / "data"))
    if not (folder / name).exists():
        pytest.skip(f"{name} is not there; NESY_DATA names the folder that holds it")
    lines = (folder / name).read_text(encoding="utf-8").splitlines()[::12]
    wrong, proofs = [], 0
    for line in lines:
        item = json.loads(line)
        answer = ask(item["context"], item["question"].partition("?")[2].strip(), semantics=semantics)
        if answer.proof is not None:
            proofs += 1
            wrong += misread_claims(answer, item["context"])
    assert proofs > 10
    assert wrong == []


@pytest.mark.parametrize("form", ["text", "mermaid", "dot", "latex", "svg"])
def test_views_of_one_proof_stay_as_they_are(form):
    case = rendering("refutation with an assumption opened and discharged")
    shown = view(answer_of(case), form) + "\n"
    path = SNAPSHOTS / f"refutation.{form}"
    if os.environ.get("NESY_UPDATE_SNAPSHOTS"):
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")


def test_an_unknown_view_is_refused():
    with pytest.raises(UnknownName, match="'pdf'"):
        view(answer_of(ALL[0]), "pdf")


def world(size, constants, **predicates):
    return Countermodel(size, constants, {}, {(name, 1): frozenset(tuples) for name, tuples in predicates.items()})


STATEMENTS = (
    Statement(parse_formula("Dog(rex)"), "1", "Rex is a dog."),
    Statement(parse_formula("∀x (Cat(x) → Calm(x))"), "2", "All cats are calm."),
)
RULE = Statement(parse_formula("∀x (Dog(x) → Calm(x))"), "3", "All dogs are calm.")
UNDECIDED = Theory(STATEMENTS, Statement(parse_formula("Calm(rex)"), "conclusion", "Rex is calm."))
WORLDS = Worlds(
    world(1, {"rex": 0}, Dog={(0,)}, Calm={(0,)}, Cat={(0,)}),
    world(2, {"rex": 0}, Dog={(0,)}, Calm={(1,)}, Cat=set()),
)

OTHERS = {
    "worlds": (
        answer_with(UNDECIDED, Verdict(Status.SATISFIABLE, "z3"), WORLDS),
        "Rex is calm. UNCERTAIN.\nBoth are possible. In one world Rex is calm; in the other Rex is not calm.\n"
        "In the first, Rex is a cat; in the second, Rex is not a cat.\nEvery sentence holds in both.",
    ),
    "saturation": (
        answer_with(UNDECIDED, Verdict(Status.SATISFIABLE, "rules"), Saturation(("Dog(rex)", "Calm(tom)"))),
        "Rex is calm. UNCERTAIN.\nThe rules derive neither that Rex is calm nor that Rex is not calm.\n"
        "Of Rex they derive: Rex is a dog.",
    ),
    "refutation": (
        answer_with(UNDECIDED, Verdict(Status.THEOREM, "z3"), Refutation(("1", "2"), False)),
        "Rex is calm. TRUE.\nIt follows from (1) and (2), perhaps from fewer, by the word of z3: no proof was found.",
    ),
    "derivation": (
        answer_with(
            Theory(
                (*STATEMENTS, Statement(parse_formula("∀x (Dog(x) → Calm(x))"), "3", "All dogs are calm.")),
                UNDECIDED.conclusion,
            ),
            Verdict(Status.THEOREM, "rules"),
            Derivation((DerivationStep("Dog(rex)", "1"), DerivationStep("Calm(rex)", "3", (0,), (("x", "rex"),)))),
        ),
        "Rex is calm. TRUE.\na. Rex is calm, because all dogs are calm (3) and Rex is a dog (1).\n"
        "The rule engine derived this from (1) and (3); the kernel has not checked it.",
    ),
    "timeout": (
        answer_with(UNDECIDED, Verdict(Status.TIMEOUT, "z3", 5.0, reasons=("wall limit of 5 s",)), None),
        "Rex is calm. No answer: the time limit came first.\nwall limit of 5 s",
    ),
    "unread": (
        Answer(
            Problem(("Rex was a dog.",), "Is Rex old?"),
            Translation("english", (Aligned("Rex was a dog.", None, "premise", "no 'was'"),)),
            None,
            Verdict(Status.TRANSLATION_FAILED, reasons=("'Rex was a dog.' is not read",)),
            None,
        ),
        "Is Rex old? No answer: not every sentence was read.\n'Rex was a dog.' is not read",
    ),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_why_without_a_proof(kind):
    answer, expected = OTHERS[kind]
    assert why(answer) == expected


EVERY = [*(answer_of(c) for c in ALL), *(a for a, _ in OTHERS.values())]


@pytest.mark.parametrize("form", VIEWS)
def test_every_answer_has_every_view(form):
    for answer in EVERY:
        shown = view(answer, form)
        assert shown.strip()
        if form == "svg":
            ElementTree.fromstring(shown)
        if form == "latex":
            assert plain_braces(shown) == 0
        if form in ("html", "svg"):
            assert well_formed(shown)


def plain_braces(text: str) -> int:
    bare = re.sub(r"\\[{}\\]", "", text)
    return bare.count("{") - bare.count("}")


class Tags(HTMLParser):
    VOID = ("meta", "input", "br", "hr", "col", "!doctype")

    def __init__(self):
        super().__init__()
        self.open, self.seen, self.bad = [], [], []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.bad.append(tag)


def well_formed(page: str) -> bool:
    tags = Tags()
    tags.feed(page)
    return not tags.open and not tags.bad


NASTY = [
    "<script>alert(1)</script>",
    "</style><b>",
    '" onload="alert(1)',
    "]] --> ${x} %0 \\end{x}",
    "a\u202eb\x1b[31m\x07",
    "{0} {x!r}",
    "\ud800",
]


def hostile_answer() -> Answer:
    """An answer in which every text and name is an attack on some view."""
    texts = [n if n.isprintable() else "x" for n in NASTY]
    facts = [Atom(name, (Constant(texts[0]),)) for name in texts]
    premises = tuple(Statement(f, t, nasty) for f, t, nasty in zip(facts, NASTY, NASTY, strict=True))
    goal = Atom("</script>", (Constant("<img src=x onerror=alert(1)>"),))
    steps = [Step(f, Rule.PREMISE, source=t) for f, t in zip(facts, NASTY, strict=True)]
    steps += [
        Step(goal, Rule.ASSUMPTION),
        Step(goal, Rule.INFERENCE, tuple(range(len(steps) + 1)), terms=((),) * (len(steps) + 1)),
    ]
    proof = Proof(tuple(zip(NASTY, facts, strict=True)), goal, tuple(steps))
    theory = Theory(premises, Statement(goal, "conclusion", NASTY[0] + NASTY[1] + "?"))
    return answer_with(theory, Verdict(Status.THEOREM, NASTY[0], reasons=(NASTY[1],)), proof)


@pytest.mark.parametrize("form", ["html", "svg"])
def test_hostile_names_are_inert(form):
    shown = view(hostile_answer(), form)
    tags = Tags()
    tags.feed(shown)
    assert [t for t, _ in tags.seen].count("script") == (1 if form == "html" else 0)
    assert not any(name.startswith("on") for _, attrs in tags.seen for name in attrs)
    assert {"img", "b"}.isdisjoint(t for t, _ in tags.seen)
    assert well_formed(shown)
    shown.encode()
    assert not any(c in shown for c in "\x1b\x07\u202e")


def test_hostile_names_in_text_views():
    answer = hostile_answer()
    for form in ("text", "english", "mermaid", "dot", "latex"):
        shown = view(answer, form)
        shown.encode()
        assert not any(c in shown for c in "\x1b\x07\u202e")
    assert "<" not in view(answer, "mermaid") and not re.search(r'"[^"\n]*"[^"\n\])]', view(answer, "mermaid"))
    assert all(strings_close(line) for line in view(answer, "dot").splitlines())
    assert plain_braces(view(answer, "latex")) == 0


def strings_close(line: str) -> bool:
    return re.sub(r"\\.", "", line).count('"') % 2 == 0


def test_a_page_lets_nothing_in_or_out():
    shown = view(answer_of(ALL[0]), "html")
    tags = Tags()
    tags.feed(shown)
    policy = next(attrs["content"] for tag, attrs in tags.seen if attrs.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert not any({"src", "href", "style"} & set(attrs) for _, attrs in tags.seen)
    assert "http" not in re.sub(r'xmlns="[^"]*"', "", shown).replace("http-equiv", "")


def test_a_fragment_for_notebooks_has_style_and_no_script():
    for shown in (to_fragment(explain(answer_of(ALL[0]))), proof_fragment(ALL[0].proof)):
        assert well_formed(shown)
        assert "<script" not in shown and "<style>" in shown


def test_a_run_page_has_a_row_and_a_template_for_each_answer():
    rows = [
        Row(a.problem.id, a.label.value if a.label is not None else "", a.verdict.status.value, "TRUE", a)
        for a in EVERY
    ]
    shown = to_run_page("run", [*rows, Row("kept nothing", "", "Timeout", "FALSE")])
    assert shown.count("<template") == len(rows)
    assert shown.count("data-row=") == len(rows) + 1
    assert well_formed(shown)
    assert [r.outcome for r in rows[:2]] == ["right", "wrong"]


@pytest.mark.parametrize("case", ALL, ids=lambda c: c.name)
def test_a_drawing_overlaps_nothing_and_flows_down(case):
    diagram = diagram_of_reading(read_proof(case.proof, case.theory.statements))
    layout = lay_out(diagram)
    boxes = list(layout.boxes.values())
    for n, box in enumerate(boxes):
        assert box.x >= 0 and box.x + NODE_WIDTH <= layout.width and box.y + box.height <= layout.height
        for other in boxes[:n]:
            apart = (
                abs(box.x - other.x) >= NODE_WIDTH or box.y >= other.y + other.height or other.y >= box.y + box.height
            )
            assert apart
    for edge in diagram.edges:
        assert layout.boxes[edge.start].y + layout.boxes[edge.start].height < layout.boxes[edge.end].y


@pytest.mark.parametrize("answer", EVERY, ids=lambda a: a.problem.question)
def test_answers_fit_the_schema(answer):
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed: pip install 'nesy[test]'")
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    checker = jsonschema.Draft202012Validator(schema)
    checker.check_schema(schema)
    assert list(checker.iter_errors(answer.to_json())) == []
    assert list(checker.iter_errors({**answer.to_json(), "verdict": {}})) != []


def test_the_schema_knows_every_rule_and_status():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))["$defs"]
    assert set(schema["step"]["properties"]["rule"]["enum"]) == {r.value for r in Rule}
    assert set(schema["verdict"]["properties"]["status"]["enum"]) == {s.value for s in Status}


def long_proof(length: int) -> Proof:
    formulas = [parse_formula(f"P{n}(rex)") for n in range(length)]
    rules = [(str(n), parse_formula(f"P{n}(rex) → P{n + 1}(rex)")) for n in range(length - 1)]
    steps = [Step(formulas[0], Rule.PREMISE, source="start")]
    for n, (name, rule) in enumerate(rules):
        steps.append(Step(rule, Rule.PREMISE, source=name))
        steps.append(Step(formulas[n + 1], Rule.INFERENCE, (len(steps) - 1, len(steps) - 2), terms=((), ())))
    return Proof((("start", formulas[0]), *rules), formulas[-1], tuple(steps))


def test_a_long_chain_is_told():
    proof = long_proof(400)
    proof.check()
    theory = Theory(tuple(Statement(f, n) for n, f in proof.premises), Statement(proof.goal, "conclusion"))
    answer = answer_with(theory, Verdict(Status.THEOREM, "z3"), proof)
    for form in VIEWS:
        assert view(answer, form)
    assert read_proof(proof).sentences[-1].label == "oi"


def test_what_is_said_does_not_hang_on_hash_seeds():
    program = (
        "from nesy.proofs.render.views import view; import renderings, test_render\n"
        "for case in renderings.renderings():\n"
        "    for form in ('english', 'html', 'mermaid'): print(view(test_render.answer_of(case), form))"
    )
    folder = Path(__file__).parent
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{folder}{os.pathsep}{folder.parent}"},
            capture_output=True,
            check=True,
            timeout=60,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_roles_mark_what_opens_and_closes():
    case = rendering("refutation with an assumption opened and discharged")
    roles = [s.role for s in read_proof(case.proof, case.theory.statements).sentences]
    assert roles == [Role.SUPPOSE, Role.CONCLUDE, Role.CONCLUDE, Role.CLASH, Role.DISCHARGE]


def test_mermaid_draws_a_discharge_as_a_dotted_arrow():
    case = rendering("refutation with an assumption opened and discharged")
    assert "s1 -.-> s5" in to_mermaid(diagram_of_reading(read_proof(case.proof, case.theory.statements)))
