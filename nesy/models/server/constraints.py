"""The ways in which servers take a grammar, by the names that samples carry."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from nesy import registry
from nesy.errors import NesyError, UnknownName
from nesy.languages.decoding import Grammar

TOOL = "write_program"
"""The custom tool whose input is the program, for servers that bind a tool's input."""

Fields = dict[str, Any]


def _openai_lark(grammar: Grammar, api: str) -> Fields:
    """A custom tool that must be called, and whose input follows the grammar."""
    definition = {"syntax": "lark", "definition": grammar.lark}
    about = "Takes the program."
    if api == "responses":
        tool = {
            "type": "custom",
            "name": TOOL,
            "description": about,
            "format": {"type": "grammar", **definition},
        }
        return {"tools": [tool], "tool_choice": {"type": "custom", "name": TOOL}}
    custom = {"name": TOOL, "description": about, "format": {"type": "grammar", "grammar": definition}}
    tools = [{"type": "custom", "custom": custom}]
    return {"tools": tools, "tool_choice": {"type": "custom", "custom": {"name": TOOL}}}


def _vllm_grammar(grammar: Grammar, _api: str) -> Fields:
    """Lark's notation, for the ``guidance`` backend: ``auto`` turns to it for what ``xgrammar`` cannot read."""
    return {"structured_outputs": {"grammar": grammar.lark}}


def _vllm_gbnf(grammar: Grammar, _api: str) -> Fields:
    return {"structured_outputs": {"grammar": _gbnf_text(grammar)}}


def _sglang_ebnf(grammar: Grammar, _api: str) -> Fields:
    """GBNF's notation, for the ``xgrammar`` backend."""
    return {"ebnf": _gbnf_text(grammar)}


def _sglang_llguidance(grammar: Grammar, _api: str) -> Fields:
    """Lark's notation, for servers started with ``--grammar-backend llguidance``."""
    return {"ebnf": f"%llguidance {{}}\n{grammar.lark}"}


def _gbnf(grammar: Grammar, _api: str) -> Fields:
    return {"grammar": _gbnf_text(grammar)}


def _llamacpp_llguidance(grammar: Grammar, _api: str) -> Fields:
    """Lark's notation, for servers built with ``LLAMA_LLGUIDANCE``."""
    return {"grammar": f"%llguidance {{}}\n{grammar.lark}"}


def _json_schema(grammar: Grammar, api: str) -> Fields:
    schema = {"name": "program", "schema": json.loads(grammar.schema), "strict": True}
    if api == "responses":
        return {"text": {"format": {"type": "json_schema", **schema}}}
    return {"response_format": {"type": "json_schema", "json_schema": schema}}


def _gbnf_text(grammar: Grammar) -> str:
    return _to_gbnf(grammar.lark)


@lru_cache(maxsize=64)
def _to_gbnf(lark: str) -> str:
    """The grammar in GBNF. Calls come in hundreds for one grammar."""
    from nesy.languages.gbnf import to_gbnf

    return to_gbnf(lark)


def _as_it_is(text: str, _grammar: Grammar) -> str:
    return text


def _from_schema(text: str, grammar: Grammar) -> str:
    """The program that JSON data spells. Data that spells none stays as it is, and no reader takes it for one."""
    language = registry.load("nesy.languages", grammar.language)
    try:
        return str(language.program_from_schema(text))
    except NesyError:
        return text


@dataclass(frozen=True, slots=True)
class Constraint:
    """A way of binding a server's model."""

    name: str
    fields: Callable[[Grammar, str], Fields]
    """What it adds to a request, for a grammar and a protocol (``chat`` or ``responses``)."""
    program: Callable[[str, Grammar], str] = _as_it_is
    """The program that the model's text spells."""
    tool: str = ""
    """The tool whose input is the model's text."""
    schema: bool = False
    """True if it takes the grammar's JSON schema."""


CONSTRAINTS = (
    Constraint("openai-lark", _openai_lark, tool=TOOL),
    Constraint("vllm-grammar", _vllm_grammar),
    Constraint("vllm-gbnf", _vllm_gbnf),
    Constraint("sglang-ebnf", _sglang_ebnf),
    Constraint("sglang-llguidance", _sglang_llguidance),
    Constraint("gbnf", _gbnf),
    Constraint("llamacpp-llguidance", _llamacpp_llguidance),
    Constraint("json-schema", _json_schema, program=_from_schema, schema=True),
)


def find(name: str) -> Constraint:
    """The way of that name.

    Raises:
        UnknownName: if there is none.
    """
    for constraint in CONSTRAINTS:
        if constraint.name == name:
            return constraint
    raise UnknownName(
        f"there is no way {name!r} to bind a server's model",
        expected=("auto", "none", *(c.name for c in CONSTRAINTS)),
    )


def choose(names: tuple[str, ...], grammar: Grammar | None) -> Constraint | None:
    """The first of the ways that the grammar allows for; None if it binds nothing."""
    if grammar is None:
        return None
    ways = map(find, names)
    return next((way for way in ways if (grammar.schema if way.schema else grammar.lark)), None)
