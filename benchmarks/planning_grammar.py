"""Planning: lark, llguidance and nesy's reader on one grammar each of problems, goals, domains and plans.

1. Texts sampled from each grammar, random tasks printed, and mutants of those: lark and llguidance say the same of
   each, and nesy's reader reads what they accept.
2. Texts sampled from the grammars that are made for single tasks (a goal, objects, the facts over them): lark and
   llguidance derive each, the reader reads it, and the check of the task finds nothing.
3. Beginnings of printed problems and goals, cut off anywhere: the closer ends each, and the reader reads it.
4. A model drawn at random, bound half by half, writes problems; each is read and resolves.
5. With --data: printed files of a folder are derived, and the goal of each by the grammar of its own task.

    python benchmarks/planning_grammar.py [--count 10000] [--sampled 500] [--data PATH]
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import tiny_model
from agreement import Judges, Walks
from pddl_texts import Texts, mutant
from test_pddl_grammar import DOMAIN, GRAMMARS, PIECES, is_read, is_refused_by_meaning

from nesy.bench.planning.solving import problem_pairs
from nesy.errors import NesyError, NotAProblem
from nesy.languages.pddl.check import checked_task
from nesy.languages.pddl.decoding import (
    domain_grammar,
    facts_grammar,
    goal_grammar,
    objects_grammar,
    problem_grammar,
)
from nesy.languages.pddl.printer import domain_text, formula_text, objects_text, plan_text, problem_text
from nesy.languages.pddl.read import read_domain, read_problem
from nesy.languages.pddl.syntax import PlanStep
from nesy.languages.pddl.task import Task
from nesy.models.constrained.closer import close
from nesy.models.constrained.matcher import accepts, matcher
from nesy.models.local.model import LocalModel
from nesy.models.wrappers.closing import Closing
from nesy.translate.planning.model import write_problem
from nesy.translate.planning.writer import Sampling

OPENING = "(define (problem p)\n  (:domain d)\n  "
"""How sampled problems begin: behind it, ends are short."""
LARGEST = 30_000
"""Characters of a file; lark takes seconds for more."""


def printed(task: Task, draw: random.Random) -> dict[str, str]:
    """A text of each grammar."""
    steps = [PlanStep(draw.choice(("go", "a-1")), tuple(draw.sample(sorted(task.objects), 1))) for _ in range(3)]
    texts = {"problem": problem_text(task.problem), "domain": domain_text(task.domain), "plan": plan_text(steps)}
    return {**texts, "goal": formula_text(task.problem.goal)}


def agreement(count: int, sampled: int) -> int:
    """Texts on both sides of the edge of the general grammars."""
    bad = 0
    for name, grammar in GRAMMARS.items():
        judges, draw, found = Judges(grammar()), random.Random(0), Counter[str]()
        walks = Walks(grammar(), PIECES, opening=OPENING if name == "problem" else "")
        for text in walks.texts(sampled):
            found[f"sampled, {judged(name, text, judges)}"] += 1
        for number in range(count):
            text = printed(Texts(random.Random(number)).task(), draw)[name]
            found[f"printed, {judged(name, text, judges)}"] += 1
            found[f"mutant, {judged(name, mutant(text, draw), judges)}"] += 1
        for what, number in sorted(found.items()):
            print(f"  {name:8} {what:30} {number}")
        print(f"  {name:8} {walks.closed} samples were closed, {walks.lost} could not be", flush=True)
        fine = ("sampled, read", "printed, read", "mutant, read", "mutant, refused")
        bad += walks.lost + sum(n for what, n in found.items() if what not in fine)
    return bad


def judged(name: str, text: str, judges: Judges) -> str:
    """What everyone says of a text, in a word."""
    lark, llguidance = judges.verdicts(text)
    if lark != llguidance:
        print(f"  DISAGREE lark {lark} llguidance {llguidance}: {text!r}")
        return "DISAGREE"
    if not lark:
        return "refused"
    if is_read(name, text) or is_refused_by_meaning(name, text):
        return "read"
    print(f"  NOT READ: {text!r}")
    return "NOT READ"


def specialised(tasks: int, each: int) -> int:
    """Texts of the grammars of single tasks."""
    found, seconds, lost = Counter[str](), [], 0
    for number in range(tasks):
        task = Texts(random.Random(number)).task()
        for name in ("goal", "objects", "facts"):
            began = time.process_time()
            try:
                grammar = {
                    "goal": lambda task=task: goal_grammar(task),
                    "objects": lambda task=task: objects_grammar(task.domain),
                    "facts": lambda task=task: facts_grammar(task),
                }[name]()
            except NotAProblem:
                found[f"{name}: no atoms"] += 1
                continue
            matcher(grammar)
            seconds.append(1000 * (time.process_time() - began))
            judges, walks = Judges(grammar), Walks(grammar, [*PIECES, *task.objects], most=40)
            for text in walks.texts(each, number):
                verdict = "fits" if judges.verdicts(text) == (True, True) and fits(name, text, task) else "DOES NOT FIT"
                found[f"{name}: {verdict}"] += 1
            lost += walks.lost
    for what, count in sorted(found.items()):
        print(f"  {what:24} {count}")
    print(
        f"  {lost} could not be closed; a grammar is built in {statistics.median(seconds):.1f} ms (median)", flush=True
    )
    return lost + sum(n for what, n in found.items() if "NOT FIT" in what)


def fits(name: str, text: str, task: Task) -> bool:
    """Whether a text is read and passes the check; a name that is declared twice is a fault that no grammar sees."""
    opened = f"(define (problem p) (:domain {task.domain.name})"
    objects = objects_text(task.problem.objects)
    try:
        if name == "objects":
            read = read_problem(f"{opened} {text} (:goal ()))").objects
            once = tuple({typed.name: typed for typed in read}.values())
            checked_task(
                task.domain, replace(task.problem, objects=once, initial=(), values=(), goal=GOAL, metric=None)
            )
        else:
            rest = f"(:goal {text})" if name == "goal" else text
            checked_task(task.domain, read_problem(f"{opened} {objects} {rest})"))
    except NesyError as err:
        print(f"  {err.message}: {text!r}")
        return False
    return True


GOAL = read_problem("(define (problem p) (:goal ()))").goal


def closing(count: int) -> int:
    """Beginnings of printed texts."""
    found, draw = Counter[str](), random.Random(1)
    for number in range(count):
        text = printed(Texts(random.Random(number)).task(), draw)
        for name, begin in (("problem", text["problem"].index("(:domain") + 9), ("goal", 1)):
            cut = text[name][: draw.randint(begin, max(begin, len(text[name]) - 1))]
            end = close(GRAMMARS[name](), cut)
            closed = end is not None and is_read(name, cut + end)
            found[f"{name} {'closed and read' if closed else 'NOT CLOSED'}"] += 1
            if not closed:
                print(f"  {cut!r}")
    for what, count in sorted(found.items()):
        print(f"  {what:24} {count}", flush=True)
    return sum(n for what, n in found.items() if "NOT" in what)


def random_model(count: int) -> int:
    """Problems of a model drawn at random."""
    found = Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        model = Closing(LocalModel(tiny_model.build(Path(folder) / "model"), max_tokens=60))
        for number in range(count):
            domain = read_domain(DOMAIN) if number % 2 else Texts(random.Random(number)).domain()
            written = write_problem("There is a cup.", domain, model, Sampling(attempts=1, seed=100 * number))
            found["resolve" if written.task is not None else "DO NOT"] += 1
            if written.task is None:
                print(f"  {written.attempts[-1].fault}")
        model.close()
    print(f"  {found['resolve']} of {count} problems are read and resolve")
    return found["DO NOT"]


def files(folder: Path) -> int:
    """Published files, as printed."""
    judges = {"problem": Judges(problem_grammar()), "domain": Judges(domain_grammar())}
    counts: Counter[str] = Counter()
    for domain, problem in problem_pairs(folder):
        texts = [path.read_text(encoding="utf-8") for path in (domain, problem)]
        if max(map(len, texts)) > LARGEST:
            counts["pairs that are too large"] += 1
            continue
        task = checked_task(read_domain(texts[0]), read_problem(texts[1]))
        written = {"problem": problem_text(task.problem), "domain": domain_text(task.domain)}
        for name, text in written.items():
            derived = judges[name].verdicts(text) == (True, True)
            counts[f"{name}s {'derived' if derived else 'NOT DERIVED'}"] += 1
        goal = formula_text(task.problem.goal)
        counts[
            f"goals {'derived' if accepts(goal_grammar(task), goal) else 'not derived'} by their task's grammar"
        ] += 1
    for what, count in sorted(counts.items()):
        print(f"  {count:5} {what}")
    return sum(n for what, n in counts.items() if "NOT" in what)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--sampled", type=int, default=500)
    parser.add_argument("--programs", type=int, default=100)
    parser.add_argument("--data", type=Path, help="a folder of domains with problems beside them")
    options = parser.parse_args()
    print("agreement")
    bad = agreement(options.count, options.sampled)
    print("grammars of single tasks")
    bad += specialised(max(1, options.sampled // 10), 10)
    print("beginnings")
    bad += closing(options.sampled)
    print("a random model, bound half by half")
    bad += random_model(options.programs)
    if options.data:
        print("published files")
        bad += files(options.data)
    print(f"{bad} disagreements")
    return bool(bad)


if __name__ == "__main__":
    raise SystemExit(main())
