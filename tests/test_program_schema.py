"""The JSON schema of programs: every instance is a program, and only servers' subset of JSON schema is used."""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nesy.errors import InputTooLarge, NesyError, ParseError
from nesy.languages.fol.from_schema import program_from_schema
from nesy.languages.fol.language import program_from_schema as registered
from nesy.languages.fol.passes import RepairOptions
from nesy.languages.fol.read import read_theory
from nesy.languages.fol.schema import VARIABLES, program_schema
from nesy.languages.fol.signature import Symbol, signature
from nesy.languages.fol.walk import free_variables

AS_WRITTEN = RepairOptions(repair=False)
RELAXED = settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])


@dataclass(frozen=True)
class Declared:
    symbol: Symbol


@dataclass(frozen=True)
class Names:
    predicates: tuple[Declared, ...]
    functions: tuple[Declared, ...] = ()
    constants: tuple[Declared, ...] = ()


def declared(kind: str, **arities: int) -> tuple[Declared, ...]:
    return tuple(Declared(Symbol(kind, name, arity)) for name, arity in arities.items())


NAMES = Names(
    declared("predicate", Dog=1, Likes=2, Rain=0, Kind=1),
    declared("function", mother=1, between=2),
    declared("constant", rex=0, y=0),
)
SCHEMAS = {
    "open": program_schema(),
    "two premises": program_schema(premises=2),
    "declared": program_schema(NAMES),
    "declared, three premises": program_schema(NAMES, premises=3),
    "predicates only": program_schema(Names(declared("predicate", P=1, Q=0))),
    "no name": program_schema(Names(())),
}
WORDS = ["Dog", "rex", "x", "y1", "true", "and", "forall", "premises", "Conclusion", "_", "A" * 64, "u", "zebra", "f9"]


@lru_cache
def loaded(name: str) -> Any:
    return json.loads(SCHEMAS[name])


class Instances:
    """Random instances of a schema; below a depth only what ends soonest is taken."""

    def __init__(self, schema: Any, source: random.Random) -> None:
        self.root, self.source = schema, source

    def make(self, schema: Any, budget: int) -> Any:
        if "$ref" in schema:
            return self.make(self.root["$defs"][schema["$ref"].rpartition("/")[2]], budget)
        if "anyOf" in schema:
            flat = [s for s in schema["anyOf"] if "formula" not in json.dumps(s) and "items" not in json.dumps(s)]
            atoms = [s for s in schema["anyOf"] if "formula" not in json.dumps(s)]
            return self.make(self.source.choice(schema["anyOf"] if budget > 0 else flat or atoms), budget - 1)
        if "enum" in schema:
            return self.source.choice(schema["enum"])
        return getattr(self, schema["type"])(schema, budget)

    def object(self, schema: Any, budget: int) -> Any:
        return {key: self.make(part, budget) for key, part in schema["properties"].items()}

    def array(self, schema: Any, budget: int) -> Any:
        least = schema.get("minItems", 0)
        length = self.source.randint(least, schema.get("maxItems", least + 2))
        return [self.make(schema["items"], budget) for _ in range(length)]

    def string(self, schema: Any, budget: int) -> str:
        return self.source.choice([word for word in WORDS if re.fullmatch(schema["pattern"], word)])

    def integer(self, schema: Any, budget: int) -> int:
        return self.source.choice([0, 1, -7, 10**15])


def instance(name: str, seed: int) -> Any:
    return Instances(loaded(name), random.Random(seed)).make(loaded(name), 3)


def validator(name: str) -> Any:
    return jsonschema.Draft202012Validator(loaded(name))


@pytest.mark.parametrize("name", SCHEMAS)
@RELAXED
@given(seed=st.integers(0, 2**32))
def test_every_instance_is_a_program(name: str, seed: int) -> None:
    data = instance(name, seed)
    assert validator(name).is_valid(data)
    text = program_from_schema(json.dumps(data))
    theory = read_theory(text, options=AS_WRITTEN)
    assert str(theory) == text
    assert len(theory.premises) == len(data["premises"]) and theory.conclusion is not None


