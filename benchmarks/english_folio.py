"""The built-in English reader on FOLIO: accuracy, skeleton agreement with the gold formulas, kinds of failures.

    python benchmarks/english_folio.py --data FOLDER [--part dev|blind|validation|all] [--no-retry]

The training stories are split by the hash of their number: a third of them is the blind part, whose sentences
are never shown, only counted. "Right" counts every problem; one that was not read or not decided counts as
wrong. "Taking all else for Uncertain" says what accuracy would be if the reader guessed there, which it does not.

The skeleton of a formula is what is left when predicates and arguments lose their names: two formulas agree if
some one-to-one renaming of their atoms makes them equivalent, where atoms that only occur conjoined count as
one (so that "a young man" may be one predicate or two), and their outer quantifiers are of one kind.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import math
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nesy.engine.ask import ask
from nesy.errors import NesyError
from nesy.languages.fol.read import read_formula
from nesy.languages.fol.syntax import (
    And,
    Atom,
    Equals,
    Exists,
    Forall,
    Formula,
    Iff,
    Implies,
    Not,
    Or,
    Truth,
    Xor,
)  # fmt: skip
from nesy.problem import Problem
from nesy.translate.english.options import EnglishOptions
from nesy.translate.english.reader import read
from nesy.translate.english.sentences import split_sentences
from nesy.translation import Aligned

MAX_LETTERS = 7
GOLD = {"True": "TRUE", "False": "FALSE", "Unknown": "UNCERTAIN", "Uncertain": "UNCERTAIN"}
KINDS = {"hyb": "rule-like stories", "wiki": "encyclopaedic stories"}


def is_blind(story: int) -> bool:
    """Whether a training story belongs to the third that nobody reads."""
    return int(hashlib.sha256(f"folio story {story}".encode()).hexdigest(), 16) % 3 == 0


def interval(hits: int, total: int) -> str:
    """A share in percent with its 95% Wilson interval."""
    if not total:
        return "none"
    share, z = hits / total, 1.96
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return f"{share:6.1%}  [{middle - half:.1%}, {middle + half:.1%}]  {hits} of {total}"


# -- skeletons -------------------------------------------------------------------------------


Letters = dict[object, int]


def skeleton(formula: Formula) -> tuple[str, int, tuple[int, ...]]:
    """The outer quantifier, the number of letters, and the truth table over them, one bit a row."""
    outer, body = _outer(formula)
    body = _grouped(body)
    letters: Letters = {}
    for leaf in _leaves(body):
        letters.setdefault(leaf, len(letters))
    if len(letters) > MAX_LETTERS:
        return outer, len(letters), ()
    rows = range(1 << len(letters))
    return outer, len(letters), tuple(int(_holds(body, letters, row)) for row in rows)


def agrees(one: Formula, other: Formula) -> bool:
    """Whether two formulas have the same skeleton.

    >>> agrees(read_formula("∀x (Old(x) ∧ Dog(x) → Big(x))"), read_formula("∀x (¬Loud(x) → ¬Hound(x))"))
    True
    >>> agrees(read_formula("∀x (Dog(x) → Big(x))"), read_formula("∃x (Dog(x) ∧ Big(x))"))
    False
    """
    outer, count, table = skeleton(one)
    other_outer, other_count, other_table = skeleton(other)
    if outer != other_outer or count != other_count or len(table) != len(other_table) or sum(table) != sum(other_table):
        return False
    if not table:
        return False
    return any(
        all(table[_permuted(row, order)] == other_table[row] for row in range(len(table)))
        for order in itertools.permutations(range(count))
    )


def _permuted(row: int, order: tuple[int, ...]) -> int:
    return sum(1 << order[i] for i in range(len(order)) if row >> i & 1)


def _outer(formula: Formula) -> tuple[str, Formula]:
    """The kind of the outer quantifiers, and what is below them; ``¬∀`` counts as ``∃¬``."""
    kind, negated = "none", False
    while True:
        if isinstance(formula, Not) and isinstance(formula.operand, Forall | Exists | Not):
            formula, negated = formula.operand, not negated
        elif isinstance(formula, Forall | Exists):
            found = "forall" if isinstance(formula, Forall) is not negated else "exists"
            if kind not in ("none", found):
                break
            kind, formula = found, formula.body
        else:
            break
    return kind, Not(formula) if negated else formula


def _grouped(formula: Formula) -> Formula:
    """The formula with an inner quantifier, and conjoined atoms that occur nowhere else, as one leaf."""
    counts = Counter(_leaves(formula))
    return _group(formula, counts)


def _group(formula: Formula, counts: Mapping[object, int]) -> Formula:
    match formula:
        case Forall(_, body) | Exists(_, body):
            if isinstance(formula, Exists):
                return Atom("∃" + str(body)[:150])
            return _group(body, counts)
        case Not(operand):
            return Not(_group(operand, counts))
        case And(operands):
            parts = [_group(o, counts) for o in operands]
            single = [p for p in parts if isinstance(p, Atom | Equals) and counts.get(p, 1) == 1]
            rest = [p for p in parts if p not in single]
            if len(single) > 1:
                parts = [*rest, Atom("&" + "&".join(str(p) for p in single)[:150])]
            return parts[0] if len(parts) == 1 else And(tuple(parts))
        case Or(operands):
            return Or(tuple(_group(o, counts) for o in operands))
        case Xor(left, right):
            return Xor(_group(left, counts), _group(right, counts))
        case Implies(left, right):
            return Implies(_group(left, counts), _group(right, counts))
        case Iff(left, right):
            return Iff(_group(left, counts), _group(right, counts))
        case _:
            return formula


def _leaves(formula: Formula) -> Iterator[object]:
    match formula:
        case Atom() | Equals():
            yield formula
        case Not(operand):
            yield from _leaves(operand)
        case And(operands) | Or(operands):
            for operand in operands:
                yield from _leaves(operand)
        case Xor(left, right) | Implies(left, right) | Iff(left, right):
            yield from _leaves(left)
            yield from _leaves(right)
        case Forall(_, body) | Exists(_, body):
            yield from _leaves(body)


def _holds(formula: Formula, letters: Letters, row: int) -> bool:
    match formula:
        case Truth(value):
            return value
        case Not(operand):
            return not _holds(operand, letters, row)
        case And(operands):
            return all(_holds(o, letters, row) for o in operands)
        case Or(operands):
            return any(_holds(o, letters, row) for o in operands)
        case Xor(left, right):
            return _holds(left, letters, row) != _holds(right, letters, row)
        case Iff(left, right):
            return _holds(left, letters, row) == _holds(right, letters, row)
        case Implies(left, right):
            return not _holds(left, letters, row) or _holds(right, letters, row)
        case _:
            return bool(row >> letters[formula] & 1)


# -- measuring -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one problem."""

    record: Mapping[str, Any]
    gold: str
    label: str
    status: str
    unread: tuple[str, ...]


