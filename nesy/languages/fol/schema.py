"""JSON schema of first-order programs, for servers that bind a model to a schema but to no grammar.

An instance spells premises and conclusion as syntax trees;
:func:`~nesy.languages.fol.from_schema.program_from_schema` turns it into a program's text. The schema keeps to
what OpenAI's structured outputs, llama.cpp and Ollama all take: an object at the root, ``anyOf`` whose
alternatives differ in their first key, ``$defs`` one level deep, ``enum``, ``pattern``, ``minItems``, ``maxItems``,
every key required and no others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeAlias

from nesy.languages.fol.signature import Symbol
from nesy.languages.fol.syntax import COMPARISONS

Schema: TypeAlias = dict[str, Any]

VARIABLES = ("x", "y", "z", "u", "v")
"""The variables of a schema for declared names, in the order in which nested quantifiers bind them."""
PAIRS = ("xor", "iff")
"""The keys of connectives of exactly two formulas."""
LISTS = ("and", "or")
"""The keys of connectives of two formulas or more."""
QUANTIFIERS = ("all", "some")
ARITHMETIC_KEYS: Mapping[str, str] = {"sum": "+", "difference": "-", "product": "*"}

_NAME = "^[A-Za-z_][A-Za-z0-9_]{0,63}$"
VARIABLE_LIKE = re.compile("[u-z][0-9]{0,2}")
"""The names that are variables even where no quantifier binds them."""


class Declared(Protocol):
    """One declared name."""

    @property
    def symbol(self) -> Symbol:
        """The name with its kind and arity."""


class Names(Protocol):
    """The declared names of a problem, as :class:`~nesy.languages.fol.vocabulary.Vocabulary` holds them."""

    @property
    def predicates(self) -> Sequence[Declared]:
        """The predicates."""

    @property
    def functions(self) -> Sequence[Declared]:
        """The functions."""

    @property
    def constants(self) -> Sequence[Declared]:
        """The constants."""


def program_schema(vocabulary: Names | None = None, premises: int | None = None) -> str:
    """The text of a JSON schema whose instances are programs.

    Args:
        vocabulary: the only names that may be used, each with its arity; no variable is free then, and
            quantifiers nest at most ``len(VARIABLES)`` deep. Without one any name may be used.
        premises: how many premises there are; any number if None.

    >>> schema = json.loads(program_schema(premises=2))
    >>> schema["required"], schema["properties"]["premises"]["minItems"]
    (['premises', 'conclusion'], 2)
    """
    definitions = _open() if vocabulary is None else _closed(vocabulary)
    formula = _ref("formula")
    listed = _list(formula, premises, premises)
    schema = {**_object(premises=listed, conclusion=formula), "$defs": definitions}
    return json.dumps(schema, ensure_ascii=False, separators=(",", ":"))


def _open() -> Schema:
    """Definitions that admit every name."""
    name, term = {"type": "string", "pattern": _NAME}, _ref("term")
    atom = _object(predicate=_ref("name"), arguments=_list(term))
    terms = [_ref("name"), _object(function=_ref("name"), arguments=_list(term, 1)), *_values(term)]
    quantified = [_object(**{key: _ref("variable"), "body": _ref("formula")}) for key in QUANTIFIERS]
    return {
        "formula": {"anyOf": [atom, *quantified, *_connected(_ref("formula")), *_compared(term)]},
        "term": {"anyOf": terms},
        "name": name,
        "variable": {"type": "string", "pattern": f"^{VARIABLE_LIKE.pattern}$"},
    }


def _closed(names: Names) -> Schema:
    """Definitions that admit declared names and bound variables only: one level for each quantifier around."""
    constants = _constants(names.constants)
    predicates, functions = _by_arity(names.predicates), _by_arity(names.functions)
    definitions: Schema = {}
    for depth in range(len(VARIABLES) + 1):
        term, formula = _ref(_level("term", depth)), _ref(_level("formula", depth))
        atoms = [_applied("predicate", arity, term) for arity in predicates]
        quantified = [
            _object(**{key: _one_of([variable]), "body": _ref(_level("formula", depth + 1))})
            for variable in VARIABLES[depth : depth + 1]
            for key in QUANTIFIERS
        ]
        definitions[_level("formula", depth)] = {
            "anyOf": [*atoms, *quantified, *_connected(formula), *_compared(term)],
        }
        known = [_one_of(VARIABLES[:depth])] * bool(depth) + [_ref("constant")] * bool(constants)
        applied = [_applied("function", arity, term) for arity in functions]
        definitions[_level("term", depth)] = {"anyOf": [*known, *applied, *_values(term)]}
    if constants:
        definitions["constant"] = {"anyOf": constants}
    groups = [("predicate", predicates), ("function", functions)]
    return definitions | {f"{kind}{arity}": _one_of(group[arity]) for kind, group in groups for arity in group}


def _constants(declared: Sequence[Declared]) -> list[Schema]:
    """Constants, which are texts; those that look like variables are objects."""
    named = dict.fromkeys(d.symbol.name for d in declared)
    plain = [name for name in named if not VARIABLE_LIKE.fullmatch(name)]
    marked = [name for name in named if VARIABLE_LIKE.fullmatch(name)]
    return [_one_of(plain)] * bool(plain) + [_object(constant=_one_of(marked))] * bool(marked)


def _level(kind: str, depth: int) -> str:
    return f"{kind}{'_in_' + str(depth) if depth else ''}"


def _by_arity(declared: Sequence[Declared]) -> dict[int, list[str]]:
    """The declared names by arity, each once, in their order."""
    groups: dict[int, dict[str, None]] = {}
    for symbol in (d.symbol for d in declared):
        groups.setdefault(symbol.arity, {})[symbol.name] = None
    return {arity: list(groups[arity]) for arity in sorted(groups)}


def _applied(kind: str, arity: int, term: Schema) -> Schema:
    """A declared predicate or function; the arity is part of the key, so that first keys differ."""
    key = f"{kind}{arity}"
    return _object(**{key: _ref(key)}, arguments=_list(term, arity, arity))


def _connected(formula: Schema) -> list[Schema]:
    lists = [_object(**{key: _list(formula, 2)}) for key in LISTS]
    pairs = [_object(**{key: _list(formula, 2, 2)}) for key in PAIRS]
    return [_object(**{"not": formula}), *lists, *pairs, _object(**{"if": formula, "then": formula})]


def _compared(term: Schema) -> list[Schema]:
    sides = _list(term, 2, 2)
    return [_object(equal=sides), _object(comparison=_one_of(COMPARISONS), sides=sides)]


def _values(term: Schema) -> list[Schema]:
    """Numbers, sums, differences and products."""
    return [{"type": "integer"}, *(_object(**{key: _list(term, 2, 2)}) for key in ARITHMETIC_KEYS)]


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _list(item: Schema, least: int | None = None, most: int | None = None) -> Schema:
    bounds = {"minItems": least, "maxItems": most}
    return {"type": "array", "items": item, **{key: bound for key, bound in bounds.items() if bound is not None}}


def _one_of(texts: Sequence[str]) -> Schema:
    return {"type": "string", "enum": list(texts)}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}