@RELAXED
@given(seed=st.integers(0, 2**32))
def test_declared_names_keep_their_kind_and_arity_and_no_variable_is_free(seed: int) -> None:
    theory = read_theory(program_from_schema(json.dumps(instance("declared", seed))), options=AS_WRITTEN)
    known = {d.symbol for group in (NAMES.predicates, NAMES.functions, NAMES.constants) for d in group}
    built_in = {"<", "<=", ">", ">=", "+", "-", "*"}
    assert {s for s in signature(theory).symbols if s.name not in built_in} <= known
    for statement in theory.statements:
        assert not free_variables(statement.formula)


def keywords(schema: Any) -> set[str]:
    """The schema's keywords, names of properties and definitions aside."""
    if isinstance(schema, list):
        return set().union(*map(keywords, schema)) if schema else set()
    if not isinstance(schema, dict):
        return set()
    named = [v for k in ("properties", "$defs") for v in schema.get(k, {}).values()]
    rest = [v for k, v in schema.items() if k not in ("properties", "$defs", "enum", "required")]
    return set(schema) | keywords(named) | keywords(rest)


def objects(schema: Any) -> list[Any]:
    found = [schema] if isinstance(schema, dict) and schema.get("type") == "object" else []
    below = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    return found + [o for part in below for o in objects(part)]