def outcome(record: Mapping[str, Any], options: EnglishOptions | None = None) -> Outcome:
    problem = Problem(tuple(p.strip() for p in record["premises"]), record["conclusion"].strip())
    gold = GOLD[record["label"]]
    try:
        answer = ask(problem, proofs=False, seconds=5, english=options)
    except NesyError as err:
        return Outcome(record, gold, "", type(err).__name__, (str(err),))
    label = answer.label.value if answer.label is not None else ""
    unread = tuple(s.problem for s in answer.translation.unread)
    return Outcome(record, gold, label, answer.verdict.status.value, unread)


def report(title: str, outcomes: Iterable[Outcome], seconds: float) -> None:
    outcomes = list(outcomes)
    total = len(outcomes)
    definite = [o for o in outcomes if o.label in ("TRUE", "FALSE")]
    print(f"\n{title}: {total} problems, {total / max(seconds, 1e-9):.0f} a second")
    print(f"  right                      {interval(sum(o.label == o.gold for o in outcomes), total)}")
    print(f"  always Uncertain           {interval(sum(o.gold == 'UNCERTAIN' for o in outcomes), total)}")
    print(f"  definite answers           {interval(len(definite), total)}")
    print(f"  definite answers right     {interval(sum(o.label == o.gold for o in definite), len(definite))}")
    print(f"  all else for Uncertain     {interval(sum((o.label or 'UNCERTAIN') == o.gold for o in outcomes), total)}")
    for status, count in Counter(o.status for o in outcomes).most_common():
        print(f"    {status:24} {count}")
    kinds = Counter(re.sub(r"'.*'", "…", reason) for o in outcomes for reason in o.unread)
    for kind, count in kinds.most_common(12):
        print(f"    not read, {count:3} times: {kind}")
    table = Counter((o.gold, o.label or "none") for o in outcomes)
    for gold in ("TRUE", "FALSE", "UNCERTAIN"):
        print(f"    gold {gold:10}", {label: table[gold, label] for label in ("TRUE", "FALSE", "UNCERTAIN", "none")})


