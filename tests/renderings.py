"""Reads the fixture of proofs and their English."""

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from nesy.languages.fol.parse import parse_formula, parse_term
from nesy.languages.fol.theory import Statement, Theory
from nesy.proofs.proof import Proof, Rule, Step

FIXTURE = Path(__file__).parent / "fixtures" / "renderings.yaml"


@dataclass(frozen=True)
class Rendering:
    name: str
    theory: Theory
    proof: Proof
    english: str


def renderings() -> list[Rendering]:
    return [_rendering(data) for data in yaml.safe_load(FIXTURE.read_text(encoding="utf-8"))]


def rendering(name: str) -> Rendering:
    return next(r for r in renderings() if r.name == name)


def _rendering(data: dict) -> Rendering:
    premises = tuple(_statement(name, text) for name, text in data["statements"].items())
    steps = tuple(_step(line) for line in data["proof"])
    goal = parse_formula(data["goal"]) if "goal" in data else steps[-1].conclusion
    proof = Proof(tuple((p.name, p.formula) for p in premises), goal, steps)
    return Rendering(data["name"], Theory(premises, _statement("conclusion", data["asked"])), proof, data["english"])


def _statement(name: str, line: str) -> Statement:
    text, _, formula = line.partition("|")
    return Statement(parse_formula(formula), name, text.strip())


def _step(line: str) -> Step:
    formula, rule, rest = (part.strip() for part in line.split(" ;"))
    parents, terms, discharged, source, constant = [], [], [], "", ""
    if rest.startswith("#"):
        source, rest = rest[1:], ""
    for word in rest.split():
        if word[0] == "!":
            discharged.append(int(word[1:]))
        elif word[0] == "=":
            constant = word[1:]
        else:
            match = re.fullmatch(r"(\d+)(?:\[(.*)\])?", word)
            parents.append(int(match[1]))
            terms.append(tuple(parse_term(f"'{t}'") for t in (match[2] or "").split(",") if t))
    rule = Rule(rule)
    if rule not in (Rule.INFERENCE, Rule.EXISTENTIAL):
        terms = []
    quoted = re.sub(r"\b([wc]\d)\b", r"'\1'", formula)
    return Step(parse_formula(quoted), rule, tuple(parents), source, tuple(terms), constant, tuple(discharged))