@pytest.mark.parametrize("name", SCHEMAS)
def test_only_what_servers_take(name: str) -> None:
    schema = loaded(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    allowed = "type properties required additionalProperties items minItems maxItems anyOf enum pattern $ref $defs"
    assert keywords(schema) <= set(allowed.split())
    assert schema["type"] == "object" and "anyOf" not in schema
    assert len(re.findall(r'"rex"', SCHEMAS[name])) <= 1, "servers limit the number of enumerated values"
    for part in objects(schema):
        assert part["additionalProperties"] is False
        assert part["required"] == list(part["properties"])
    for definition in schema["$defs"].values():
        first = [next(iter(a["properties"])) for a in definition.get("anyOf", ()) if a.get("type") == "object"]
        assert len(first) == len(set(first))
        assert re.fullmatch(r"\^.*\$", definition.get("pattern", "^$"))


@pytest.mark.parametrize("name", SCHEMAS)
def test_llguidance_takes_the_schema_and_its_instances(name: str) -> None:
    llguidance = pytest.importorskip("llguidance")
    grammar = llguidance.LLMatcher.grammar_from_json_schema(SCHEMAS[name])
    tokenizer = llguidance.LLTokenizer("byte")
    matcher = llguidance.LLMatcher(tokenizer, grammar)
    assert not matcher.is_error(), matcher.get_error()
    for seed in range(20):
        matcher.reset()
        tokens = tokenizer.tokenize_str(json.dumps(instance(name, seed)))
        assert matcher.try_consume_tokens(tokens) == len(tokens) and matcher.is_accepting()


def test_quantifiers_nest_as_deep_as_there_are_variables() -> None:
    data: Any = {"predicate0": "Q", "arguments": []}
    for variable in reversed(VARIABLES):
        data = {"all": variable, "body": data}
    assert validator("predicates only").is_valid({"premises": [], "conclusion": data})
    deeper = {"all": VARIABLES[0], "body": data}
    assert not validator("predicates only").is_valid({"premises": [], "conclusion": deeper})


def atom(predicate: str, *arguments: Any) -> dict[str, Any]:
    return {"predicate": predicate, "arguments": list(arguments)}


P, Q = atom("P"), atom("Q")
SPELLED = [
    (atom("Dog", "rex"), "Dog(rex)"),
    (atom("Dog", "x"), "Dog(x)"),
    (atom("New York"), "'New York'"),
    (atom("true"), "'true'"),
    ({"predicate2": "Likes", "arguments": ["x", "rex"]}, "Likes(x, rex)"),
    ({"body": atom("Dog", "d"), "all": "d"}, "∀d Dog(d)"),
    ({"some": "x", "body": {"and": [atom("Dog", "x"), {"not": P}, Q]}}, "∃x (Dog(x) ∧ ¬P ∧ Q)"),
    ({"and": [{"and": [P, Q]}, {"or": [P, Q]}]}, "(P ∧ Q) ∧ (P ∨ Q)"),
    ({"then": Q, "if": {"xor": [P, {"iff": [P, Q]}]}}, "P ⊕ (P ↔ Q) → Q"),
    ({"equal": [{"function": "f", "arguments": ["x", 2.50]}, -3]}, "f(x, 5/2) = -3"),
    ({"not": {"equal": ["a", "b"]}}, "a ≠ b"),
    ({"all": "x", "body": {"equal": ["x", {"constant": "x"}]}}, "∀x x = 'x'"),
    ({"comparison": ">=", "sides": [{"sum": ["a", {"product": [2, "b"]}]}, {"difference": [1, 2]}]},
     "(a + (2 * b)) ≥ (1 - 2)"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "text"), SPELLED, ids=range(len(SPELLED)))
def test_what_a_tree_spells(data: Any, text: str) -> None:
    program = json.dumps({"conclusion": data, "premises": [data, P]})
    assert registered(program) == f"{text}\nP\n⊢ {text}"


REFUSED = [
    ("", "not JSON"),
    ('{"premises": [', "not JSON"),
    ("[]", "the program is a list of 0"),
    ('{"premises": []}', "the program is an object with the keys 'premises'"),
    ('{"premises": {}, "conclusion": {}}', "premises is an empty object"),
]
REFUSED_TREES = [
    (None, "conclusion is null"),
    (True, "conclusion is true"),
    ("P", "conclusion is the text 'P'"),
    ({}, "conclusion is an empty object"),
    ({"nor": [P, Q]}, "has the key 'nor'"),
    ({"predicate": "P"}, "expected: an object with the keys 'predicate', 'arguments'"),
    ({"predicate": "P", "arguments": [], "not": P}, "an object with one key"),
    (atom("P", P), r"conclusion.arguments\[0\] has the key 'predicate'"),
    (atom("P", ["a"]), r"conclusion.arguments\[0\] is a list of 1"),
    ({"predicate2": "P", "arguments": ["a"]}, "is a list of 1"),
    ({"predicate": 7, "arguments": []}, "conclusion is the number 7"),
    (atom(""), "conclusion: predicate name"),
    (atom("a\nb"), "conclusion: predicate name"),
    (atom("P" * 201), "conclusion: predicate name"),
    (atom("<", "a", "b"), "has the name '<'"),
    (atom("P", {"function": "f", "arguments": []}), "is a list of 0"),
    (atom("P", {"function": "+", "arguments": ["a"]}), r"has the name '\+'"),
    (atom("P", 10**30), "there is the number 1000"),
    (atom("P", 1e300), r"there is the number 1e\+300"),
    (atom("P", float("nan")), "there is the number NaN"),
    ({"all": "", "body": P}, "conclusion: variable name"),
    ({"all": "two words", "body": P}, "conclusion: variable name"),
    ({"all": 3, "body": P}, "conclusion is the number 3"),
    ({"all": "x", "body": {"not": {"and": [P]}}}, "conclusion.body.not is a list of 1"),
    ({"xor": [P, Q, P]}, "conclusion is a list of 3"),
    ({"comparison": "=", "sides": ["a", "b"]}, "compares by the text '='"),
    ({"comparison": ["<"], "sides": ["a", "b"]}, "compares by a list of 1"),
]


@pytest.mark.parametrize(
    ("text", "message"),
    REFUSED + [(json.dumps({"premises": [], "conclusion": c}), message) for c, message in REFUSED_TREES],
    ids=range(len(REFUSED) + len(REFUSED_TREES)),
)
def test_what_does_not_follow_the_schema(text: str, message: str) -> None:
    with pytest.raises(ParseError, match=message):
        program_from_schema(text)


def nested(levels: int) -> str:
    return '{"premises": [], "conclusion": ' + '{"not": ' * levels + json.dumps(P) + "}" * levels + "}"


def test_depth_is_bounded() -> None:
    assert program_from_schema(nested(149)).count("¬") == 149
    for levels in (150, 1_000, 200_000):
        with pytest.raises(InputTooLarge, match="nested"):
            program_from_schema(nested(levels))


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["all", "body", "and", "not", "predicate", "arguments", "function", "sum", "if", "then"]),
            inner,
            max_size=2,
        )
    ),
    max_leaves=8,
)


@settings(RELAXED, max_examples=150)
@given(premise=json_values, conclusion=json_values)
def test_any_json_is_a_program_or_a_typed_error(premise: Any, conclusion: Any) -> None:
    text = json.dumps({"premises": [premise], "conclusion": conclusion})
    try:
        program = program_from_schema(text)
    except NesyError:
        return
    assert str(read_theory(program, options=AS_WRITTEN)) == program