def agreement(title: str, records: list[Mapping[str, Any]], misread: int) -> None:
    """How many premises have the skeleton of their gold formula; optionally shows some that do not."""
    stories: dict[object, Mapping[str, Any]] = {}
    for record in records:
        if "premises-FOL" in record and isinstance(record["premises-FOL"], list):
            stories.setdefault(record["story_id"] if "story_id" in record else tuple(record["premises"]), record)
    counts: Counter[str] = Counter()
    for record in stories.values():
        reading = read([p.strip() for p in record["premises"]])
        said = [aligned for aligned in reading.sentences if aligned.role == "premise"]
        for premise, gold in zip(record["premises"], record["premises-FOL"], strict=False):
            own = [said.pop(0) for _ in range(max(1, len(split_sentences(premise.strip()))))]
            kind = _compare(_together(own), gold)
            counts[kind] += 1
            if kind == "another skeleton" and misread > 0:
                misread -= 1
                print(f"{record.get('story_id')}  {premise}\n      {_together(own)}\n      {gold}")
    total = sum(counts.values()) - counts["gold does not parse"]
    print(f"\n{title}: premises whose gold formula parses: {total}")
    print(f"  skeleton agrees            {interval(counts['agrees'], total)}")
    print(f"  of the premises read       {interval(counts['agrees'], counts['agrees'] + counts['another skeleton'])}")
    for kind, count in counts.most_common():
        print(f"    {kind:24} {count}")


def _together(sentences: list[Aligned]) -> object:
    """The formula of a premise of one sentence or more; None if one of them was not read."""
    formulas = [s.formula for s in sentences]
    if any(formula is None for formula in formulas):
        return None
    return formulas[0] if len(formulas) == 1 else And(tuple(formulas))  # type: ignore[arg-type]


def _compare(formula: object, gold: str) -> str:
    try:
        target = read_formula(gold)
    except NesyError:
        return "gold does not parse"
    if formula is None:
        return "not read"
    return "agrees" if agrees(formula, target) else "another skeleton"  # type: ignore[arg-type]


def records_of(folder: Path, part: str) -> list[Mapping[str, Any]]:
    name = "validation.jsonl" if part == "validation" else "train.jsonl"
    lines = (folder / "folio" / name).read_text(encoding="utf-8").splitlines()
    records: list[Mapping[str, Any]] = [json.loads(line) for line in lines if line.strip()]
    if part in ("dev", "blind"):
        records = [r for r in records if is_blind(r["story_id"]) is (part == "blind")]
    return records


def measure(folder: Path, part: str, options: EnglishOptions, misread: int, failed: int) -> None:
    records = records_of(folder, part)
    shown = part == "dev"
    agreement(part, records, misread if shown else 0)
    start = time.process_time()
    for record in records:
        read([p.strip() for p in record["premises"]], record["conclusion"])
    reading = time.process_time() - start
    start = time.perf_counter()
    outcomes = [outcome(record, options) for record in records]
    report(part, outcomes, time.perf_counter() - start)
    print(f"  reading alone: {len(records) / reading:.0f} problems a second of one core")
    for source, title in KINDS.items():
        of_kind = [o for o in outcomes if o.record.get("source") == source]
        if of_kind:
            right = sum(o.label == o.gold for o in of_kind)
            found = [o for o in of_kind if o.gold != "UNCERTAIN"]
            hits = sum(o.label == o.gold for o in found)
            print(
                f"  {title:24} right {interval(right, len(of_kind))}; gold definite found {interval(hits, len(found))}"
            )
    if shown:
        show(outcomes, failed)


def show(outcomes: list[Outcome], failed: int) -> None:
    """Problems of the development part that were answered wrongly."""
    wrong = [o for o in outcomes if o.label and o.label != o.gold]
    wrong.sort(key=lambda o: o.label == "UNCERTAIN")
    for o in wrong[:failed]:
        print(f"\n{o.record['story_id']} gold {o.gold}, answered {o.label} ({o.status})")
        reading = read([p.strip() for p in o.record["premises"]], o.record["conclusion"])
        for sentence in reading.sentences:
            print(f"   {sentence.text}\n        {sentence.formula or sentence.problem}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--part", choices=("dev", "blind", "validation", "all"), default="all")
    parser.add_argument("--drop-story-nouns", action="store_true", help="let such nouns restrict nothing")
    parser.add_argument("--no-retry", action="store_true", help="do not read again with loose links")
    parser.add_argument("--misread", type=int, default=0, help="show so many misread premises of the development part")
    parser.add_argument("--failed", type=int, default=0, help="show so many wrong answers of the development part")
    arguments = parser.parse_args()
    options = EnglishOptions(drop_story_nouns=arguments.drop_story_nouns, retry=not arguments.no_retry)
    for part in ("dev", "blind", "validation") if arguments.part == "all" else (arguments.part,):
        measure(arguments.data, part, options, arguments.misread, arguments.failed)


if __name__ == "__main__":
    main()
