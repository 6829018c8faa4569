"""Query plans: lark, llguidance and nesy's reader on one grammar; step grammars on published steps.

1. Programs sampled from the grammar, random typed programs printed, and mutants of those: lark and llguidance say the
   same of each, and nesy's reader reads what they accept.
2. Every step of the published programs is derived by the grammar that is made for its place; the same step with a
   column that is out of scope, or an input that comes later, is not.
3. A model drawn at random, bound step by step, writes programs; each has to resolve and run.

    python benchmarks/qpl_grammar.py --data PATH [--count 10000] [--sampled 500]
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import tiny_model
from agreement import Judges, Walks, mutant
from qpl_plans import Plans, build_sqlite
from test_qpl_decoding import WORDS

import nesy
from nesy.bench.query.spider_qpl import build_databases, read_questions
from nesy.languages.qpl.decoding import program_grammar, step_grammar
from nesy.languages.qpl.read import read_program
from nesy.languages.qpl.resolve import resolve
from nesy.languages.qpl.spelling import spelled
from nesy.languages.qpl.syntax import Column, with_columns
from nesy.languages.qpl.text import program_text, step_text
from nesy.models.constrained.matcher import accepts
from nesy.models.local.model import LocalModel
from nesy.models.wrappers.closing import Closing


def agreement(db: nesy.Database, count: int, sampled: int) -> int:
    judges, draw, found = Judges(program_grammar()), random.Random(0), Counter[str]()
    walks = Walks(program_grammar(), WORDS, most=12)
    began = time.perf_counter()
    for text in walks.texts(sampled):
        read_program(text)
        found["sampled", judges.verdicts(text)] += 1
    print(
        f"  {walks.closed} of {sampled} sampled texts were closed, {walks.lost} could not be, "
        f"{(time.perf_counter() - began) / max(1, sampled):.2f} s each"
    )
    for number in range(count):
        text = program_text(read_program(Plans(db.schema, number).program(draw.randint(1, 5))))
        found["printed", judges.verdicts(text)] += 1
        changed = mutant(text, draw)
        verdicts = judges.verdicts(changed)
        if verdicts == (True, True):
            read_program(changed)
        found["mutant", verdicts] += 1
    for (kind, verdicts), number in sorted(found.items(), key=str):
        print(f"  {kind:8} lark {verdicts[0]!s:5} llguidance {verdicts[1]!s:5} {number}")
    return sum(n for (_, (one, two)), n in found.items() if one != two)


def steps(data: Path) -> int:
    found = Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        questions = read_questions(data)
        paths = build_databases(data, Path(folder), {q.database for q in questions}).files
        schemas = {name: nesy.Database(path).schema for name, path in paths.items()}
        for question in (q for q in questions if q.database in schemas):
            schema = schemas[question.database]
            plan = resolve(read_program(question.qpl), schema)
            for i, (settled, written) in enumerate(zip(plan.steps, plan.program.steps, strict=True)):
                grammar, step = step_grammar(schema, plan.steps[:i]), spelled(settled, written)
                found["accepted" if accepts(grammar, step_text(step)) else "REFUSED"] += 1
                strange = replace(
                    step,
                    outputs=tuple(
                        replace(o, expression=with_columns(o.expression, lambda c: Column("nowhere", c.step)))
                        for o in step.outputs
                    ),
                )
                if strange != step:
                    found[
                        "out of scope refused" if not accepts(grammar, step_text(strange)) else "OUT OF SCOPE ACCEPTED"
                    ] += 1
                if step.inputs:
                    late = replace(step, inputs=tuple(n + 1 if n == max(step.inputs) else n for n in step.inputs))
                    if max(late.inputs) > i:
                        found[
                            "future step refused" if not accepts(grammar, step_text(late)) else "FUTURE ACCEPTED"
                        ] += 1
    for name, number in sorted(found.items()):
        print(f"  {name} {number}")
    return sum(n for name, n in found.items() if name.isupper())


def random_model(db: nesy.Database, programs: int) -> int:
    found = Counter[int]()
    with tempfile.TemporaryDirectory() as folder:
        model = Closing(LocalModel(tiny_model.build(Path(folder) / "model"), max_tokens=60))
        for seed in range(programs):
            result = db.ask("Which?", model=model, strategy="steps", seed=100 * seed, temperature=1.0, max_steps=5)
            found[len(result.steps)] += 1
        model.close()
    print(f"  {sum(found.values())} of {programs} programs resolve and run; steps: {dict(sorted(found.items()))}")
    return programs - sum(found.values())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--sampled", type=int, default=500)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, nesy.Database(build_sqlite(Path(folder) / "small.db")) as db:
        print("agreement")
        bad = agreement(db, options.count, options.sampled)
        print("steps of published programs")
        bad += steps(options.data)
        print("a random model, bound step by step")
        bad += random_model(db, 100)
    return bool(bad)


if __name__ == "__main__":
    raise SystemExit(main())
